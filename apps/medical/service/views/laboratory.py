"""Laboratory values as clinicians read them: one row an analyte, one column a day, flags marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.medical.domain.laboratory.assessed import Assessed, Flag, Trend
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.when import When
from apps.medical.service.views.moments import first_day, moment
from apps.medical.service.views.overview import value_text
from apps.medical.service.views.sources import ref_of
from apps.shared.formats import ABSENT
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView, Tone
from apps.shared.words import Language, Words, mark

FLAGS: dict[Flag, str] = {
    "H": mark("above the interval"),
    "L": mark("below the interval"),
    "HH": mark("critically high"),
    "LL": mark("critically low"),
    "": "",
}
_DAYS = 6
_CHARTS = 9


@dataclass(frozen=True, slots=True)
class LabSeries:
    """One analyte over time with its band; `alt` tells the same to a screen reader."""

    title: str
    unit: str
    points: tuple[dict[str, Any], ...]
    bands: tuple[dict[str, Any], ...]
    alt: str
    labels: tuple[str, str, str]
    """Headings of the day, the value and the flag in what is told on hover."""


def laboratory_of(assessed: Sequence[Assessed]) -> list[Assessed]:
    return [one for one in assessed if one.observation.category == "laboratory"]


def name_of(one: Assessed, language: Language) -> str:
    if one.analyte is None:
        return one.observation.concept.text
    return one.analyte.zh if language == "zh" else one.analyte.name


def cumulative_table(
    assessed: Sequence[Assessed], t: Words, *, flagged_only: bool = False
) -> TableView:
    """The newest day on the left; a value stands as it was reported, with the flag behind it."""
    lines = laboratory_of(assessed)
    days = sorted({_day(one) for one in lines if one.observation.taken}, reverse=True)[:_DAYS]
    columns = (
        TableColumn(t("Interval")),
        *(TableColumn(moment(When.parse(day), t.language)) for day in days),
    )
    named: dict[str, list[Assessed]] = {}
    for one in sorted(lines, key=lambda one: one.analyte.group if one.analyte else "~"):
        named.setdefault(name_of(one, t.language), []).append(one)
    rows = tuple(
        _row(name, here, days, t)
        for name, here in named.items()
        if not flagged_only or any(one.flag or one.abnormal for one in here)
    )
    return TableView(t("Laboratory"), columns, rows, t("Analyte"))


def _day(one: Assessed) -> str:
    taken = one.observation.taken
    return taken.first.isoformat() if taken else ""


def _row(name: str, here: Sequence[Assessed], days: Sequence[str], t: Words) -> TableRow:
    at = {_day(one): one for one in here}
    latest = max(here, key=_day)
    cells = [TableCell(_interval(latest, t), tone="muted")]
    cells += [_cell(at[day], t) if day in at else TableCell("") for day in days]
    return TableRow(name, tuple(cells), note=latest.observation.unit)


def _interval(one: Assessed, t: Words) -> str:
    """The laboratory's own interval in its own unit, else ours with its unit."""
    line = one.observation
    if line.low is not None or line.high is not None:
        return interval_text(line.low, line.high)
    if one.interval is None:
        return ABSENT
    told = interval_text(one.interval.low, one.interval.high)
    return told if one.interval.unit == line.unit else f"{told} {one.interval.unit}"


def interval_text(low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return ABSENT if high is None else f"≤ {high:f}"
    return f"≥ {low:f}" if high is None else f"{low:f} – {high:f}"


def _cell(one: Assessed, t: Words) -> TableCell:
    text = value_text(one.observation)
    told = [t(FLAGS[one.flag])] if one.flag else []
    told += [trap_text(one, number, t) for number in range(len(one.traps))]
    tone: Tone = "flag" if one.traps else "plain"
    if one.flag or one.abnormal:
        tone = "bad"
    shown = f"{text} {one.flag}" if one.flag else text
    return TableCell(shown, ref_of(one.observation.source), tone, "; ".join(told))


def trap_text(one: Assessed, number: int, t: Words) -> str:
    trap = one.traps[number]
    return trap.zh if t.language == "zh" else trap.text


def traps_table(assessed: Sequence[Assessed], t: Words) -> TableView:
    """Values to be read with care and why; nothing was corrected."""
    rows = tuple(
        TableRow(
            name_of(one, t.language),
            (
                TableCell(
                    f"{value_text(one.observation)} {one.observation.unit}".strip(),
                    ref_of(one.observation.source),
                    "flag",
                ),
                TableCell(trap_text(one, number, t)),
            ),
        )
        for one in assessed
        for number in range(len(one.traps))
    )
    columns = (TableColumn(t("Value"), align="left"), TableColumn(t("Why"), align="left"))
    return TableView(t("To be read with care"), columns, rows, t("Analyte"))


def derived_table(trends: Sequence[Trend], t: Words) -> TableView:
    """Figures computed from others, with their formula; each opens the first value it rests on."""
    rows = tuple(
        TableRow(
            one.zh if t.language == "zh" else one.name,
            (
                TableCell(
                    f"{one.value:f} {one.unit}{f' {one.flag}' if one.flag else ''}",
                    ref_of(one.inputs[0].observation.source) if one.inputs else "",
                    "bad" if one.flag else "plain",
                ),
                TableCell(moment(one.when, t.language)),
                TableCell(one.formula, tone="muted", note=one.caution),
            ),
        )
        for trend in trends
        for one in trend.derived
    )
    columns = (
        TableColumn(t("Value"), align="left"),
        TableColumn(t("Date"), align="left"),
        TableColumn(t("Formula"), align="left"),
    )
    return TableView(t("Computed"), columns, rows, t("Figure"))


def charted(trends: Sequence[Trend], t: Words) -> tuple[LabSeries, ...]:
    """Trends of at least two values: those with flags or notable changes first."""
    lines = [one for one in trends if len(one.points) > 1]
    lines.sort(key=lambda one: (not any(p.flag for p in one.points), not one.notable))
    return tuple(series(one, t) for one in lines[:_CHARTS])


def series(trend: Trend, t: Words) -> LabSeries:
    name = trend.zh if t.language == "zh" else trend.name
    points = tuple(
        {
            "day": first_day(point.when),
            "value": float(point.value),
            "flag": point.flag,
            "told": f"{point.value:f} {trend.unit}",
            "day_told": moment(point.when, t.language, time=True),
            "flag_told": t(FLAGS[point.flag]) if point.flag else t("within the interval"),
        }
        for point in trend.points
    )
    bands = tuple(_bands(trend, points))
    alt = t(
        "{name} over time: {values}",
        name=name,
        values=", ".join(f"{one['day']} {one['told']} {one['flag']}".strip() for one in points),
    )
    return LabSeries(name, trend.unit, points, bands, alt, (t("Date"), t("Value"), t("Flag")))


def _bands(trend: Trend, points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The interval from each value to the next; where one side is open, the values bound it."""
    values = [float(one["value"]) for one in points]
    made: list[dict[str, Any]] = []
    for number, point in enumerate(trend.points):
        following = points[min(number + 1, len(points) - 1)]["day"]
        if point.band is not None:
            low, high = _drawn(point.band, values)
            made.append(
                {"start": points[number]["day"], "end": following, "low": low, "high": high}
            )
    return made


def _drawn(band: Interval, values: Sequence[float]) -> tuple[float, float]:
    low = min(0.0, *values) if band.low is None else float(band.low)
    high = max(low, *values) if band.high is None else float(band.high)
    return low, high
