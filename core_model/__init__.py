"""The shared Mixture-of-Experts core: model, kernels, engine, server."""
