"""The row of views of a filing, and the function that draws the one chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from apps.finance.pages.parts import filing_views as views
from apps.finance.service.views.filings import notices_title, statement_choices
from apps.shared.link_state import from_link, to_link


def choose_view(desk: views.Desk) -> Callable[[], None]:
    """What draws the view that the reader chose: a kind of statement, or something made of all."""
    t = desk.t
    statements = statement_choices(desk.filing, t)
    others: dict[str, tuple[str, Callable[[], None]]] = {
        "checks": (t("Checks"), partial(views.checks, desk)),
        "ratios": (t("Ratios"), partial(views.ratios, desk)),
        "dupont": (t("DuPont"), partial(_chart, "dupont", desk)),
        "trends": (t("Trends"), partial(_chart, "trends", desk)),
        "waterfall": (t("Waterfall"), partial(_chart, "waterfall", desk)),
        "notices": (notices_title(desk.filing, t), partial(views.notices, desk)),
    }
    labels = {**statements, **{key: label for key, (label, _) in others.items()}}
    options = list(labels)
    from_link("view", options, options[0])
    chosen = st.segmented_control(
        t("View"),
        options,
        required=True,
        format_func=lambda option: labels[option],
        key="view",
        persist_state="session",
        label_visibility="collapsed",
    )
    to_link("view", chosen)
    if chosen in others:
        return others[chosen][1]
    return partial(views.statement, desk, chosen or options[0])


def _chart(view: str, desk: views.Desk) -> None:
    """Chart libraries take a second to import, and tables do without them."""
    from apps.finance.pages.parts import filing_charts

    filing_charts.CHARTS[view](desk)
