"""The columns of a face statement: where they stand in the table and what their headers say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from apps.finance.domain.column_periods import Said, length_said, said
from apps.finance.domain.english_dates import dates_in, years_in
from apps.finance.domain.face_search import Part
from apps.finance.domain.table_lines import Line, Place, places
from rag.document import Cell

_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_PERIOD_WORDS = re.compile(
    r"\b(?:years?|months?|weeks?|quarters?|periods?|half)\b.{0,40}\bend(?:ed|ing)\b|"
    r"\bas (?:of|at)\b|^at |^for the |"
    rf"^\W*{_MONTH}\s+\d{{1,2}}\W*$",
    re.IGNORECASE,
)
"""Lines that state a period. A full date alone is none: auditors sign and date their reports."""
_MAX_LINE = 110
_TITLE = re.compile(r"\bstatements?\b|\bbalance sheets?\b|financial position", re.IGNORECASE)
_NO_PERIOD = re.compile(
    r"\bin (?:thousands|millions|billions)\b|\$\s?000|unaudited|\bstatements?\b|"
    r"\bbalance sheets?\b|subsidiaries|table of contents",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Headed:
    """A column with its place in the grid and what its header says; None where it has no period."""

    place: Place
    said: Said | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The header's texts, the lines below it, and the columns."""

    header: tuple[str, ...]
    body: tuple[Line, ...]
    columns: tuple[Headed, ...]


def layout_of(part: Part) -> Layout:
    """Split a table into header and body and read its columns."""
    start = _body_start(part.lines)
    header, body = part.lines[:start], part.lines[start:]
    body = tuple(line for line in body if not _stray(line))
    columns = places(body)
    first = min((place.left for place in columns), default=0)
    beside = [
        c.text for line in header for c in line.texts if c.column < first and _ends_before(c, first)
    ]
    shared = (*beside, *_period_lines(part, header))
    texts_of = _header_texts(header, columns, first)
    heads = _with_one_length([said(texts, shared) for texts in texts_of], texts_of)
    headed = tuple(map(Headed, columns, _with_listed_days(heads, shared)))
    texts = tuple(cell.text for line in header for cell in line.texts)
    return Layout(texts, body, headed)


def _period_lines(part: Part, header: Sequence[Line]) -> list[str]:
    """Lines above the table that state a period; none where the header has its own title."""
    inside = [cell.text for line in header for cell in line.texts]
    if any(_TITLE.search(text) for text in inside):
        return []
    return [x for x in part.above[:6] if len(x) <= _MAX_LINE and _PERIOD_WORDS.search(x)]


def _with_one_length(
    heads: Sequence[Said | None], texts: Sequence[Sequence[str]]
) -> list[Said | None]:
    """Where the header states one length only, it is that of every column.

    A PDF's columns may leave `13 Weeks Ended` above some of the columns that it spans.
    """
    lengths = [length_said(own) for own in texts]
    stated = {length for length in lengths if length[0] is not None}
    if len(stated) != 1:
        return list(heads)
    ((months, weeks),) = stated
    return [
        replace(head, months=months, weeks=weeks) if head and length[0] is None else head
        for head, length in zip(heads, lengths, strict=True)
    ]


def _with_listed_days(heads: Sequence[Said | None], shared: Sequence[str]) -> list[Said | None]:
    """Columns that name years only get the days of a line that lists one for each, in order.

    `At January 1, 2023 and January 2, 2022` above `2022` and `2021` names fiscal years.
    """
    years = sorted({head.year for head in heads if head and head.year}, reverse=True)
    for line in shared:
        days = sorted(set(dates_in(line)), reverse=True)
        if len(days) == len(years) > 1:
            ends = dict(zip(years, days, strict=True))
            return [
                replace(head, end=ends[head.year]) if head and head.year else head for head in heads
            ]
    return list(heads)


def _stray(line: Line) -> bool:
    """A page number that stands alone in a line."""
    return (
        not line.label and len(line.figures) == 1 and not line.texts
        and line.figures[0].text.isdigit() and len(line.figures[0].text) <= 3
    )  # fmt: skip


def _body_start(lines: Sequence[Line]) -> int:
    """The index of the first line below the header: it has a figure that is not a year."""
    for index, line in enumerate(lines):
        stray = len(line.figures) == 1 and any(_says_period(cell.text) for cell in line.texts)
        if not stray and any(not figure.looks_like_year for figure in line.figures):
            return _back_over_headings(lines, index)
    return len(lines)


def _back_over_headings(lines: Sequence[Line], index: int) -> int:
    """Headings right above the first figures (`Assets`, `Revenue:`) belong to the body."""
    while index > 0:
        line = lines[index - 1]
        alone = len(line.texts) == 1 and not line.figures
        if not alone or _says_period(line.texts[0].text) or line.texts[0].column > 2:
            break
        index -= 1
    return index


def _says_period(text: str) -> bool:
    return bool(
        years_in(text)
        or _PERIOD_WORDS.search(text)
        or re.search(
            r"\bin (?:thousands|millions|billions)|unaudited|fiscal|\bended\b|quarter|half|\$",
            text,
            re.IGNORECASE,
        )
    )


def _ends_before(cell: Cell, first: int) -> bool:
    return cell.column + cell.column_span - 1 < first


def _header_texts(
    header: Sequence[Line], columns: Sequence[Place], first: int
) -> list[tuple[str, ...]]:
    """The header texts above each column, outermost first."""
    found: list[list[str]] = [[] for _ in columns]
    for line in header:
        cells = [(c.column, c.column + c.column_span - 1, c.text) for c in line.texts
                 if not _ends_before(c, first)]  # fmt: skip
        cells += [(figure.left, figure.right, figure.text) for figure in line.figures]
        for index, text in _placed(_with_whole_dates(sorted(cells)), columns):
            if not _NO_PERIOD.search(text) or _PERIOD_WORDS.search(text):
                found[index].append(text)
    return [tuple(texts) for texts in found]


def _with_whole_dates(cells: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Cells with a month and its day put together that a PDF's columns have torn apart."""
    joined: list[tuple[int, int, str]] = []
    for left, right, text in cells:
        torn = joined and re.fullmatch(r"\d{1,2}\s*,?", text)
        if torn and re.search(rf"{_MONTH}\.?$", joined[-1][2], re.IGNORECASE):
            first, _, before = joined[-1]
            joined[-1] = (first, right, f"{before} {text}")
        else:
            joined.append((left, right, text))
    return joined


def _placed(
    cells: Sequence[tuple[int, int, str]], columns: Sequence[Place]
) -> list[tuple[int, str]]:
    """Pairs of column and text: by overlap, or in order where there is one cell a column."""
    overlapping = [
        [i for i, place in enumerate(columns) if place.distance(left, right) == 0]
        for left, right, _ in cells
    ]
    if len(cells) == len(columns) and overlapping != [[i] for i in range(len(columns))]:
        return [(i, text) for i, (_, _, text) in enumerate(cells)]
    pairs: list[tuple[int, str]] = []
    for (left, right, text), hits in zip(cells, overlapping, strict=True):
        targets = hits or _nearest(left, right, columns)
        pairs.extend((index, text) for index in targets)
    return pairs


def _nearest(left: int, right: int, columns: Sequence[Place]) -> list[int]:
    if not columns:
        return []
    distances = [place.distance(left, right) for place in columns]
    closest = min(distances)
    return [distances.index(closest)] if closest <= 2 else []
