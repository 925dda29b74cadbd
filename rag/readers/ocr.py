"""Recognises the characters of a scanned PDF page with rapidocr, models from its own package.

Costs seconds a page; `pdf.py` calls it only for pages without a text layer.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pypdfium2 as pdfium

from rag.document import Box, Word
from rag.readers.cell_text import by_line

_PIXELS_A_POINT = 1.6
"""Found best on printed tables at 10 points; finer is slower and cuts numbers apart."""
_MAX_PIXELS = 6_000_000
_SURE = 0.5
"""Lines that the recogniser is less sure of are left out."""


@dataclass(frozen=True, slots=True)
class OcrPage:
    """Text of a recognised page and its words; offsets count from the start of the page."""

    text: str
    words: tuple[Word, ...]

    def words_from(self, offset: int) -> list[Word]:
        """The words with offsets of a document in which the page starts at `offset`."""
        return [Word(w.start + offset, w.end + offset, w.text, w.box) for w in self.words]


@lru_cache(maxsize=1)
def _engine():
    """The recogniser, loaded once a process; imported only here, since it takes seconds."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    return RapidOCR(params={"Global.log_level": "warning"})


def recognise(page: pdfium.PdfPage) -> OcrPage | None:
    """The recognised page, or None where nothing was found on it."""
    width, height = page.get_size()
    scale = min(_PIXELS_A_POINT, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale)  # pyright: ignore[reportArgumentType]
    picture = bitmap.to_numpy()[:, :, :3]
    found = _engine()(np.ascontiguousarray(picture), use_cls=False)
    lines = [getattr(found, part, None) for part in ("boxes", "txts", "scores")]
    if any(part is None for part in lines):
        return None
    return _laid_out(
        [
            Word(0, len(text), text, _box(corners_42 / scale))
            for corners_42, text, score in zip(*lines, strict=True)
            if score >= _SURE and text.strip()
        ]
    )


def _box(corners_42: np.ndarray) -> Box:
    low, high = corners_42.min(axis=0), corners_42.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _laid_out(found: list[Word]) -> OcrPage | None:
    """Recognised runs in reading order, cut into words at their blanks."""
    if not found:
        return None
    parts: list[str] = []
    words: list[Word] = []
    at = 0
    for line in by_line(found):
        for position, run in enumerate(line):
            text = " ".join(run.text.split())
            words.extend(_words(text, run.box, at))
            separator = "\n" if position == len(line) - 1 else " "
            parts.append(text + separator)
            at += len(text) + 1
    return OcrPage("".join(parts)[:-1], tuple(words))


def _words(text: str, box: Box, at: int) -> list[Word]:
    """The words of a recognised run; its width is shared out by characters."""
    words, start = [], 0
    step = (box.x1 - box.x0) / len(text)
    for part in text.split(" "):
        end = start + len(part)
        place = Box(box.x0 + start * step, box.y0, box.x0 + end * step, box.y1)
        words.append(Word(at + start, at + end, part, place))
        start = end + 1
    return words
