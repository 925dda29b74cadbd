"""Figures that were worked out, as tables: the value, the formula and what went into it.

A stated figure opens its place in the document, a derived one its working. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apps.finance.domain.facts import Fact
from apps.finance.domain.metrics import PERCENT, TIMES, Metric
from apps.finance.domain.periods import Calendar
from apps.finance.service.views.amounts import (
    amount,
    reading_scale,
    scales_with,
    unit_name,
    with_unit,
)
from apps.finance.service.views.periods import period_label
from apps.shared.formats import ABSENT
from apps.shared.places import place_of
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words
from rag.document import content_id


def metric_ref(metric: Metric) -> str:
    """What a click opens: the place of a stated figure, the working of a derived one, or ""."""
    if metric.fact is not None and metric.document_id:
        return place_of(metric.document_id, metric.fact.span).ref
    if metric.value is None or metric.period is None:
        return ""
    start = metric.period.start.isoformat() if metric.period.start else ""
    who = content_id(metric.company.encode())
    return "~".join((metric.id, start, metric.period.end.isoformat(), metric.scope, who))


def metric_cell(
    metric: Metric, t: Words, *, scale: int, unit: bool = False, places: int | None = None
) -> TableCell:
    """The figure, or a dash with the reason; `unit` writes the unit behind it.

    `places` rounds money; None keeps what is stated.
    """
    if metric.value is None:
        return TableCell(
            ABSENT, tone="muted", note=metric.reason.text(t.language) if metric.reason else ""
        )
    show = with_unit if unit else amount
    rounding = places if scales_with(metric.unit) else None
    text = show(metric.value, metric.unit, t, scale=scale, places=rounding)
    return TableCell(text, metric_ref(metric), note=metric.explained(t.language))


def labelled(name: str, unit: str, t: Words, *, scale: int | None = None) -> str:
    """The name with its unit where the cells do not show it; money only where `scale` is given."""
    if unit in (PERCENT, TIMES) or (scales_with(unit) and scale is None):
        return name
    return t("{name} ({unit})", name=name, unit=unit_name(unit, scale or 0, t))


def working_table(metric: Metric, calendar: Calendar, t: Words, scale: int) -> TableView:
    """The inputs of a derived figure, nested, and its value last."""
    unit = metric.unit if scales_with(metric.unit) else _money_of(metric)
    heading = unit_name(unit, scale, t) if unit else ""
    rows = [
        TableRow(
            _label(item, calendar, t),
            (metric_cell(item, t, scale=scale, unit=not scales_with(item.unit)),),
            level=level,
        )
        for item, level in nested_inputs(metric.inputs)
    ]
    result = metric_cell(metric, t, scale=scale, unit=not scales_with(metric.unit))
    rows.append(TableRow(metric.named(t.language), (TableCell(result.text),), kind="total"))
    return TableView(metric.named(t.language), (TableColumn(heading),), tuple(rows), t("Inputs"))


def working_scale(metric: Metric, t: Words) -> int:
    """The scale that the money of a working was printed in, or else the one it reads best in."""
    money = [leaf for leaf in metric.leaves() if scales_with(leaf.unit)]
    printed = {leaf.fact.scale for leaf in money if leaf.fact is not None}
    return printed.pop() if len(printed) == 1 else reading_scale((m.value for m in money), t)


def _label(metric: Metric, calendar: Calendar, t: Words) -> str:
    name = metric.named(t.language)
    return name if metric.period is None else f"{name}, {period_label(metric.period, calendar, t)}"


def _money_of(metric: Metric) -> str:
    return next((leaf.unit for leaf in metric.leaves() if scales_with(leaf.unit)), "")


def nested_inputs(inputs: Iterable[Fact | Metric], level: int = 0) -> Iterator[tuple[Metric, int]]:
    """The figures that went into another, deeper ones after those that they went into."""
    for item in inputs:
        if isinstance(item, Metric):
            yield item, level
            if not item.stated:
                yield from nested_inputs(item.inputs, level + 1)
