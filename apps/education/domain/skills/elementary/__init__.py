"""Skill families from kindergarten to grade 5."""
