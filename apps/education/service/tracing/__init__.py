"""Sequence models of a course's students, trained on the course's own log; built on torch."""
