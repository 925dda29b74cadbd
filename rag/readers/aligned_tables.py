"""Tables without ruling lines: rows by line, columns by where the figures stand.

A label column on the left, figures in columns on the right, currency signs apart from their
figures, labels wrapped over lines. Works on the words of one page; knows nothing of their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.document import Cell, Table, Word
from rag.readers.cell_text import by_line, read_words, span_of

_FIGURE = re.compile(
    r"[$¥￥€£]?[(（]?[-－–—−]?[$¥￥€£]?[(（]?\d[\d,，]*(\.\d+)?\s*[)）]?[%％]?[)）]?$|[$¥￥€£]?[-－–—−]{1,2}$"
)
_SIGN = re.compile(r"[$¥￥€£]|US\$|RMB|\($")
_CLOSING = re.compile(r"[)）%％]+$")
_FOOTNOTE = re.compile(r"\(?[a-z\d]{1,2}\)$")
_MONTH_DAY = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2},?$")
_YEAR = re.compile(r"(19|20)\d\d$")
_PROSE_SHARE = 0.62
"""A line without figures whose text runs without a gap over this share of the page is prose."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words with no wide gap between them; `figure` where they are one figure."""

    words: tuple[Word, ...]
    figure: bool

    @property
    def x0(self) -> float:
        return self.words[0].box.x0

    @property
    def x1(self) -> float:
        return self.words[-1].box.x1


_COLUMN_SHARE = 0.12
"""A column has at least this share of the figures of the fullest one."""

_REFERENCE_WIDTH = 60.0
_REFERENCE_SHARE = 0.25
"""References are at most this wide (points) and as many as this share of the figures."""

_Line = tuple[_Run, ...]


def aligned_tables(words: Sequence[Word], width: float, page: int) -> list[Table]:
    """The tables of a page `width` points wide, from the top; two rows of figures at least."""
    lines = [_runs(line) for line in by_line(words)]
    tables = []
    for block in _blocks(lines, width):
        table = _table(block, page)
        if table is not None:
            tables.append(table)
    return tables


def _runs(line: Sequence[Word]) -> _Line:
    """Cut a line at wide gaps and around figures; a sign joins the figure that follows it."""
    runs: list[_Run] = []
    for piece in _pieces(line):
        runs.extend(_figures_apart(piece))
    return tuple(_signed(runs))


def _pieces(line: Sequence[Word]) -> list[list[Word]]:
    pieces = [[line[0]]]
    for before, word in pairwise(line):
        height = max(word.box.y1 - word.box.y0, 4)
        if word.box.x0 - before.box.x1 > height * 0.75:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def _figures_apart(piece: Sequence[Word]) -> list[_Run]:
    """The figures that end a piece, each a run; what stands before them is one run of text."""
    end = len(piece)
    while end and (_FIGURE.match(piece[end - 1].text) or _tail(piece, end - 1)):
        end -= 1
    if end and end < len(piece) and not _stands_alone(piece, end):
        end = len(piece)
    text = [_Run(tuple(piece[:end]), False)] if end else []
    return [*text, *(_Run((word,), True) for word in piece[end:])]


def _tail(piece: Sequence[Word], index: int) -> bool:
    """True for a sign or bracket that belongs to a figure beside it."""
    text = piece[index].text
    return bool(_SIGN.match(text) and len(text) <= 3) or bool(_CLOSING.match(text))


def _stands_alone(piece: Sequence[Word], start: int) -> bool:
    """False where figures end a sentence or a date: `December 31, 2018`, `Note 16`."""
    first = piece[start].text
    if _SIGN.match(first) or re.search(r",\d", first) or "." in first or "(" in first:
        return True
    return len(piece) - start >= 2 and not _YEAR.match(first)


def _signed(runs: Sequence[_Run]) -> list[_Run]:
    """Join currency signs and closing brackets with their figures."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        text = run.words[0].text
        closes = len(run.words) == 1 and bool(_CLOSING.match(text))
        signed = last is not None and _only(_SIGN, last) and run.figure
        if last is not None and last.figure and (signed or closes):
            joined[-1] = _Run((*last.words, *run.words), True)
        elif len(run.words) == 1 and (_only(_SIGN, run) or _FIGURE.match(text)):
            joined.append(_Run(run.words, True))
        else:
            joined.append(run)
    return joined


def _only(pattern: re.Pattern[str], run: _Run) -> bool:
    return len(run.words) == 1 and bool(pattern.fullmatch(run.words[0].text))


def _blocks(lines: Sequence[_Line], width: float) -> list[list[_Line]]:
    """Stretches of lines without prose between them."""
    blocks: list[list[_Line]] = [[]]
    for line in lines:
        if _prose(line, width):
            blocks.append([])
        else:
            blocks[-1].append(line)
    return [block for block in blocks if sum(_filled(line) for line in block) >= 2]


def _prose(line: _Line, width: float) -> bool:
    if any(run.figure for run in line[1:]):
        return False
    return max(run.x1 - run.x0 for run in line) > width * _PROSE_SHARE


def _filled(line: _Line) -> bool:
    """True for a label followed by figures."""
    return not line[0].figure and any(run.figure for run in line[1:])


@dataclass(frozen=True, slots=True)
class _ColumnPlace:
    x0: float
    x1: float


def _table(block: Sequence[_Line], page: int) -> Table | None:
    columns = _columns(block)
    if not columns:
        return None
    rows = [_row(line, columns) for line in block]
    rows = _unwrapped(rows)
    cells = []
    for number, row in enumerate(rows):
        for (first, last), words in sorted(row.items()):
            text = read_words(words)
            cells.append(Cell(number, first, 1, last - first + 1, text, span_of(words, page)))
    held = [word for row in rows for words in row.values() for word in words]
    return Table(span_of(held, page), tuple(cells))


def _columns(block: Sequence[_Line]) -> list[_ColumnPlace]:
    """Where figures, or short references, stand under one another: overlapping stretches.

    A column of figures has two at least, one of references (`七、1`, `Note 5`) a good share.
    """
    lines = [line for line in block if _filled(line)]
    figures = _groups((r.x0, r.x1) for line in lines for r in line[1:] if _counts(r, line))
    fullest = max((len(group) for group in figures), default=0)
    kept = [group for group in figures if len(group) >= max(2.0, fullest * _COLUMN_SHARE)]
    if not kept:
        return []
    left = min(low for group in kept for low, _ in group)
    short = (r for line in lines for r in line[1:] if not r.figure and r.x1 < left)
    references = _groups((r.x0, r.x1) for r in short if r.x1 - r.x0 <= _REFERENCE_WIDTH)
    kept += [group for group in references if len(group) >= max(3.0, fullest * _REFERENCE_SHARE)]
    return sorted(
        (_ColumnPlace(min(low for low, _ in g), max(high for _, high in g)) for g in kept),
        key=lambda place: place.x0,
    )


def _counts(run: _Run, line: _Line) -> bool:
    """True for a figure that is evidence of a column: no footnote mark, no heading of years."""
    if not run.figure or _only(_FOOTNOTE, run):
        return False
    return not (_only(_YEAR, run) and all(_only(_YEAR, other) for other in line[1:]))


def _groups(stretches: Iterable[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Stretches that overlap one another, from the left."""
    found: list[list[tuple[float, float]]] = []
    reach = float("-inf")
    for low, high in sorted(stretches):
        if low <= reach:
            found[-1].append((low, high))
            reach = max(reach, high)
        else:
            found.append([(low, high)])
            reach = high
    return found


