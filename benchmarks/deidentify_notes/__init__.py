"""Synthetic notes with planted identifiers: templates, lists, and their fills."""
