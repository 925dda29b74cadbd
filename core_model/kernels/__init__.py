"""One file an operation: its plain torch reference, its Triton kernel, and the choice between."""
