"""Figures over the years with their growth, as records for charts and as the table behind them.

Pure: from trends to text and numbers. Charts get floats; tables keep exact figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from apps.finance.domain.metrics import PERCENT, Metric
from apps.finance.domain.trends import Trend
from apps.finance.service.views.amounts import reading_scale, scales_with, unit_name, with_unit
from apps.finance.service.views.metrics import labelled, metric_cell
from apps.shared.formats import percent
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.words import Words

_TITLE_WIDTH = 30
"""Characters that fit in a line above a small chart."""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One chart: its title, what its axis counts in, and a record a year."""

    title: str
    axis: str
    percent: bool
    records: tuple[dict[str, Any], ...]
    year_label: str
    growth_label: str

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The title in lines that fit above a small chart."""
        return tuple(wrap(self.title, _TITLE_WIDTH))

    @property
    def alt(self) -> str:
        """The chart in words, for readers who do not see it."""
        return "; ".join([self.title, *(f"{r['year']}: {r['text']}" for r in self.records)])


def trend_series(trend: Trend, t: Words) -> ChartSeries:
    """Records of `year`, `value` (in the axis' unit), `text` and `growth` as text."""
    scale = reading_scale((p.metric.value for p in trend.points), t)
    scale = scale if scales_with(trend.unit) else 0
    records = tuple(
        {
            "year": point.year.label(t.language),
            "value": float(point.metric.value.scaleb(-scale)),
            "text": with_unit(point.metric.value, point.metric.unit, t, scale=scale),
            "growth": _growth_text(point.growth, t),
        }
        for point in trend.points
        if point.metric.value is not None
    )
    title = trend.name_zh if t.language == "zh" else trend.name_en
    return ChartSeries(
        title,
        unit_name(trend.unit, scale, t),
        trend.unit == PERCENT,
        records,
        t("Year"),
        t("year on year"),
    )


def _growth_text(growth: Metric | None, t: Words) -> str:
    if growth is None or growth.value is None:
        return ""
    return percent(growth.value, t.language, sign=True)


def trends_table(trends: Sequence[Trend], t: Words, scale: int) -> TableView:
    """The figures by year, the newest first; growth under each that grows."""
    years = sorted({point.year for trend in trends for point in trend.points}, reverse=True)
    rows: list[TableRow] = []
    for trend in trends:
        at = {point.year: point for point in trend.points}
        name = trend.name_zh if t.language == "zh" else trend.name_en
        cells = tuple(
            metric_cell(at[y].metric, t, scale=scale) if y in at else TableCell("–", tone="muted")
            for y in years
        )
        rows.append(TableRow(labelled(name, trend.unit, t), cells))
        growth = tuple(_growth_cell(at[y].growth if y in at else None, t) for y in years)
        if any(cell.text for cell in growth):
            rows.append(TableRow(t("year on year"), growth, level=1))
    unit = next((trend.unit for trend in trends if scales_with(trend.unit)), "")
    corner = t("In {unit}", unit=unit_name(unit, scale, t)) if unit else ""
    columns = tuple(TableColumn(year.label(t.language)) for year in years)
    return TableView(t("Trends"), columns, tuple(rows), corner)


def _growth_cell(growth: Metric | None, t: Words) -> TableCell:
    if growth is None or growth.value is None:
        note = growth.reason.text(t.language) if growth and growth.reason else ""
        return TableCell("–" if note else "", tone="muted", note=note)
    cell = metric_cell(growth, t, scale=0)
    return TableCell(_growth_text(growth, t), cell.ref, "muted", cell.note)


def trend_metrics(trends: Sequence[Trend]) -> tuple[Metric, ...]:
    """Every figure and growth shown, to find again what was picked."""
    points = [point for trend in trends for point in trend.points]
    return tuple(m for p in points for m in (p.metric, p.growth) if m is not None)
