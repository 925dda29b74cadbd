"""The shared Mixture-of-Experts core: model, kernels, engine, server.

`import core_model.model` registers the model with transformers' Auto classes; this package alone
imports nothing, so that asking for a cached model stays fast.
"""
