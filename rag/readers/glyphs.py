"""The text of one PDF page and the box of each of its characters.

Text comes in the file's own order, as PDFium gives it, except on pages whose text layer splits
every glyph: there the lines are put together again from where the glyphs stand. Knows nothing of
tables.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from rag.document import Box, Word
from rag.readers.pdfium import Frame

_HYPHEN = "\ufffe"
_CONTROL = {c: " " for c in range(32) if c != 10} | {0xFFFF: " ", 0xA0: " ", 0x7F: " "}
_UNMAPPED = re.compile(r"\(cid:\d+\)|[\ufffd\ue000-\uf8ff]")
_SPLIT_SHARE = 0.45
"""Share of single letters, digits and ideographs among all tokens above which a page counts as
split into glyphs."""
_BLANK = 0.35
"""Share of the font height by which a gap must exceed the usual one to be a blank."""


@dataclass(frozen=True, slots=True)
class PageText:
    """Text of a page; `origin[i]` is PDFium's index of character i, or -1 where it was put in."""

    text: str
    origin: tuple[int, ...]
    unmapped: bool = False


def page_text(textpage: pdfium.PdfTextPage, page_frame: Frame) -> PageText:
    """The text of a page, the same on every call: offsets into it stay valid."""
    raw = _characters(textpage)
    if not raw:
        return PageText("", ())
    if _split(raw):
        return _marked(*_rejoined(raw, character_boxes(textpage, page_frame)))
    return _marked(*_cleaned(raw))


def _characters(textpage: pdfium.PdfTextPage) -> str:
    """One character for each of PDFium's indices."""
    count = textpage.count_chars()
    if count <= 0:
        return ""
    text = textpage.get_text_range(0, count)
    if len(text) == count:
        return text
    codes = (pdfium_c.FPDFText_GetUnicode(textpage, i) for i in range(count))
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes)


def _split(raw: str) -> bool:
    tokens = raw.split()
    if len(tokens) < 20:
        return False
    single = sum(len(token) == 1 and token.isalnum() for token in tokens)
    return single / len(tokens) > _SPLIT_SHARE


def _marked(text: str, origin: Sequence[int]) -> PageText:
    """Note whether the font gave no Unicode for a good part of the page."""
    visible = sum(not c.isspace() for c in text)
    broken = sum(len(match.group()) for match in _UNMAPPED.finditer(text))
    return PageText(text, tuple(origin), broken * 10 > visible > 0)


def _cleaned(raw: str) -> tuple[str, list[int]]:
    """Lines end with a single newline; control characters and odd blanks become blanks."""
    text = raw.replace(_HYPHEN, "-").translate(_CONTROL)
    keep = [i for i, c in enumerate(raw) if c != "\r"]
    return "".join(text[i] for i in keep), keep


def character_boxes(textpage: pdfium.PdfTextPage, page_frame: Frame) -> np.ndarray:
    """Boxes of all of PDFium's characters: (n, 4) points from the top left; zeros where none."""
    count = max(textpage.count_chars(), 0)
    rects_n4 = np.zeros((count, 4))
    rect = pdfium_c.FS_RECTF()
    reference, get = ctypes.byref(rect), pdfium_c.FPDFText_GetLooseCharBox
    for i in range(count):
        if get(textpage, i, reference):
            rects_n4[i] = rect.left, rect.bottom, rect.right, rect.top
    return page_frame.place(rects_n4) if count else rects_n4


def wide(character: str) -> bool:
    """True for ideographs and full-width forms, which are written without blanks."""
    return unicodedata.east_asian_width(character) in "WF"


def _rejoined(raw: str, boxes_n4: np.ndarray) -> tuple[str, list[int]]:
    """Lines put together from where the glyphs stand, with a blank at every visible gap."""
    lines = _glyph_lines(raw, boxes_n4)
    usual = _usual_gaps(raw, boxes_n4, lines)
    text: list[str] = []
    origin: list[int] = []
    for line in lines:
        if text:
            text.append("\n")
            origin.append(-1)
        for position, index in enumerate(line):
            if position:
                before = line[position - 1]
                gap, height = _gap(raw, boxes_n4, before, index)
                if gap > usual[wide(raw[before]) and wide(raw[index])] + height * _BLANK:
                    text.append(" ")
                    origin.append(-1)
            text.append("-" if raw[index] == _HYPHEN else raw[index])
            origin.append(index)
    return "".join(text), origin


