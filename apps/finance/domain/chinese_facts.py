"""Turns the lines of a draft into facts and rows: value, unit, scale, period, scope, place.

One cell, one fact; blank and dash are none, 0 is 0. Knows nothing of how drafts are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from apps.finance.domain.chinese_calendar import Heading
from apps.finance.domain.chinese_grid import blank, looks_numeric, number_in
from apps.finance.domain.chinese_labels import (
    OPENING_CASH,
    folded,
    level_of,
    per_share,
    plain,
    unit_in,
)
from apps.finance.domain.chinese_statements import Draft, PlacedLine
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import (
    Column,
    Fact,
    Notice,
    Period,
    Row,
    Scope,
    Statement,
    StatementKind,
)
from apps.finance.domain.units import fraction, in_base_units
from rag.document import Cell, Span
from rag.units import Scale, decimals_of

PERCENT = "percent"
_SCOPE_NAMES = {Scope.CONSOLIDATED: "合并", Scope.PARENT: "母公司"}
_KIND_NAMES = {
    StatementKind.BALANCE_SHEET: "资产负债表",
    StatementKind.INCOME: "利润表",
    StatementKind.CASH_FLOW: "现金流量表",
    StatementKind.HIGHLIGHTS: "主要会计数据",
}


@dataclass(frozen=True, slots=True)
class DeclaredUnit:
    """The money unit of a table; `inherited` where it was declared elsewhere, or nowhere."""

    currency: str
    power: int
    inherited: bool

    @classmethod
    def of(cls, scale: Scale, inherited: bool) -> DeclaredUnit:
        return cls(scale.currency or "CNY", scale.power, inherited)


def statements_of(
    draft: Draft, unit: DeclaredUnit, scope: Scope | None
) -> tuple[list[Statement], list[Notice]]:
    """The statement of a draft, or two where 合并 and 母公司 stand side by side.

    `scope` overrides what the title said; None keeps what each heading says.
    """
    notices: list[Notice] = []
    metrics = _first_only(draft.lines)
    scopes = [scope] if scope is not None else sorted({h.scope for h in _headings(draft)})
    built = []
    for wanted in scopes:
        statement = _statement(draft, unit, wanted, scope is not None, metrics, notices)
        if statement is not None:
            built.append(statement)
    return built, notices


def _headings(draft: Draft) -> list[Heading]:
    return [heading for line in draft.lines for heading in line.columns.values()]


def _first_only(lines: Sequence[PlacedLine]) -> list[str | None]:
    """The metric of each line; a metric printed again (supplementary data) counts once."""
    seen: set[str] = set()
    found: list[str | None] = []
    for line in lines:
        metric = line.metric if line.metric not in seen else None
        if metric is not None and line.line.figures:
            seen.add(metric)
        found.append(metric)
    return found


def _statement(
    draft: Draft,
    unit: DeclaredUnit,
    scope: Scope,
    override: bool,
    metrics: Sequence[str | None],
    notices: list[Notice],
) -> Statement | None:
    instant = draft.kind is StatementKind.BALANCE_SHEET
    columns: list[Column] = []
    rows: list[tuple[PlacedLine, str | None, dict[int, Fact]]] = []
    for line, metric in zip(draft.lines, metrics, strict=True):
        facts: dict[int, Fact] = {}
        for number, head in sorted(line.columns.items()):
            if not override and head.scope is not scope:
                continue
            column = head.column(instant)
            if column is None or head.change:
                continue
            column = replace(column, scope=scope)
            at = _column_index(columns, column)
            cell = line.line.cells.get(number)
            fact = _fact(cell, line.line.label, metric, column, unit, notices)
            if fact is not None and at not in facts:
                facts[at] = fact
        rows.append((line, metric, facts))
    if not columns or not any(facts for _, _, facts in rows):
        return None
    return Statement(
        draft.kind,
        _title(draft, scope),
        unit.currency,
        unit.power,
        tuple(columns),
        tuple(_row(line, metric, facts, len(columns)) for line, metric, facts in rows),
        Span(draft.span_start, max(draft.end, draft.span_start), draft.page),
        unit.inherited,
    )


def _column_index(columns: list[Column], column: Column) -> int:
    """The place of a column; two-sided tables and further pages repeat it."""
    for at, known in enumerate(columns):
        if (known.period, known.restated) == (column.period, column.restated):
            return at
    columns.append(column)
    return len(columns) - 1


def _title(draft: Draft, scope: Scope) -> str:
    if draft.title is not None and not draft.title.both and draft.title.scope is scope:
        return draft.title.text
    return _SCOPE_NAMES[scope] + _KIND_NAMES[draft.kind]


def _row(line: PlacedLine, metric: str | None, facts: dict[int, Fact], width: int) -> Row:
    shown = metric if metric != OPENING_CASH else None
    return Row(
        " ".join(line.line.label.split()),
        tuple(facts.get(at) for at in range(width)),
        shown,
        level_of(line.line.label),
        line.line.span,
    )


def _fact(
    cell: Cell | None,
    label: str,
    metric: str | None,
    column: Column,
    unit: DeclaredUnit,
    notices: list[Notice],
) -> Fact | None:
    if cell is None or blank(cell.text):
        return None
    value = number_in(cell.text)
    if value is None:
        if looks_numeric(cell.text):
            words = f"{cell.text!r} ({plain(label)})"
            message = f"无法读出的数字 / a figure that cannot be read: {words}"
            notices.append(Notice("error", message, cell.span))
        return None
    return fact_of(cell, value, label, metric, column, unit)


def fact_of(
    cell: Cell,
    value: Decimal,
    label: str,
    metric: str | None,
    column: Column,
    unit: DeclaredUnit,
) -> Fact:
    """The fact of a cell under a column, in base units; label units go before the table's."""
    shared = per_share(label)
    own = None if shared else unit_in(label)
    power = 0 if shared else own.power if own is not None else unit.power
    value = in_base_units(value, power)
    concept = BY_ID.get(metric) if metric else None
    if concept is not None and concept.flip and value < 0:
        value = -value
    return Fact(
        concept=plain(label),
        value=value,
        unit=f"{unit.currency}/share" if shared else unit.currency,
        period=_period(column.period, metric),
        raw=cell.text,
        span=cell.span,
        metric="cash_end" if metric == OPENING_CASH else metric,
        label=" ".join(label.split()),
        scope=column.scope,
        restated=bool(column.restated),
        scale=power,
        decimals=decimals_of(cell.text) - power,
        unit_inherited=unit.inherited and not shared and own is None,
    )


def _period(period: Period, metric: str | None) -> Period:
    """Balances printed among flows (opening and closing cash) are as of a day."""
    if metric == OPENING_CASH and period.start is not None:
        return Period(period.start - timedelta(days=1))
    if metric == "cash_end":
        return Period(period.end)
    return period


def change_fact(cell: Cell, label: str, column: Column) -> Fact | None:
    """The printed change to the year before as a fraction; None where it is not a percentage."""
    value = number_in(cell.text)
    if value is None or re.search("百分点", folded(cell.text)):
        return None
    return Fact(
        concept=f"{plain(label)} 同比",
        value=fraction(value),
        unit=PERCENT,
        period=column.period,
        raw=cell.text,
        span=cell.span,
        label=" ".join(label.split()),
        scope=column.scope,
        dimensions=(("change", "year_on_year"),),
        scale=-2,
        decimals=decimals_of(cell.text) + 2,
    )
