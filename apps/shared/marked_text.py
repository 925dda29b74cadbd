"""Draws a text with marked passages, each of which can be picked by pointer or keyboard.

A Streamlit component whose script puts texts in place as text, never as markup. Every kind of
mark has a colour, a line style and a letter, so that none is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import streamlit as st
from streamlit.components.v2 import component

_HERE = Path(__file__).parent

Look = Literal["solid", "struck", "dotted", "dashed", "double", "wavy"]
"""How the line under (or through) a passage is drawn; each has its own colour."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text; plain where `ref` is empty. `letter` and `note` say what is marked."""

    text: str
    ref: str = ""
    look: Look = "solid"
    letter: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LegendItem:
    letter: str
    look: Look
    label: str


def show_marked_text(
    passages: Sequence[Passage],
    *,
    key: str,
    title: str,
    legend: Sequence[LegendItem],
    on_pick: Callable[[str], None],
    selected: str = "",
    height: int | None = None,
) -> None:
    """Draw the text in reading order; `on_pick` gets the reference of the passage picked."""
    refs = {passage.ref for passage in passages if passage.ref}

    def picked() -> None:
        ref = st.session_state[key].get("picked")
        if isinstance(ref, str) and ref in refs:
            on_pick(ref)

    mount = component(
        "consilium_marked_text",
        css=(_HERE / "marked_text.css").read_text("utf-8"),
        js=(_HERE / "marked_text.js").read_text("utf-8"),
    )
    data = {
        "caption": title,
        "passages": [asdict(passage) for passage in passages],
        "legend": [asdict(item) for item in legend],
        "selected": selected,
        "height": height,
    }
    mount(key=key, data=data, on_picked_change=picked)
