"""Removes from a text what no reader sees: zero-width, direction and control characters.

They hide words from a reader or from a search, so they are counted and told, never kept.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from unicodedata import name as character_name

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Characters that were removed, by name, with how many of each."""

    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    def __str__(self) -> str:
        return ", ".join(f"{count} × {name}" for name, count in self.counts)


def cleaned(text: str) -> str:
    """The text without characters that are not seen; a form feed and its like end a line."""
    return text if text.isascii() and text.isprintable() else clean(text)[0]


def clean(text: str) -> tuple[str, Removed]:
    """The text that is seen, with lines ended by a newline, and what was removed from it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    text = text.replace("\x0c", "\n").replace("\x85", "\n").removeprefix("\ufeff")
    counts = Counter(_UNSEEN.findall(text))
    told = tuple(
        (character_name(character, f"U+{ord(character):04X}"), count)
        for character, count in counts.most_common()
    )
    return (_UNSEEN.sub("", text) if counts else text), Removed(told)
