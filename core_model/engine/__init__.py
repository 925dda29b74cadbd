"""Serves many users and adapters on one model: scheduling, paged cache, sampling, text."""
