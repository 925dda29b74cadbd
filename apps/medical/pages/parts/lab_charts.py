"""Charts of laboratory trends upon the band of their interval.

Builds Altair charts; knows nothing of records. A flag is told by shape as well as by colour.
"""

from __future__ import annotations

import altair as alt

from apps.medical.pages.parts.charts import AltairChart, inked, months
from apps.medical.service.views.laboratory import LabSeries
from apps.shared.palette import FALL, SERIES

_BAND = "#00795a"
_FLAGS = ["", "L", "H", "LL", "HH"]
_SHAPES = ["circle", "triangle-down", "triangle-up", "triangle-down", "triangle-up"]
_COLOURS = [SERIES[0], FALL, FALL, "#b3261e", "#b3261e"]


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
    return inked(alt.layer(*layers).properties(height=height, title=title), ink)


def _days() -> alt.X:
    return alt.X("day:T", title=None, axis=months(3))
