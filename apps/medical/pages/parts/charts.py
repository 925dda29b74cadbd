"""Charts of what was worked out elsewhere: the timeline, medications over time, laboratory trends.

Builds Altair charts; knows nothing of records. A flag is told by shape as well as by colour.
"""

from __future__ import annotations

import altair as alt

from apps.medical.service.views.laboratory import LabSeries
from apps.medical.service.views.overview import Lanes
from apps.shared.palette import FALL, SERIES

AltairChart = alt.LayerChart | alt.FacetChart | alt.Chart
_BAND = "#00795a"
_LANE = 22
_LABEL = 190
_FLAGS = ["", "L", "H", "LL", "HH"]
_SHAPES = ["circle", "triangle-down", "triangle-up", "triangle-down", "triangle-up"]
_COLOURS = [SERIES[0], FALL, FALL, "#b3261e", "#b3261e"]


def gantt_chart(lanes: Lanes, ink: str) -> AltairChart:
    """A bar for each medication; those still taken are filled, those ended are pale."""
    data = alt.InlineData(values=list(lanes.records))
    name, period, kind = lanes.labels
    bars = (
        alt.Chart(data)
        .mark_bar(height=11, cornerRadius=2)
        .encode(
            x=alt.X("start:T", title=None, axis=_months(6)),
            x2="end:T",
            y=_lane(lanes),
            opacity=alt.Opacity(
                "kind:N", scale=alt.Scale(domain=list(lanes.kinds), range=[1.0, 0.4]), legend=None
            ),
            color=alt.value(SERIES[0]),
            tooltip=[
                alt.Tooltip("lane:N", title=name),
                alt.Tooltip("told:N", title=period),
                alt.Tooltip("kind:N", title=kind),
            ],
        )
    )
    return _inked(bars.properties(height=alt.Step(_LANE)), ink)


def timeline_chart(lanes: Lanes, ink: str) -> AltairChart:
    """A dot for each thing that happened, one lane a kind."""
    data = alt.InlineData(values=list(lanes.records))
    kind, when, what = lanes.labels
    dots = (
        alt.Chart(data)
        .mark_point(size=70, filled=True, opacity=0.85)
        .encode(
            x=alt.X("start:T", title=None, axis=_months(8)),
            y=_lane(lanes),
            color=alt.Color(
                "lane:N",
                scale=alt.Scale(domain=list(lanes.lanes), range=list(SERIES)),
                legend=None,
            ),
            shape=alt.Shape("lane:N", scale=alt.Scale(domain=list(lanes.lanes)), legend=None),
            tooltip=[
                alt.Tooltip("lane:N", title=kind),
                alt.Tooltip("told:N", title=when),
                alt.Tooltip("text:N", title=what),
            ],
        )
    )
    return _inked(dots.properties(height=alt.Step(_LANE)), ink)


def _lane(lanes: Lanes) -> alt.Y:
    axis = alt.Axis(labelLimit=_LABEL, grid=True, ticks=False, domain=False)
    return alt.Y("lane:N", title=None, sort=list(lanes.lanes), axis=axis)


def trend_chart(series: LabSeries, ink: str, *, height: int = 150) -> AltairChart:
    """Values over time upon the band of their interval."""
    day, value, flag = series.labels
    base = alt.Chart(alt.InlineData(values=list(series.points)))
    y = alt.Y(
        "value:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=4)
    )
    line = base.mark_line(color=SERIES[0], strokeWidth=1.5).encode(x=_days(), y=y)
    dots = base.mark_point(size=60, filled=True, opacity=1).encode(
        x=_days(),
        y=y,
        shape=alt.Shape("flag:N", scale=alt.Scale(domain=_FLAGS, range=_SHAPES), legend=None),
        color=alt.Color("flag:N", scale=alt.Scale(domain=_FLAGS, range=_COLOURS), legend=None),
        tooltip=[
            alt.Tooltip("day_told:N", title=day),
            alt.Tooltip("told:N", title=value),
            alt.Tooltip("flag_told:N", title=flag),
        ],
    )
    marks = base.mark_text(dy=-11, fontSize=11, fontWeight="bold", color=ink).encode(
        x=_days(), y=y, text="flag:N"
    )
    layers = [line, dots, marks]
    if series.bands:
        bands = alt.Chart(alt.InlineData(values=list(series.bands)))
        layers.insert(
            0,
            bands.mark_rect(color=_BAND, opacity=0.14).encode(
                x=alt.X("start:T", title=None), x2="end:T", y="low:Q", y2="high:Q"
            ),
        )
    title = alt.TitleParams([series.title, series.unit], fontSize=12, anchor="start")
    return _inked(alt.layer(*layers).properties(height=height, title=title), ink)


def _days() -> alt.X:
    return alt.X("day:T", title=None, axis=_months(3))


def _months(ticks: int) -> alt.Axis:
    """Months as both languages write them in numbers."""
    return alt.Axis(tickCount=ticks, format="%Y-%m", labelOverlap=True)


def _inked(chart: AltairChart, ink: str) -> AltairChart:
    return chart.configure_axis(labelColor=ink, titleColor=ink).configure_title(color=ink)