def _usual_gaps(raw: str, boxes_n4: np.ndarray, lines: list[list[int]]) -> dict[bool, float]:
    """The median gap between neighbouring ideographs (True) and between other glyphs (False)."""
    gaps: dict[bool, list[float]] = {True: [0.0], False: [0.0]}
    for line in lines:
        for before, after in pairwise(line):
            gap, height = _gap(raw, boxes_n4, before, after)
            if gap < height * 2:
                gaps[wide(raw[before]) and wide(raw[after])].append(gap)
    return {pair: max(float(np.median(found)), 0.0) for pair, found in gaps.items()}


def _glyph_lines(raw: str, boxes_n4: np.ndarray) -> list[list[int]]:
    """Indices of visible glyphs, line by line from the top, each from left to right."""
    visible = [i for i, c in enumerate(raw) if not c.isspace() and ord(c) >= 32]
    visible.sort(key=lambda i: boxes_n4[i, 1] + boxes_n4[i, 3])
    lines: list[list[int]] = []
    for index in visible:
        middle = (boxes_n4[index, 1] + boxes_n4[index, 3]) / 2
        if lines:
            last = boxes_n4[lines[-1][0]]
            if abs((last[1] + last[3]) / 2 - middle) < max(last[3] - last[1], 4) * 0.45:
                lines[-1].append(index)
                continue
        lines.append([index])
    return [_once(raw, boxes_n4, sorted(line, key=lambda i: boxes_n4[i, 0])) for line in lines]


def _once(raw: str, boxes_n4: np.ndarray, line: list[int]) -> list[int]:
    """The glyphs without those drawn again at the same place to look bold."""
    kept: list[int] = []
    for index in line:
        height = boxes_n4[index, 3] - boxes_n4[index, 1]
        again = kept and raw[kept[-1]] == raw[index]
        if not again or boxes_n4[index, 0] - boxes_n4[kept[-1], 0] > height * 0.15:
            kept.append(index)
    return kept


def _gap(raw: str, boxes_n4: np.ndarray, before: int, after: int) -> tuple[float, float]:
    """The room between two glyphs and the height of the first, in points.

    A glyph takes at least the width usual for its kind: split layers may state none.
    """
    x0, y0, x1, y1 = boxes_n4[before]
    height = max(y1 - y0, 1.0)
    least = height * (0.8 if wide(raw[before]) else 0.35)
    return float(boxes_n4[after, 0] - max(x1, x0 + least)), float(height)


def page_words(page: PageText, boxes_n4: np.ndarray, offset: int) -> list[Word]:
    """Runs without blanks, with their boxes; `offset` is where the page starts in the document."""
    places = [match.span() for match in re.finditer(r"\S+", page.text)]
    if not places:
        return []
    lows_n4, highs_n4 = _extents(page, boxes_n4, places)
    return [
        Word(
            offset + start,
            offset + end,
            page.text[start:end],
            Box(float(low[0]), float(low[1]), float(high[2]), float(high[3])),
        )
        for (start, end), low, high in zip(places, lows_n4, highs_n4, strict=True)
        if high[2] > low[0]
    ]


def _extents(
    page: PageText, boxes_n4: np.ndarray, places: Sequence[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest corners of the characters of each place; boxless ones do not count."""
    origin = np.array(page.origin)
    placed_n4 = boxes_n4[np.maximum(origin, 0)]
    boxless = (origin < 0) | (placed_n4[:, 2] <= placed_n4[:, 0])
    low_n4 = np.where(boxless[:, None], np.inf, placed_n4)
    high_n4 = np.where(boxless[:, None], -np.inf, placed_n4)
    ends = np.array(places).ravel()
    pad = np.full((1, 4), np.inf)
    return (
        np.minimum.reduceat(np.vstack([low_n4, pad]), ends)[::2],
        np.maximum.reduceat(np.vstack([high_n4, -pad]), ends)[::2],
    )


def box_of(page: PageText, boxes_n4: np.ndarray, start: int, end: int) -> Box | None:
    """The box around characters of a page, or None where none of them has one."""
    indices = [i for i in page.origin[start:end] if i >= 0]
    rows = boxes_n4[indices] if indices else boxes_n4[:0]
    rows = rows[rows[:, 2] > rows[:, 0]]
    if not len(rows):
        return None
    low, high = rows.min(axis=0), rows.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[2]), float(high[3]))


def line_boxes(page: PageText, boxes_n4: np.ndarray, start: int, end: int) -> list[Box]:
    """One box for each printed line between two offsets of a page."""
    found = []
    for match in re.finditer(r"[^\n]+", page.text[start:end]):
        box = box_of(page, boxes_n4, start + match.start(), start + match.end())
        if box is not None:
            found.append(box)
    return found
