"""Cuts a long text into windows that overlap, so that work and memory grow with length only.

Knows nothing of what is looked for: it only promises that whatever is shorter than the margin is
seen whole, with words before and after it, in the window that its first character belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

CORE: Final = 6_000
MARGIN: Final = 400


@dataclass(frozen=True, slots=True)
class Window:
    """`text` lies at `offset`; what starts in `[first, last)` of the whole text is its own."""

    text: str
    offset: int
    first: int
    last: int


def windows(text: str, core: int = CORE, margin: int = MARGIN) -> Iterator[Window]:
    first = 0
    while first < len(text):
        last = _cut(text, first, core)
        start, end = _outward(text, max(0, first - margin), -1), min(len(text), last + margin)
        yield Window(text[start:end], start, first, last)
        first = last


def _cut(text: str, first: int, core: int) -> int:
    """After the last line break of the core, or its last space, or hard."""
    last = first + core
    if last >= len(text):
        return len(text)
    for mark in ("\n\n", "\n", "。", ". ", " "):
        at = text.rfind(mark, first + core // 2, last)
        if at >= 0:
            return at + len(mark)
    return last


def _outward(text: str, at: int, step: int) -> int:
    """Moves out of the middle of a word, at most 40 characters."""
    for _ in range(40):
        if at <= 0 or not (text[at - 1].isalnum() and text[at].isalnum()):
            break
        at += step
    return at
