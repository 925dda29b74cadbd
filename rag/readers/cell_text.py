"""Turns the words that lie in one table cell into the cell: its text, its span, its box.

Knows nothing of rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.document import Span, Word
from rag.readers.glyphs import wide

_SAME_LINE = 0.42
"""Share of a word's height by which the middles of words on one line may differ."""
_NUMBER_HEAD = re.compile(r"[(\-－]?[\d,.]+$")
_NUMBER_TAIL = re.compile(r"[\d,.]+[)%]?$")


def by_line(words: Sequence[Word]) -> list[list[Word]]:
    """Words as printed lines from the top, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.y0 + w.box.y1):
        if lines and _same_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box.x0) for line in lines]


def _same_line(line: Sequence[Word], word: Word) -> bool:
    """True where the middle of the word is within the line's first or last word's height."""
    middle = (word.box.y0 + word.box.y1) / 2
    return any(
        abs((other.box.y0 + other.box.y1) / 2 - middle)
        < max(min(other.box.y1 - other.box.y0, word.box.y1 - word.box.y0), 4) * _SAME_LINE
        for other in (line[0], line[-1])
    )


def read_words(words: Sequence[Word]) -> str:
    """The words as one text: no blank between ideographs, numbers broken over lines closed."""
    lines = by_line(words)
    parts: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None:
            parts.append(_break(before[-1].text, line[0].text))
        parts.append(line[0].text)
        for left, right in pairwise(line):
            parts.append("" if wide(left.text[-1]) and wide(right.text[0]) else " ")
            parts.append(right.text)
    return "".join(parts)


def _break(before: str, after: str) -> str:
    """What stands for the line break between two words of one cell."""
    if wide(before[-1]) or wide(after[0]):
        return ""
    if _NUMBER_HEAD.match(before) and _NUMBER_TAIL.match(after) and _unfinished(before, after):
        return ""
    return " "


def _unfinished(before: str, after: str) -> bool:
    """True where a number goes on in the next line: `1,234,` `567.89` or `1,234,567.8` `9`."""
    if before[-1] in ",." or after[0] in ",.":
        return True
    return "," in before and "," not in after and len(after) <= 3


def span_of(words: Sequence[Word], page: int) -> Span:
    """The characters and the box that the words take together."""
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return Span(min(w.start for w in words), max(w.end for w in words), page, box)
