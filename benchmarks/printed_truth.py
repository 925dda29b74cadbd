"""What the pages of a PDF print, told from where words stand, for building true and false claims.

Deliberately blind to `rag`: it reads word boxes, puts a figure under the year that stands above it
and beside the label on its line, and keeps only rows where nothing is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"\(?\$?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\)?")
_UNIT = re.compile(
    r"(?:\$|dollars|amounts)?[^.()]{0,20}\b(?:in\s+)?(thousands|millions|billions)\b", re.I
)
_PART = re.compile(r"months ended|quarter|weeks ended|three months|vs\.|change", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """One row of a table: `values[year]` as printed, e.g. `(1,577)`; `unit` is `millions` ..."""

    document: str
    page: int
    label: str
    values: tuple[tuple[int, str], ...]
    unit: str

    def value(self, year: int) -> str:
        return dict(self.values)[year]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of running text with one scaled amount and one year."""

    document: str
    page: int
    sentence: str
    amount: str
    year: str


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    left: float
    right: float
    middle: float


def pages_of(path: Path, *, placed: bool) -> Iterator[tuple[int, list[list[_Token]], str]]:
    """Number, printed lines of words (where `placed` and the page may hold rows), plain text."""
    pdf = pdfium.PdfDocument(path)
    try:
        for index in range(len(pdf)):
            page = pdf[index].get_textpage()
            text = page.get_text_range().replace("\r\n", "\n")
            wanted = placed and _UNIT.search(text) and _YEAR.search(text)
            yield index + 1, _lines(page) if wanted else [], text
            page.close()
    finally:
        pdf.close()


def _lines(page: pdfium.PdfTextPage) -> list[list[_Token]]:
    """Words by line, top to bottom, from the boxes of characters."""
    words: list[_Token] = []
    run: list[tuple[str, tuple[float, float, float, float]]] = []
    for at in range(page.count_chars()):
        character = chr(pdfium.raw.FPDFText_GetUnicode(page, at))
        if character.strip():
            run.append((character, page.get_charbox(at)))
        elif run:
            words.append(_joined(run))
            run = []
    if run:
        words.append(_joined(run))
    lines: list[list[_Token]] = []
    for word in sorted(words, key=lambda w: -w.middle):
        if lines and abs(lines[-1][0].middle - word.middle) < 3.5:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.left) for line in lines]


def _joined(run: list[tuple[str, tuple[float, float, float, float]]]) -> _Token:
    text = "".join(character for character, _ in run)
    boxes = [box for _, box in run]
    middle = (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2
    return _Token(text, boxes[0][0], max(b[2] for b in boxes), middle)


def rows_of(path: Path) -> list[Printed]:
    """Rows whose figures each stand under one year, on pages that print one money unit."""
    found: list[Printed] = []
    for number, lines, text in pages_of(path, placed=True):
        units = {match.lower() for match in _UNIT.findall(text)}
        if len(units) == 1:
            found += _rows(path.stem, number, lines, units.pop())
    return found


def _rows(document: str, number: int, lines: list[list[_Token]], unit: str) -> Iterator[Printed]:
    heads: list[_Token] = []
    for index, line in enumerate(lines):
        years = [token for token in line if _YEAR.fullmatch(token.text)]
        others = [token for token in line if _AMOUNT.fullmatch(token.text) and token not in years]
        if len(years) >= 2 and not others:
            around = " ".join(t.text for near in lines[max(0, index - 4) : index + 1] for t in near)
            distinct = len({token.text for token in years}) == len(years)
            heads = years if distinct and not _PART.search(around) else []
            continue
        row = _row(line, heads) if heads else None
        if row is not None:
            yield Printed(document, number, row[0], row[1], unit)


def _row(line: list[_Token], heads: list[_Token]) -> tuple[str, tuple[tuple[int, str], ...]] | None:
    """Label and figures of a line with exactly one figure under each head, else None."""
    figures = [token for token in line if _AMOUNT.fullmatch(token.text) and token.text != "$"]
    if len(figures) != len(heads) or any("%" in token.text for token in line):
        return None
    for head, figure in zip(heads, figures, strict=True):
        if min(abs(head.right - figure.right), abs(head.left - figure.left)) > 30:
            return None
    words = [token.text for token in line if token.right <= figures[0].left and token.text != "$"]
    label = re.sub(r"\s*\([^()]*\)|\s+[—–-]\s+.*$|[:.…]+$", "", " ".join(words)).strip()
    plain = re.fullmatch(r"[A-Z][A-Za-z’',&/ -]{5,70}", label)
    if plain is None or not 2 <= len(label.split()) <= 10 or re.search(r"share", label, re.I):
        return None
    digits = [re.sub(r"\D", "", figure.text) for figure in figures]
    if len(set(digits)) < len(digits) or any(len(d) < 3 for d in digits):
        return None
    return label, tuple(
        (int(h.text), f.text.replace("$", "")) for h, f in zip(heads, figures, strict=True)
    )


_AMOUNT_SAID = re.compile(r"\$\d[\d,]*(?:\.\d+)?\s+(?:million|billion)")


def sentences_of(path: Path) -> list[Said]:
    """Whole sentences of 8 to 45 words with exactly one scaled amount and exactly one year."""
    found: list[Said] = []
    for number, _, text in pages_of(path, placed=False):
        flat = re.sub(r"\s+", " ", text)
        for sentence in re.findall(r"(?<=[.!?] )[A-Z][^.!?]*(?:\.\d[^.!?]*)*\.(?= [A-Z])", flat):
            amounts, years = _AMOUNT_SAID.findall(sentence), _YEAR.findall(sentence)
            figures = re.findall(r"\d[\d,.]*\d|\d", re.sub(r"\b(?:19|20)\d\d\b", "", sentence))
            if len(amounts) == len(figures) == len(years) == 1 and 8 <= len(sentence.split()) <= 45:
                found.append(Said(path.stem, number, sentence, amounts[0], years[0]))
    return found
