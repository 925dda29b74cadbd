"""The tables of words beside this package."""

from __future__ import annotations

from importlib import resources


def words(table: str) -> list[list[str]]:
    """The rows of a table without its header."""
    text = resources.files(__package__ or "").joinpath(table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]
