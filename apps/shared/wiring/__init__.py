"""The only place where a model, an index and an app meet; one module a desk."""
