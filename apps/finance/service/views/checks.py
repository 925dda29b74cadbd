"""Identities and whether they hold, as tables: failing ones worked out line by line.

Pure: from checks to text. Knows nothing of how tables are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.finance.domain.identities import Check
from apps.finance.domain.metrics import Metric
from apps.finance.domain.periods import Calendar
from apps.finance.service.views.amounts import amount, unit_name, with_unit
from apps.finance.service.views.metrics import metric_ref
from apps.finance.service.views.periods import period_label, scope_name
from apps.finance.service.views.statements import Marks
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words


@dataclass(frozen=True, slots=True)
class CheckCounts:
    failing: int
    holding: int
    not_made: int


def counts(checks: Sequence[Check]) -> CheckCounts:
    return CheckCounts(
        sum(check.holds is False for check in checks),
        sum(check.holds is True for check in checks),
        sum(check.holds is None for check in checks),
    )


def failing_marks(checks: Sequence[Check], t: Words) -> Marks:
    """The figures that take part in failing checks, each with the names of those checks."""
    found: dict[tuple[int, int], list[str]] = {}
    for check in checks:
        for metric in check.inputs if check.holds is False else ():
            if metric.fact is not None:
                names = found.setdefault((metric.fact.span.start, metric.fact.span.end), [])
                names.append(check.named(t.language))
    return {
        span: t("part of a failing check: {names}", names="; ".join(dict.fromkeys(names)))
        for span, names in found.items()
    }


def failing_line(checks: Sequence[Check], calendar: Calendar, t: Words, scale: int) -> str:
    """The failing checks in one line, each with its period and difference."""
    return "; ".join(
        t(
            "{name}, {period}: difference {amount}",
            name=check.named(t.language),
            period=period_label(check.period, calendar, t),
            amount=with_unit(check.difference, check.unit, t, scale=scale),
        )
        for check in checks
        if check.holds is False
    )


def failing_table(checks: Sequence[Check], calendar: Calendar, t: Words, scale: int) -> TableView:
    """Each failing check: its figures as stated, both sides, and the difference in red."""
    failing = [check for check in checks if check.holds is False]
    unit = next((check.unit for check in failing), "")
    rows = [row for check in failing for row in _worked_out(check, calendar, t, scale)]
    return TableView(
        t("Failing checks"),
        (TableColumn(unit_name(unit, scale, t) if unit else ""),),
        tuple(rows),
        corner=t("Failing checks"),
    )


def _worked_out(check: Check, calendar: Calendar, t: Words, scale: int) -> list[TableRow]:
    def line(label: str, value: Decimal | None, **more: str) -> TableRow:
        tone = "bad" if more.get("tone") == "bad" else "plain"
        text = amount(value, check.unit, t, scale=scale)
        return TableRow(label, (TableCell(text, more.get("ref", ""), tone),), level=1)

    where = f"{period_label(check.period, calendar, t)} · {scope_name(check.scope, t)}"
    rows = [TableRow(check.named(t.language), (TableCell(""),), kind="section", note=where)]
    rows += [_input(metric, check.period.end, t, scale, calendar) for metric in check.inputs]
    rows += [
        line(t("Left side"), check.left),
        line(t("Right side"), check.right),
        line(t("Difference"), check.difference, tone="bad"),
    ]
    return rows


def _input(metric: Metric, end: object, t: Words, scale: int, calendar: Calendar) -> TableRow:
    label = metric.named(t.language)
    if metric.period is not None and metric.period.end != end:
        label = f"{label} ({period_label(metric.period, calendar, t)})"
    text = amount(metric.value, metric.unit, t, scale=scale)
    return TableRow(label, (TableCell(text, metric_ref(metric)),), level=1)


def all_checks_table(
    checks: Sequence[Check], calendar: Calendar, t: Words, scale: int
) -> TableView:
    """Every check with its outcome, the failing ones first, those not made last."""
    order = {False: 0, True: 1, None: 2}
    rows = [_outcome(c, calendar, t, scale) for c in sorted(checks, key=lambda c: order[c.holds])]
    columns = (
        TableColumn(t("Period"), align="left"),
        TableColumn(t("Scope"), align="left"),
        TableColumn(t("Left side")),
        TableColumn(t("Right side")),
        TableColumn(t("Difference")),
        TableColumn(t("Outcome"), align="left"),
    )
    return TableView(t("All checks"), columns, tuple(rows), corner=t("Identity"))


def _outcome(check: Check, calendar: Calendar, t: Words, scale: int) -> TableRow:
    def figure(value: Decimal | None) -> TableCell:
        text = ABSENT if value is None else amount(value, check.unit, t, scale=scale)
        return TableCell(text, tone="muted" if value is None else "plain")

    if check.holds is None:
        outcome = TableCell(check.reason.text(t.language) if check.reason else "", tone="muted")
    elif check.holds:
        outcome = TableCell(t("✓ holds"), tone="good")
    else:
        outcome = TableCell(t("✗ fails"), tone="bad")
    cells = (
        TableCell(period_label(check.period, calendar, t)),
        TableCell(scope_name(check.scope, t)),
        figure(check.left),
        figure(check.right),
        figure(check.difference),
        outcome,
    )
    return TableRow(check.named(t.language), cells)
