"""Puts what runs have trained into the suite: packed, checked and described."""
