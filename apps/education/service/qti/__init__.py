"""Exercises as QTI: sheets out as version 3 packages, simple items of version 2.2 in."""
