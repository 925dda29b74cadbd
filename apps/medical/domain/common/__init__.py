"""Common presentations: probabilities over 49 everyday and emergency conditions, and 5 of children.

What is known of the 49 comes from DDXPlus, a set of synthetic patients: useful for ranking what
fits a presentation, no measure of how often a disease occurs anywhere.
"""
