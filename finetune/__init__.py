"""Corpora, training stages and evaluation: from the base to a domain, and to new ones by script."""
