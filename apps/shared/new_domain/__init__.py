"""A domain of the user's own in the suite's prompt format: its lessons, and asking it."""
