"""The part of a page About that tells which model answers and what training did for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from apps.shared.figure_table import show_table
from apps.shared.model_measured import measured_table, model_line, shipped_report
from apps.shared.words import Words

if TYPE_CHECKING:
    from apps.shared.lessons.lesson import Desk
    from apps.shared.wiring.endpoint import DeskModel


def show_model(answering: DeskModel, desk: Desk, t: Words) -> None:
    told = answering.versions()
    st.subheader(t("The model that answers"), anchor=False)
    st.markdown(model_line(told["Model"], told.get("Adapter"), t))
    report = shipped_report()
    if report is None or not report.trained:
        st.caption(t("No measured comparison with the base comes with these weights."))
        return
    st.caption(t("On the same questions and texts, which training never saw."))
    show_table(measured_table(report, desk, t), key="model-measured", on_pick=_nothing)


def _nothing(ref: str) -> None:
    """Nothing opens from this table."""
