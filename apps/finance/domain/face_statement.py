"""A face statement from its tables: rows, columns, periods, units and the core metrics in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.declared_scale import Declared, row_scale
from apps.finance.domain.face_columns import Layout
from apps.finance.domain.facts import Column, Fact, Period, Row, Statement, StatementKind
from apps.finance.domain.fiscal_calendar import FiscalCalendar
from apps.finance.domain.label_words import plain_label
from apps.finance.domain.labels import metrics_of, opening_cash, plain_lines, share_family
from apps.finance.domain.printed_signs import reversed_lines
from apps.finance.domain.table_lines import Line, Printed, figures_by_place
from apps.finance.domain.unlabelled_totals import with_unlabelled_totals
from rag.document import Document, Span
from rag.units import decimals_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before its scale is settled. `figures` has a row a line, a cell a column."""

    kind: StatementKind
    title: str
    span: Span
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    figures: tuple[tuple[Printed | None, ...], ...]
    declared: Declared | None


@dataclass(frozen=True, slots=True)
class Scales:
    """Powers of ten for money and shares, the currency, and whether any of it was inherited."""

    money: int
    shares: int
    currency: str
    inherited: bool = False


def draft(
    document: Document,
    kind: StatementKind,
    title: str,
    layouts: Sequence[Layout],
    declared: Declared | None,
    calendar: FiscalCalendar,
    months: int | None,
) -> Draft | None:
    """Lines and columns of all parts put together by period; None where no column has one."""
    columns: list[Column] = []
    lines: list[Line] = []
    figures: list[tuple[Printed | None, ...]] = []
    last: list[int | None] = []
    for layout in layouts:
        mapping = _mapping(layout, kind, calendar, months, columns)
        if all(index is None for index in mapping) and len(last) == len(mapping):
            mapping = last
        last = mapping
        for line in layout.body:
            lines.append(line)
            figures.append(_cells(line, layout, mapping, len(columns)))
    if not columns:
        return None
    width = len(columns)
    full = tuple(cells + (None,) * (width - len(cells)) for cells in figures)
    span = _whole(lines, document)
    return Draft(kind, title, span, tuple(columns), tuple(lines), full, declared)


def _whole(lines: Sequence[Line], document: Document) -> Span:
    spans = [line.span for line in lines if line.span] + [
        f.span for line in lines for f in line.figures
    ]
    start = min(span.start for span in spans)
    page = document.page_at(start)
    return Span(start, max(span.end for span in spans), page.number if page else None)


def _mapping(
    layout: Layout,
    kind: StatementKind,
    calendar: FiscalCalendar,
    months: int | None,
    columns: list[Column],
) -> list[int | None]:
    """For each printed column the index of its period among `columns`, which it extends."""
    mapping: list[int | None] = []
    instant = kind is StatementKind.BALANCE_SHEET
    for headed in layout.columns:
        period = (
            calendar.resolve(headed.said, instant=instant, months=months) if headed.said else None
        )
        if headed.said is None or period is None:
            mapping.append(None)
            continue
        column = Column(headed.said.label, period, restated=headed.said.restated or None)
        index = next((i for i, c in enumerate(columns) if c.period == period), None)
        if index is None:
            columns.append(column)
            mapping.append(len(columns) - 1)
        else:
            mapping.append(None if index in mapping else index)
    return mapping


def _cells(
    line: Line, layout: Layout, mapping: Sequence[int | None], width: int
) -> tuple[Printed | None, ...]:
    cells: list[Printed | None] = [None] * width
    printed = figures_by_place(line, [headed.place for headed in layout.columns])
    for index, figure in zip(mapping, printed, strict=True):
        if index is not None and figure is not None and not figure.percent:
            cells[index] = figure
    return tuple(cells)


@dataclass(frozen=True, slots=True)
class Read:
    """A statement with the facts that stand for core metrics, some of them more than once."""

    statement: Statement
    extra: tuple[Fact, ...]
    """Facts of lines that carry a second metric, such as basic and diluted in one."""


