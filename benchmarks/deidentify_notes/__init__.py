"""Synthetic notes with planted identifiers: templates and lists written for this, and their fills."""
