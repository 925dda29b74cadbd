"""The applications over the shared core."""
