"""A small corpus of our own for the first look: summaries that say they are no guideline."""
