"""Figures from the tables of a document: each cell under its column's head and beside its label."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rag.cell_unit import cell_unit
from rag.columns import Frame, caption_scale, header_periods, spelled
from rag.document import Cell, Document, Table
from rag.periods import When, find_periods
from rag.stated import Stated
from rag.units import Scale, currency_of, decimals_of, parse_number

_YEAR = re.compile(r"\(?(?:19|20)\d\d\)?年?")
_BARE_NOTE = re.compile(r"\d{1,2}(?:\(\w\))?")


def read_table(document: Document, table: Table, frame: Frame) -> list[Stated]:
    """Every figure of `table` with its label, period, unit and scale."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        rows[cell.row].append(cell)
    heads, body = _split(rows)
    above = document.text[max(0, table.span.start - 400) : table.span.start]
    periods = _column_periods(heads, above, frame)
    scale = _scale(heads, above) or frame.scale
    inherited = _scale(heads, above) is None
    found: list[Stated] = []
    section, heading = None, above.strip().splitlines()[-1:] or [""]
    for row in body:
        label = _label(row)
        numbers = [cell for cell in row if _is_number(cell) and cell.column > 0]
        if not numbers:
            said = find_periods(label)
            section = said[0] if len(said) == 1 and len(label) < 40 else section
            heading = [label]
            continue
        own = find_periods(label)
        whens = {
            c.column: own[0] if len(own) == 1 else periods.get(c.column, section) for c in numbers
        }
        found += _row(numbers, label, whens, scale, inherited, frame, heading[0])
    return found


def _split(rows: dict[int, list[Cell]]) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Header rows and body rows: the body begins with the first row of a label and a figure."""
    ordered = [rows[number] for number in sorted(rows)]
    for index, row in enumerate(ordered):
        figures = [
            c for c in row if c.column > 0 and _is_number(c) and not _YEAR.fullmatch(c.text.strip())
        ]
        if figures and _label(row) and not find_periods(" ".join(c.text for c in figures)):
            return ordered[:index], ordered[index:]
    return ordered, []


def _is_number(cell: Cell) -> bool:
    return parse_number(cell.text) is not None


def _label(row: list[Cell]) -> str:
    """The words of a row before its first figure."""
    parts = []
    for cell in row:
        if _is_number(cell) and cell.column > 0:
            break
        if re.search(r"[A-Za-z\u4e00-\u9fff]", cell.text):
            parts.append(cell.text.strip())
    return re.sub(r"\s+", " ", " ".join(dict.fromkeys(parts)))


def _column_periods(heads: list[list[Cell]], above: str, frame: Frame) -> dict[int, When]:
    texts: dict[int, list[str]] = defaultdict(list)
    for row in heads:
        for cell in row:
            for column in range(cell.column, cell.column + max(1, cell.column_span)):
                texts[column].append(cell.text)
    found: dict[int, When] = {}
    for column, parts in texts.items():
        joined = " ".join(" ".join(parts).split())
        said = header_periods(joined, frame)
        if len({str(when) for when in said}) == 1:
            pending = joined if len(said) == 1 else ""
            found[column] = spelled(f"{above[-160:] if not pending else ''} {pending}", said[:1])[0]
    return found


def _scale(heads: list[list[Cell]], above: str) -> Scale | None:
    for row in heads:
        for cell in row:
            if (scale := caption_scale(cell.text)) is not None:
                return scale
    for line in reversed(above.splitlines()[-6:]):
        if (scale := caption_scale(line)) is not None:
            return scale
    return None


def _row(
    cells: list[Cell],
    label: str,
    whens: dict[int, When | None],
    scale: Scale | None,
    inherited: bool,
    frame: Frame,
    heading: str,
) -> Iterator[Stated]:
    for cell in cells:
        value, when = parse_number(cell.text), whens[cell.column]
        if value is None or (when is None and _BARE_NOTE.fullmatch(cell.text.strip())):
            continue
        kind, power, currency = cell_unit(label, cell.text, heading, scale, frame)
        yield Stated(
            value=value,
            kind=kind,
            currency=currency or currency_of(cell.text),
            power=power,
            decimals=decimals_of(cell.text),
            label=label,
            context=heading,
            periods=() if when is None else (when,),
            span=cell.span,
            source="cell",
            inherited=inherited,
        )
