"""Skill families: the bundled mathematics graph and its exercise generators."""
