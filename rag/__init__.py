"""Documents in, verified answers out: readers, store, retrieval, claims."""
