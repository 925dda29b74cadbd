"""A look at fairness as tables: calibration and false alarms of each group, small ones hidden."""

from __future__ import annotations

from decimal import Decimal

from apps.education.domain.fairness.audit import SMALLEST, Cell
from apps.education.domain.fairness.cases import QUARTERS
from apps.education.service.fairness import BY_ACTIVITY, Grouping
from apps.shared.formats import ABSENT, percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

_LARGE = 0.1
"""A difference between groups that is worth a second look."""


def fairness_table(grouping: Grouping, t: Words) -> TableView:
    """One line a group, and one for all."""
    columns = (
        TableColumn(t("Students")),
        TableColumn(t("Answers")),
        TableColumn(t("Predicted right")),
        TableColumn(t("Were right")),
        TableColumn(t("Difference"), t("with 90% interval")),
        TableColumn(t("Calibration error")),
        TableColumn(t("Decided")),
        TableColumn(t("Right of decided")),
        TableColumn(t("False alarms")),
        TableColumn(t("Missed")),
    )
    rows = [_row(cell, _group(cell, grouping, t), len(columns), t) for cell in grouping.audit.cells]
    everyone = _row(grouping.audit.everyone, t("Everyone"), len(columns), t, total=True)
    caption = t("Fairness: {name}", name=grouping.name.of(t.language))
    return TableView(caption, columns, (*rows, everyone), t("Group"))


def _group(cell: Cell, grouping: Grouping, t: Words) -> str:
    if grouping.name == BY_ACTIVITY and cell.group.isdecimal():
        return QUARTERS[int(cell.group)].of(t.language)
    return cell.group


def _row(cell: Cell, name: str, width: int, t: Words, *, total: bool = False) -> TableRow:
    kind = "total" if total else "line"
    if cell.hidden:
        told = t("hidden: fewer than {count} students, or it would tell of such", count=SMALLEST)
        cells = (TableCell("", note=told), *(TableCell("") for _ in range(width - 1)))
        return TableRow(name, cells, kind=kind, note=told)
    means, alarms = cell.calibration, cell.alarms
    figures: list[TableCell] = [TableCell(str(cell.students))]
    figures += [
        TableCell(ABSENT if means is None else f"{means.responses:,}"),
        _share(None if means is None else means.predicted, t),
        _share(None if means is None else means.observed, t),
        _bias(cell, t),
        _share(None if means is None else means.ece, t),
        _share(None if alarms is None else alarms.decided, t),
        _share(None if alarms is None else alarms.right_of_decided, t),
        _share(None if alarms is None else alarms.false_alarms, t),
        _share(None if alarms is None else alarms.missed, t),
    ]
    return TableRow(name, tuple(figures), kind=kind)


def _share(value: float | None, t: Words, *, sign: bool = False) -> TableCell:
    return TableCell(percent(_decimal(value), t.language, sign=sign))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 4)))


def _bias(cell: Cell, t: Words) -> TableCell:
    means = cell.calibration
    if means is None:
        return TableCell(ABSENT)
    told = percent(_decimal(means.bias), t.language, sign=True)
    if means.low is None or means.high is None:
        return TableCell(told)
    low, high = (percent(_decimal(one), t.language, sign=True) for one in (means.low, means.high))
    apart = means.low > 0 or means.high < 0
    return TableCell(f"{told} [{low}, {high}]", tone="flag" if apart else "plain")


def differences_line(grouping: Grouping, t: Words) -> str:
    """The largest differences between groups, or why there are none."""
    found = grouping.audit
    if found.bias_difference is None:
        return t("Fewer than two groups are large enough to be compared.")
    told = t(
        "Largest difference between groups in what was predicted: {share}.",
        share=percent(_decimal(found.bias_difference), t.language),
    )
    if found.false_alarm_difference is None:
        return told
    alarms = t(
        "In false alarms: {share}.",
        share=percent(_decimal(found.false_alarm_difference), t.language),
    )
    return f"{told} {alarms}"


def is_large(grouping: Grouping) -> bool:
    found = grouping.audit
    return max(found.bias_difference or 0.0, found.false_alarm_difference or 0.0) >= _LARGE
