"""A text without what only confuses reading, and the way back to its own offsets.

Zero-width, direction and control characters go; full-width letters and digits become ASCII.
Every span found in the cleaned text is told in offsets of the text as it was imported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SAME_LENGTH: Final = {
    **{code: " " for code in range(0x20) if chr(code) not in "\n\t"},
    **dict.fromkeys((0x7F, 0x85, 0xA0, 0x2028, 0x2029, 0x3000), " "),
    **{
        0xFF00 + i: chr(0x20 + i)
        for i in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))
    },
    **{ord(quote): "'" for quote in "‘’ʼ"},
    **{ord(dash): "-" for dash in "‐‑‒–−"},
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`origin[i]` is where character i of `text` stood; None where nothing moved."""

    text: str
    origin: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same characters in the imported text. The span must not be empty."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def cleaned(text: str) -> Cleaned:
    """The text to read; never longer than the one given."""
    text = text.translate(_SAME_LENGTH)
    if _HIDDEN.search(text) is None:
        return Cleaned(text, None)
    origin = [i for i, char in enumerate(text) if not _HIDDEN.match(char)]
    return Cleaned("".join(text[i] for i in origin), origin)