def settle(document: Document, draft: Draft, scales: Scales) -> Read:
    """The statement with values in base units and its core metrics."""
    labelled = plain_lines(
        draft.kind,
        [(x.label, x.indent, any(c is not None for c in cells))
         for x, cells in zip(draft.lines, draft.figures, strict=True)],
    )  # fmt: skip
    lines_of = with_unlabelled_totals(
        draft.kind,
        metrics_of(draft.kind, labelled),
        [line.label for line in draft.lines],
        [[_value(cell) for cell in cells] for cells in draft.figures],
    )
    opening = opening_cash(labelled) if draft.kind is StatementKind.CASH_FLOW else None
    raw = {m: [_value(c) for c in draft.figures[i]] for m, i in lines_of.items()}
    negated = reversed_lines(raw, {m: draft.lines[i].label for m, i in lines_of.items()})
    by_line: dict[int, list[str]] = {}
    for metric, index in lines_of.items():
        by_line.setdefault(index, []).append(metric)
    rows: list[Row] = []
    extra: list[Fact] = []
    for index, line in enumerate(draft.lines):
        metrics = by_line.get(index, ["cash_end"] if index == opening else [])
        heading = labelled[index].heading
        facts = _facts(
            document, draft, index, heading, metrics[:1], negated, scales, index == opening
        )
        rows.append(Row(line.label, facts, metrics[0] if metrics else None, line.indent, line.span))
        for metric in metrics[1:]:
            again = _facts(document, draft, index, heading, [metric], negated, scales, False)
            extra.extend(fact for fact in again if fact is not None)
    statement = Statement(
        draft.kind, draft.title, scales.currency, scales.money, draft.columns, _levelled(rows),
        draft.span, scales.inherited,
    )  # fmt: skip
    return Read(statement, tuple(extra))


def _value(printed: Printed | None) -> Decimal | None:
    return None if printed is None else printed.value


def _facts(
    document: Document,
    draft: Draft,
    index: int,
    heading: str,
    metrics: Sequence[str],
    negated: frozenset[str],
    scales: Scales,
    opening: bool,
) -> tuple[Fact | None, ...]:
    line = draft.lines[index]
    metric = metrics[0] if metrics else None
    power, unit = _measure(draft, line, heading, metric, scales)
    facts: list[Fact | None] = []
    for printed, column in zip(draft.figures[index], draft.columns, strict=True):
        if printed is None:
            facts.append(None)
            continue
        value = (printed.value or Decimal(0)) * Decimal(10) ** power
        facts.append(
            Fact(
                concept=line.label or (metric or ""),
                value=-value if metric in negated and value else value,
                unit=unit,
                period=_period(column.period, metric, opening),
                raw=document.quote(printed.span),
                span=printed.span,
                metric=metric,
                label=line.label,
                restated=bool(column.restated),
                scale=power,
                decimals=decimals_of(printed.text) - power,
                unit_inherited=scales.inherited,
            )
        )
    return tuple(facts)


def _period(period: Period, metric: str | None, opening: bool) -> Period:
    """Balances on a cash flow statement stand at the end, or the day before the start."""
    if opening:
        return Period(period.start - _DAY) if period.start else period
    return Period(period.end) if metric == "cash_end" else period


def _measure(
    draft: Draft, line: Line, heading: str, metric: str | None, scales: Scales
) -> tuple[int, str]:
    """Power of ten and unit of a line: money, shares or money per share."""
    kind = BY_ID[metric].measure if metric else _measure_by_words(draft.kind, line, heading)
    stated = row_scale(line.label)
    if stated is None and heading:
        stated = row_scale(_printed_heading(draft, line))
    if kind == "per_share":
        return 0, f"{scales.currency}/share"
    if kind == "shares":
        return (scales.shares if stated is None else stated), "shares"
    return (scales.money if stated is None else stated), scales.currency


def _printed_heading(draft: Draft, line: Line) -> str:
    """The nearest line above without figures, as printed."""
    for other, cells in zip(
        reversed(draft.lines[: draft.lines.index(line)]),
        reversed(draft.figures[: draft.lines.index(line)]),
        strict=True,
    ):
        if not any(cells):
            return other.label
    return ""


def _measure_by_words(kind: StatementKind, line: Line, heading: str) -> str:
    label = plain_label(line.label)
    if kind is StatementKind.INCOME:
        family = share_family(label, heading)
        if family is None:
            family = _family_by_heading(label, heading)
        return {"eps": "per_share", "shares": "shares", None: "money"}[family]
    return "money"


def _family_by_heading(label: str, heading: str) -> str | None:
    """Parts of earnings per share carry the words of money under a heading that says per share."""
    if re.search(r"dividends?\b.*\bper\b", label):
        return "eps"
    if re.search(
        r"income|loss|earnings|operations|accounting|extraordinary|dividend|class|\bnet\b", label
    ):
        return share_family("basic", heading)
    return None


def _levelled(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Indents in blanks turned into levels from 0."""
    steps = sorted({row.level for row in rows})
    return tuple(
        Row(row.label, row.facts, row.metric, steps.index(row.level), row.span) for row in rows
    )
