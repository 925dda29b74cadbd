"""Draws the sentences of an answer: citation chips that open the source, struck-out sentences.

A Streamlit component whose script puts texts in place as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Chip:
    """A numbered citation; `label` says where it leads, for hovering and for screen readers."""

    number: int
    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A sentence. `struck` says why it is struck out, and is empty where it is verified."""

    text: str
    chips: tuple[Chip, ...] = ()
    struck: str = ""


def show_claims(
    claims: Sequence[ShownClaim],
    *,
    key: str,
    on_pick: Callable[[str], None],
    selected: str = "",
) -> None:
    """Draw the sentences; `on_pick` gets the reference of the chip that was picked."""
    refs = {chip.ref for claim in claims for chip in claim.chips}

    def picked() -> None:
        ref = st.session_state[key].get("picked")
        if isinstance(ref, str) and ref in refs:
            on_pick(ref)

    mount = component(
        "consilium_claims",
        css=(_HERE / "claims.css").read_text("utf-8"),
        js=(_HERE / "claims.js").read_text("utf-8"),
    )
    data = {"claims": [asdict(claim) for claim in claims], "selected": selected}
    mount(key=key, data=data, on_picked_change=picked)
