"""Combinations of findings that want a clinician's eye now, each with its public source."""
