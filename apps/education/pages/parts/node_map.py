"""Draws points and what they need as a map: boxes that can be picked, lines from need to use.

A Streamlit component whose script puts texts in place as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from apps.education.service.views.node_map import NodeMap

_HERE = Path(__file__).parent
_NAME = "consilium_node_map"


def show_map(
    of: NodeMap,
    *,
    key: str,
    on_pick: Callable[[str], None],
    selected: str = "",
    height: int = 420,
) -> None:
    """Draw the map; `on_pick` gets the reference of the box that was picked."""

    def picked() -> None:
        ref = st.session_state[key].get("picked")
        if isinstance(ref, str) and ref:
            on_pick(ref)

    mount = component(
        _NAME,
        css=(_HERE / "node_map.css").read_text("utf-8"),
        js=(_HERE / "node_map.js").read_text("utf-8"),
    )
    data = {**of.as_json(), "selected": selected, "height": height}
    mount(key=key, data=data, on_picked_change=picked)
