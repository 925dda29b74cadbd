"""A text as recognisers read it: hidden characters gone, full-width forms plain, with the way back.

Folding drops characters or swaps one for one, so a span of the folded text is always a span of the
original. Source: Unicode UAX #15 (compatibility forms) and UTS #39, section 3 (ignorables).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
_UNUSUAL = re.compile(r"[^\x09\x0a\x0d\x20-\x7e\u3001\u3002\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`back[i]` is where character i of `text` lay; None where nothing moved."""

    text: str
    back: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a non-empty span of the folded text covers."""
        if self.back is None:
            return start, end
        return self.back[start], self.back[end - 1] + 1


def fold(text: str) -> Folded:
    found = [(at.start(), _folded(at[0])) for at in _UNUSUAL.finditer(text)]
    changed = [(at, new) for at, new in found if new != text[at]]
    if not changed:
        return Folded(text, None)
    pieces, back, last = [], [], 0
    for at, new in changed:
        pieces += (text[last:at], new)
        back += range(last, at)
        back += (at,) if new else ()
        last = at + 1
    pieces.append(text[last:])
    back += range(last, len(text))
    return Folded("".join(pieces), tuple(back))


@cache
def _folded(character: str) -> str:
    """One character or none."""
    if character in _DASHES:
        return "-"
    if character in "\u3000\u00a0\u202f\u2007\u2028\u2029\x0b\x0c\x85":
        return "\n" if character in "\u2028\u2029\x0b\x0c\x85" else " "
    if unicodedata.category(character) in ("Cf", "Cc") or "\ufe00" <= character <= "\ufe0f":
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain.isascii() else character
