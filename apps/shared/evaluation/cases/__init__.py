"""Questions over invented documents, one module a desk; no lesson is made from them."""
