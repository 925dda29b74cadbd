"""A statement as a table: figures as declared and as printed, each opening its place.

Pure: from a filing to text. Knows nothing of how tables are drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Literal

from apps.finance.domain.facts import Column, Fact, Filing, Scope, Statement, StatementKind
from apps.finance.domain.periods import Calendar, calendar_of
from apps.finance.service.views.amounts import amount, scales_with, unit_name
from apps.finance.service.views.periods import period_label, scope_name
from apps.shared.formats import ABSENT, day
from apps.shared.places import place_of
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words, mark
from rag.document import Span
from rag.units import decimals_of, parse_number

KINDS = {
    StatementKind.BALANCE_SHEET: mark("Balance sheet"),
    StatementKind.INCOME: mark("Income statement"),
    StatementKind.CASH_FLOW: mark("Cash flow statement"),
    StatementKind.HIGHLIGHTS: mark("Key figures"),
}
_ORDER = (
    StatementKind.INCOME,
    StatementKind.BALANCE_SHEET,
    StatementKind.CASH_FLOW,
    StatementKind.HIGHLIGHTS,
)
_TOTAL = re.compile(
    r"^(total|net (income|loss|cash|increase|decrease|change)|gross (profit|margin)"
    r"|(operating|pre-?tax) (income|profit|loss)|(income|loss|earnings) .{0,12}before)"
    r"|合计|总计|总额|^[一二三四五六七八九]、",
    re.IGNORECASE,
)

Marks = Mapping[tuple[int, int], str]
"""Spans of figures that take part in a failing check, with what to say about it."""


def kinds(filing: Filing) -> tuple[StatementKind, ...]:
    """The kinds of statement that a filing has, in the order they are read in."""
    there = {statement.kind for statement in filing.statements}
    return tuple(kind for kind in _ORDER if kind in there)


def statements_of(filing: Filing, kind: StatementKind) -> dict[Scope, list[Statement]]:
    """The statements of a kind by scope; one with columns of both counts as consolidated."""
    found: dict[Scope, list[Statement]] = {}
    for statement in filing.statements:
        if statement.kind is kind:
            scopes = {column.scope for column in statement.columns}
            scope = Scope.PARENT if scopes == {Scope.PARENT} else Scope.CONSOLIDATED
            found.setdefault(scope, []).append(statement)
    return dict(sorted(found.items()))


def empty_total(statements: Iterable[Statement]) -> int:
    """How many printed lines have no figure and are no headings either."""
    return sum(
        _row_kind(statement, i) == "empty"
        for statement in statements
        for i in range(len(statement.rows))
    )


def statement_table(
    filing: Filing, statement: Statement, t: Words, bad: Marks, *, empty: bool = False
) -> TableView:
    """The statement as printed; figures of failing checks (`bad`) are marked.

    Lines without figures are left out unless `empty`.
    """
    calendar = calendar_of((filing,))
    unit = unit_name(statement.unit, statement.scale, t)
    return TableView(
        statement.title or t(KINDS[statement.kind]),
        tuple(_column(column, statement, calendar, t) for column in statement.columns),
        tuple(
            _row(filing, statement, i, t, bad)
            for i in range(len(statement.rows))
            if empty or _row_kind(statement, i) != "empty"
        ),
        corner=t("In {unit}", unit=unit),
    )


def _column(column: Column, statement: Statement, calendar: Calendar, t: Words) -> TableColumn:
    details: list[str] = []
    if column.period.start is not None:
        details.append(t("to {day}", day=day(column.period.end, t.language)))
    if len({c.scope for c in statement.columns}) > 1:
        details.append(scope_name(column.scope, t))
    if column.restated is not None:
        details.append(t("restated") if column.restated else t("as first reported"))
    return TableColumn(period_label(column.period, calendar, t), " · ".join(details))


def _row_kind(statement: Statement, index: int) -> Literal["line", "total", "section", "empty"]:
    """A heading is a line without figures that ends in a colon, shouts, or holds deeper lines."""
    row = statement.rows[index]
    if any(fact is not None for fact in row.facts):
        return "total" if _TOTAL.search(row.label) else "line"
    label = row.label.strip()
    following = statement.rows[index + 1] if index + 1 < len(statement.rows) else None
    holds = following is not None and following.level > row.level and label.isascii()
    return "section" if label.endswith((":", "：")) or label.isupper() or holds else "empty"


def _row(filing: Filing, statement: Statement, index: int, t: Words, bad: Marks) -> TableRow:
    row, kind = statement.rows[index], _row_kind(statement, index)
    blank = "" if kind == "section" else ABSENT
    cells = tuple(
        TableCell(blank, tone="muted")
        if fact is None
        else fact_cell(filing, fact, t, bad, scale=statement.scale)
        for fact in row.facts
    )
    shown = "line" if kind == "empty" else kind
    return TableRow(row.label, cells, level=min(row.level, 4), kind=shown)


def fact_cell(filing: Filing, fact: Fact, t: Words, bad: Marks, *, scale: int) -> TableCell:
    """The figure as printed, opening its place; notes say what a reader must know of it."""
    shown = as_printed(filing, fact)
    notes: list[str] = []
    failing = bad.get((fact.span.start, fact.span.end))
    if failing is not None:
        notes.append(failing)
    if fact.unit_inherited:
        notes.append(t("unit taken from an earlier table"))
    if shown != fact.value:
        notes.append(t("counted as {value}", value=amount(fact.value, fact.unit, t, scale=scale)))
    return TableCell(
        amount(shown, fact.unit, t, scale=scale, places=_places(fact, scale)),
        place_of(filing.id, fact.span).ref,
        "bad" if failing is not None else "flag" if fact.unit_inherited else "plain",
        "; ".join(notes),
    )


def as_printed(filing: Filing, fact: Fact) -> Decimal:
    """The value with the sign it is printed with: payments stand as negatives on the page."""
    return -abs(fact.value) if _printed_negative(filing, fact.raw, fact.span) else abs(fact.value)


def _printed_negative(filing: Filing, raw: str, span: Span) -> bool:
    read = parse_number(raw)
    before = filing.document.text[max(0, span.start - 3) : span.start].rstrip()
    return (read is not None and read < 0) or before.endswith(("(", "（"))


def _places(fact: Fact, scale: int) -> int | None:
    """The decimals printed, where the figure is shown in the scale it was printed in."""
    return decimals_of(fact.raw) if fact.scale == scale or not scales_with(fact.unit) else None
