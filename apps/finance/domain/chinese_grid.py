"""A table of a Chinese report as lines: a label, and cells by column.

Takes two-sided tables apart, puts labels together that wrap over rows, tells headings from lines.
Knows nothing of periods or metrics.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.finance.domain.chinese_labels import folded
from rag.document import Cell, Span, Table
from rag.units import normal, parse_number

_SPACED = re.compile(r"\(?-?\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?\)?%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DASHES = re.compile(r"-+|/|不适用|无|N/?A|—+", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:附注)?[(]?[一二三四五六七八九十]{1,3}[)]?[、.,(]?\s*[(]?\d*[)]?(?:[、.,]\d+)*|\d{1,2}[、.]\d{1,2}[、.]\d{1,2}"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its label (may be empty), where it stands, and its other cells by column.

    `side` counts the label columns from the left: two-sided tables have two.
    """

    label: str
    cells: dict[int, Cell]
    span: Span
    side: int = 0

    @property
    def figures(self) -> dict[int, Cell]:
        """The cells that hold a number."""
        return {c: cell for c, cell in self.cells.items() if number_in(cell.text) is not None}


def number_in(text: str) -> Decimal | None:
    """The number of a cell; blanks inside it, left by narrow columns, are closed. None if none."""
    found = parse_number(text)
    if found is not None:
        return found
    closed = re.sub(r"\s+", "", normal(text))
    if closed != text and _SPACED.fullmatch(closed) and "." in closed:
        return parse_number(closed)
    return None


def blank(text: str) -> bool:
    """True for an empty cell or one that only says that there is nothing."""
    words = folded(text)
    return not words or bool(_DASHES.fullmatch(words))


def looks_numeric(text: str) -> bool:
    """True where a cell is made of digits and signs but is no number: something was misread."""
    words = folded(text)
    return (
        bool(re.fullmatch(r"[\d,.()\-%]{3,}", words))
        and number_in(text) is None
        and not blank(text)
    )


def lines_of(table: Table) -> list[Line]:
    """The lines of a table from the top, side by side ones from the left."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    labels = _label_columns(table)
    found = []
    for row in sorted(rows):
        found.extend(_sides(rows[row], labels))
    return found


def _label_columns(table: Table) -> list[int]:
    """The first column, and later ones that hold more words than numbers (two-sided tables)."""
    words: dict[int, int] = {}
    numbers: dict[int, int] = {}
    for cell in table.cells:
        if cell.column == 0 or cell.column_span > 1:
            continue
        if number_in(cell.text) is not None:
            numbers[cell.column] = numbers.get(cell.column, 0) + 1
        elif _worded(cell.text):
            words[cell.column] = words.get(cell.column, 0) + 1
    return [0, *sorted(c for c, n in words.items() if n >= 8 and n > 3 * numbers.get(c, 0))]


def _worded(text: str) -> bool:
    text = folded(text)
    return len(re.findall(r"[\u4e00-\u9fff]", text)) >= 2 and not _NOTE.fullmatch(text)


def _sides(row: Sequence[Cell], labels: Sequence[int]) -> list[Line]:
    found = []
    for side, column in enumerate(labels):
        end = labels[side + 1] if side + 1 < len(labels) else 10_000
        mine = [cell for cell in row if column <= cell.column < end]
        if not mine:
            continue
        label = next((cell for cell in mine if cell.column == column), None)
        cells = {cell.column: cell for cell in mine if cell is not label}
        place = label.span if label is not None else mine[0].span
        found.append(Line(label.text if label else "", cells, place, side))
    return found


def is_heading(line: Line) -> bool:
    """True for a line above the figures: no number in it but years."""
    texts = [cell.text for cell in line.cells.values()]
    if not texts:
        return False
    return not any(
        number_in(text) is not None and not _YEAR.fullmatch(folded(text)) for text in texts
    ) and any(not blank(text) for text in texts)


def joined(lines: Sequence[Line], known: Callable[[str], bool]) -> list[Line]:
    """Lines with the labels put together that were broken over rows.

    `known` says whether a label is one that statements print.
    """
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is not None and before.side == line.side and _continues(before, line, known):
            found[-1] = replace(
                before, label=before.label + line.label, cells={**before.cells, **line.cells}
            )
        else:
            found.append(line)
    return found


def _continues(before: Line, line: Line, known: Callable[[str], bool]) -> bool:
    """True where two lines are one: at most one has cells, and together they read as one label."""
    if before.cells and line.cells:
        return False
    if not before.label or before.label.rstrip().endswith((":", "：")):
        return False
    if not line.label:
        return bool(line.cells) and not before.cells and not _section(before.label)
    whole = before.label + line.label
    if known(whole):
        return not (known(before.label) and known(line.label))
    return _open(before.label) and not known(line.label)


def _section(label: str) -> bool:
    return folded(label).endswith((":", "权益", "资产", "负债")) and len(folded(label)) <= 8


def _open(label: str) -> bool:
    """True where a bracket is left open or the last sign calls for more."""
    words = folded(label)
    return words.count("(") > words.count(")") or words.endswith(
        ("、", ",", "和", "及", "的", "/", "-", "“")
    )
