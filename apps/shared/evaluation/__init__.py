"""Measures a core with its adapters in the desks' own prompts, beside the base it came from."""
