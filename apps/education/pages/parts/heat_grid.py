"""Draws the grid of students and points, which is walked with arrow keys and read aloud.

A Streamlit component whose script puts texts in place as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

_HERE = Path(__file__).parent
_NAME = "consilium_heat_grid"


def show_heat(
    data: dict[str, Any],
    *,
    key: str,
    on_pick: Callable[[str], None],
    selected: str = "",
    height: int = 620,
) -> None:
    """Draw the grid; `on_pick` gets the reference of what was picked: a cell, a row, a column."""

    def picked() -> None:
        ref = st.session_state[key].get("picked")
        if isinstance(ref, str) and ref:
            on_pick(ref)

    mount = component(
        _NAME,
        css=(_HERE / "heat_grid.css").read_text("utf-8"),
        js=(_HERE / "heat_grid.js").read_text("utf-8"),
    )
    mount(key=key, data={**data, "selected": selected, "height": height}, on_picked_change=picked)
