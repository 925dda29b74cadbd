"""Joins paragraphs to passages of a bearable length. Knows nothing of where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

PASSAGE_CHARACTERS = 2400


def passages(paragraphs: Iterable[str], limit: int = PASSAGE_CHARACTERS) -> Iterator[str]:
    """Paragraphs in order, joined until `limit` characters; a longer one stays alone."""
    held: list[str] = []
    size = 0
    for paragraph in paragraphs:
        if held and size + len(paragraph) > limit:
            yield "\n\n".join(held)
            held, size = [], 0
        held.append(paragraph)
        size += len(paragraph)
    if held:
        yield "\n\n".join(held)
