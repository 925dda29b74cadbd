"""What a check may find beside agreement."""

from __future__ import annotations


class Wrong(Exception):
    """The key is not the answer, or not in the form asked."""


class Undecided(Exception):
    """The check cannot tell: the exercise is refused all the same."""
