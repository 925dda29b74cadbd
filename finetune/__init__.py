"""Corpora, training stages and evaluation: from the base to a domain, and to a new one by script."""
