"""Skill families from grade 6 to algebra."""
