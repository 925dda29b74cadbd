"""The chart of a learning curve: the likelihood with its interval, each answer by its shape.

Builds Altair charts; knows nothing of students.
"""

from __future__ import annotations

import altair as alt

from apps.education.service.views.curve import CurveView
from apps.shared.palette import FALL, RISE

AltairChart = alt.LayerChart | alt.FacetChart
_TICKS = [0, 0.25, 0.5, 0.75, 1]


def curve_chart(view: CurveView, ink: str, *, height: int = 260) -> AltairChart:
    words = view.labels
    base = alt.Chart(alt.InlineData(values=list(view.records)))
    x = alt.X("place:Q", title=words["place"], axis=alt.Axis(tickMinStep=1, format="d"))
    y = alt.Y(
        "p:Q",
        title=words["likelihood"],
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", values=_TICKS),
    )
    band = base.mark_area(opacity=0.16, color=RISE).encode(x=x, y="low:Q", y2="high:Q")
    line = base.mark_line(color=RISE, strokeWidth=1.8).encode(x=x, y=y)
    answers = [words["right"], words["wrong"]]
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        x=x,
        y=y,
        shape=alt.Shape(
            "answer:N",
            scale=alt.Scale(domain=answers, range=["circle", "triangle-down"]),
            legend=alt.Legend(title=None, orient="top-left"),
        ),
        color=alt.Color(
            "answer:N", scale=alt.Scale(domain=answers, range=[RISE, FALL]), legend=None
        ),
        tooltip=[
            alt.Tooltip("date:N", title=words["date"]),
            alt.Tooltip("item:N", title=words["item"]),
            alt.Tooltip("told:N", title=words["likelihood"]),
            alt.Tooltip("interval:N", title=words["interval"]),
        ],
    )
    chart = alt.layer(band, line, dots).properties(height=height)
    return chart.configure_axis(labelColor=ink, titleColor=ink).configure_legend(labelColor=ink)
