"""Where sentences begin and end, in English and Chinese."""

from __future__ import annotations

import re
from itertools import pairwise

_END = re.compile(
    r"(?<!\bInc)(?<!\bCorp)(?<!\bCo)(?<!\bNo)(?<!\bvs)(?<!\bU\.S)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bLtd)"
    r"(?<!\b[A-Z])(?:\.[\"”’)]*(?=\s+[A-Z(\"“\u4e00-\u9fff]|\s*$)|[!?][\"”]?(?=\s|$)|[。！？；][”」）]?)"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of `text`, English and Chinese, blanks trimmed."""
    bounds = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    spans = []
    for low, high in pairwise(bounds):
        piece = text[low:high]
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((low + left, low + len(piece.rstrip())))
    return spans
