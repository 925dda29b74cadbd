"""Charts of what happened when: the timeline, and medications over time.

Builds Altair charts; knows nothing of records. Kinds are told by shape as well as by colour.
"""

from __future__ import annotations

import altair as alt

from apps.medical.service.views.overview import Lanes
from apps.shared.palette import SERIES

AltairChart = alt.LayerChart | alt.FacetChart | alt.Chart
_LANE = 22
_LABEL = 190


def gantt_chart(lanes: Lanes, ink: str) -> AltairChart:
    """A bar for each medication; those still taken are filled, those ended are pale."""
    data = alt.InlineData(values=list(lanes.records))
    name, period, kind = lanes.labels
    bars = (
        alt.Chart(data)
        .mark_bar(height=11, cornerRadius=2)
        .encode(
            x=alt.X("start:T", title=None, axis=months(6)),
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
    return inked(bars.properties(height=alt.Step(_LANE)), ink)


def timeline_chart(lanes: Lanes, ink: str) -> AltairChart:
    """A dot for each thing that happened, one lane a kind."""
    data = alt.InlineData(values=list(lanes.records))
    kind, when, what = lanes.labels
    dots = (
        alt.Chart(data)
        .mark_point(size=70, filled=True, opacity=0.85)
        .encode(
            x=alt.X("start:T", title=None, axis=months(8)),
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
    return inked(dots.properties(height=alt.Step(_LANE)), ink)


def _lane(lanes: Lanes) -> alt.Y:
    axis = alt.Axis(labelLimit=_LABEL, grid=True, ticks=False, domain=False)
    return alt.Y("lane:N", title=None, sort=list(lanes.lanes), axis=axis)


def months(ticks: int) -> alt.Axis:
    """Months as both languages write them in numbers."""
    return alt.Axis(tickCount=ticks, format="%Y-%m", labelOverlap=True)


def inked(chart: AltairChart, ink: str) -> AltairChart:
    return chart.configure_axis(labelColor=ink, titleColor=ink).configure_title(color=ink)
