"""The face statements of a tagged filing as printed, their cells the tagged facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from apps.finance.domain.face_search import title_above
from apps.finance.domain.faces import Face
from apps.finance.domain.facts import Column, Fact, Period, Row, Statement, StatementKind
from apps.finance.domain.table_lines import Line, lines_of
from rag.document import Document, Span

_DAY = timedelta(days=1)
_RARE = 0.2
"""Periods that fewer than this share of the fullest column's facts have are no columns."""


def statement_of(document: Document, face: Face, facts: Mapping[int, Fact]) -> Statement | None:
    """The statement of a face; `facts` maps the start of a tag's place to its fact."""
    lines = [line for part in face.parts for line in lines_of(document, part.table)]
    inside = [_inside(line, facts) for line in lines]
    columns = _columns(face.kind, inside)
    if not columns:
        return None
    rows = [
        _row(line, found, columns) for line, found in zip(lines, inside, strict=True)
        if line.label or found
    ]  # fmt: skip
    start = _first_body_row(rows)
    table = face.parts[0].table.span
    span = Span(table.start, face.parts[-1].table.span.end, table.page)
    return Statement(
        face.kind,
        title_above(document, face.kind, face.parts[0].table),
        _unit(inside),
        _scale(inside),
        columns,
        _levelled(rows[start:]),
        span,
    )


def _inside(line: Line, facts: Mapping[int, Fact]) -> list[Fact]:
    """The facts printed in the figures of a line, left to right."""
    found: list[Fact] = []
    for figure in line.figures:
        for start in range(figure.span.start, figure.span.end):
            if start in facts:
                found.append(facts[start])
                break
    return found


def _columns(kind: StatementKind, lines: Sequence[Sequence[Fact]]) -> tuple[Column, ...]:
    """Instants on a balance sheet, durations elsewhere, in the order of the fullest line."""
    instant = kind is StatementKind.BALANCE_SHEET
    counts: Counter[Period] = Counter(
        fact.period for facts in lines for fact in facts if (fact.period.start is None) is instant
    )
    if not counts:
        return ()
    most = max(counts.values())
    kept = {period for period, count in counts.items() if count >= most * _RARE}
    order: list[Period] = []
    for facts in sorted(lines, key=len, reverse=True):
        order.extend(f.period for f in facts if f.period in kept and f.period not in order)
    return tuple(Column(_label(period), period) for period in order)


def _label(period: Period) -> str:
    return str(period.end) if period.start is None else f"{period.start} – {period.end}"


def _row(line: Line, found: Sequence[Fact], columns: Sequence[Column]) -> Row:
    cells = tuple(_cell(found, column.period) for column in columns)
    metric = next((fact.metric for fact in cells if fact is not None and fact.metric), None)
    return Row(line.label, cells, metric, line.indent, line.span)


def _cell(found: Sequence[Fact], period: Period) -> Fact | None:
    """The fact of a column's period; a balance on a statement of flows by its day."""
    for fact in found:
        if fact.period == period:
            return fact
    if period.start is None:
        return None
    for day in (period.end, period.start - _DAY):
        for fact in found:
            if fact.period.start is None and fact.period.end == day:
                return fact
    return None


def _first_body_row(rows: Sequence[Row]) -> int:
    """Headers stand before the first row with a fact, but for the headings right above it."""
    first = next((i for i, row in enumerate(rows) if any(row.facts)), 0)
    while (
        first > 0 and not any(c.isdigit() for c in rows[first - 1].label) and rows[first - 1].label
    ):
        first -= 1
    return first


def _unit(lines: Sequence[Sequence[Fact]]) -> str:
    units = Counter(fact.unit for facts in lines for fact in facts)
    return units.most_common(1)[0][0] if units else ""


def _scale(lines: Sequence[Sequence[Fact]]) -> int:
    unit = _unit(lines)
    scales = Counter(fact.scale for facts in lines for fact in facts if fact.unit == unit)
    return scales.most_common(1)[0][0] if scales else 0


def _levelled(rows: Sequence[Row]) -> tuple[Row, ...]:
    steps = sorted({row.level for row in rows})
    return tuple(
        Row(row.label, row.facts, row.metric, steps.index(row.level), row.span) for row in rows
    )
