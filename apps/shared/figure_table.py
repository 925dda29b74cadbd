"""Draws a table of figures, each of which can be picked by pointer or by arrow keys.

A Streamlit component whose script puts texts in place as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from apps.shared.tables import TableView

_HERE = Path(__file__).parent
_NAME = "consilium_figure_table"


def show_table(
    table: TableView,
    *,
    key: str,
    on_pick: Callable[[str], None],
    selected: str = "",
    height: int | None = None,
) -> None:
    """Draw `table`; `on_pick` gets the reference of the cell that was picked.

    `height` in pixels lets the body scroll under its heading; None shows all of it.
    """

    def picked() -> None:
        ref = st.session_state[key].get("picked")
        if isinstance(ref, str) and ref in table.refs:
            on_pick(ref)

    mount = component(
        _NAME,
        css=(_HERE / "figure_table.css").read_text("utf-8"),
        js=(_HERE / "figure_table.js").read_text("utf-8"),
    )
    data = {**table.as_json(), "selected": selected, "height": height}
    mount(key=key, data=data, on_picked_change=picked)
