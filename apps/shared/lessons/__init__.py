"""Lessons for the model in the desks' own prompts, made and checked by the desks' own code."""
