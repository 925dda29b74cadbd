"""The same weights as checkpoints that other engines already know."""