_Row = dict[tuple[int, int], list[Word]]
"""Words of a printed row by (first column, last column); column 0 is the label."""


def _row(line: _Line, columns: Sequence[_ColumnPlace]) -> _Row:
    """The runs of a line under their columns; those whose columns overlap share one cell."""
    row: _Row = {}
    for run in line:
        for piece in _shared_out(run, columns):
            first, last = _place(piece, columns)
            words = list(piece.words)
            for place in [p for p in row if p[0] <= last and first <= p[1]]:
                words = [*row.pop(place), *words]
                first, last = min(first, place[0]), max(last, place[1])
            row[first, last] = words
    return row


def _shared_out(run: _Run, columns: Sequence[_ColumnPlace]) -> list[_Run]:
    """Cut a heading that runs over several columns where its words belong to one each."""
    if run.figure or len(run.words) == 1 or run.x1 <= columns[0].x0:
        return [run]
    pieces: list[list[Word]] = [[run.words[0]]]
    for before, word in pairwise(run.words):
        apart = word.box.x0 - before.box.x1 > (word.box.y1 - word.box.y0) * 0.4
        date = _MONTH_DAY.match(f"{before.text} {word.text}")
        if apart and not date and _nearest(before, columns) != _nearest(word, columns):
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return [_Run(tuple(piece), False) for piece in pieces]


def _nearest(word: Word, columns: Sequence[_ColumnPlace]) -> int:
    middle = (word.box.x0 + word.box.x1) / 2
    if middle < columns[0].x0 - 20:
        return 0
    distances = [max(c.x0 - middle, middle - c.x1, 0) for c in columns]
    return distances.index(min(distances)) + 1


def _place(run: _Run, columns: Sequence[_ColumnPlace]) -> tuple[int, int]:
    """The first and last column that a run stands over; 0 is the label column."""
    if not run.figure and run.x0 < columns[0].x0 - 40 and run.x1 < columns[-1].x1 + 40:
        reaches = [i for i, c in enumerate(columns, 1) if run.x0 <= c.x1 and run.x1 >= c.x0]
        if len(reaches) < 2 or run.x0 < columns[0].x0 / 2:
            return (0, 0)
    over = [i for i, c in enumerate(columns, 1) if run.x0 <= c.x1 and run.x1 >= c.x0]
    if over:
        return (over[0], over[-1]) if not run.figure else (over[-1], over[-1])
    middle = (run.x0 + run.x1) / 2
    if middle < columns[0].x0 and not run.figure:
        return (0, 0) if columns[0].x0 - run.x1 > 12 or run.x0 < columns[0].x0 / 2 else (1, 1)
    distances = [max(c.x0 - middle, middle - c.x1, 0) for c in columns]
    if min(distances) > 40 and middle < columns[0].x0:
        return (0, 0)
    nearest = distances.index(min(distances)) + 1
    return (nearest, nearest)


_LABEL = (0, 0)


def _unwrapped(rows: list[_Row]) -> list[_Row]:
    """Join a label broken over lines with the row that carries its figures."""
    joined: list[_Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before is not None and _LABEL in row and _LABEL in before:
            head, tail = read_words(before[_LABEL]), read_words(row[_LABEL])
            if _goes_on(head, tail) and not (len(before) > 1 and len(row) > 1):
                joined[-1] = {**before, **row, _LABEL: [*before[_LABEL], *row[_LABEL]]}
                continue
        joined.append(row)
    return joined


def _goes_on(head: str, tail: str) -> bool:
    """True where a label's second line continues its first one."""
    if head.endswith((":", "：")):
        return False
    open_bracket = head.count("(") + head.count("（") > head.count(")") + head.count("）")
    return open_bracket or tail[0].islower() or head.endswith((",", "-", "—", "、", "，"))
