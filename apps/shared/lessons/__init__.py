"""Lessons for the model in the desks' own prompt formats, made and checked by the desks' own code."""
