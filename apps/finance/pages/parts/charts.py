"""Charts of figures that were worked out elsewhere: trends, the waterfall, peers.

Builds Altair and Plotly charts; knows nothing of filings.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd  # noqa: F401  # whole before Plotly looks for it: another thread may import it
import plotly.graph_objects as go

from apps.finance.service.views.peers import PeerPoints
from apps.finance.service.views.trends import ChartSeries
from apps.finance.service.views.waterfall import Bars
from apps.shared.palette import FALL, RISE, SERIES, TOTAL

AltairChart = alt.LayerChart | alt.FacetChart


def trend_chart(series: ChartSeries, ink: str, *, height: int = 200) -> AltairChart:
    """A bar a year with the growth written above it; `ink` is the colour of words."""
    data = alt.InlineData(values=list(series.records))
    base = alt.Chart(data).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0), sort=None),
        y=alt.Y(
            "value:Q",
            title=series.axis,
            axis=alt.Axis(tickCount=4, format="%" if series.percent else ",~f"),
        ),
        tooltip=[
            alt.Tooltip("year:O", title=series.year_label),
            alt.Tooltip("text:N", title=series.title),
            alt.Tooltip("growth:N", title=series.growth_label),
        ],
    )
    bars = base.mark_bar(color=SERIES[0], size=28)
    labels = base.mark_text(dy=-8, fontSize=11, color=ink).encode(text="growth:N")
    title = alt.TitleParams(list(series.title_lines), fontSize=12)
    return _inked(alt.layer(bars, labels).properties(height=height, title=title), ink)


def _inked(chart: AltairChart, ink: str) -> AltairChart:
    return chart.configure_axis(labelColor=ink, titleColor=ink).configure_title(color=ink)


def waterfall_chart(bars: Bars, ink: str) -> go.Figure:
    """Totals from zero, changes hanging between them; read from top to bottom."""
    figure = go.Figure(
        go.Waterfall(
            orientation="h",
            y=list(bars.labels),
            x=list(bars.values),
            measure=list(bars.measures),
            text=list(bars.texts),
            textposition="outside",
            textfont={"color": ink, "size": 12},
            cliponaxis=False,
            connector={"line": {"color": TOTAL, "width": 1}},
            increasing={"marker": {"color": RISE}},
            decreasing={"marker": {"color": FALL}},
            totals={"marker": {"color": TOTAL}},
        )
    )
    font = {"color": ink, "size": 12}
    figure.update_layout(
        height=bars.height,
        margin={"l": 10, "r": 60, "t": 10, "b": 40},
        xaxis={"title": {"text": bars.axis, "font": font}, "tickformat": ",~f", "tickfont": font},
        yaxis={"autorange": "reversed", "automargin": True, "tickfont": font},
        showlegend=False,
        dragmode=False,
    )
    return figure


def peer_chart(points: PeerPoints, ink: str) -> AltairChart:
    """One point a filing, its name beside it."""
    data = alt.InlineData(values=list(points.records))

    def axis(title: str, percent: bool) -> dict[str, Any]:
        return {"title": title, "axis": alt.Axis(format="%" if percent else ",~f", tickCount=6)}

    base = alt.Chart(data).encode(
        x=alt.X("x:Q", scale=alt.Scale(zero=False, padding=70), **axis(points.x, points.x_percent)),
        y=alt.Y("y:Q", scale=alt.Scale(zero=False, padding=40), **axis(points.y, points.y_percent)),
        tooltip=[
            alt.Tooltip("name:N", title=points.who),
            alt.Tooltip("x_text:N", title=points.x),
            alt.Tooltip("y_text:N", title=points.y),
        ],
    )
    dots = base.mark_circle(size=110, color=SERIES[0], opacity=0.9)
    names = base.mark_text(dy=-13, fontSize=11, color=ink).encode(text="name:N")
    return _inked(alt.layer(dots, names).properties(height=380), ink)
