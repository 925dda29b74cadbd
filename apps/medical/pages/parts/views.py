"""The views of a patient by their stable names: what each draws, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from apps.medical.pages.parts.differential_view import differential_view
from apps.medical.pages.parts.findings_view import findings_view
from apps.medical.pages.parts.labs_view import labs_view
from apps.medical.pages.parts.notes_view import notes_view
from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.options_view import options_view
from apps.medical.pages.parts.overview import overview_view, summary
from apps.medical.pages.parts.questions import ask_and_decide
from apps.medical.pages.parts.sign_view import sign_view
from apps.shared.words import mark


@dataclass(frozen=True, slots=True)
class View:
    label: str
    draw: Callable[[Open], None]
    beside: Callable[[Open], None]


def _hint(of: Open) -> None:
    st.caption(of.t("Pick any line to see the words it comes from. Arrow keys move between lines."))


def _ask(of: Open) -> None:
    """The libraries behind answers take a second to import."""
    from apps.medical.pages.parts.talk import ask_view

    ask_view(of)


VIEWS: Final[dict[str, View]] = {
    "overview": View(mark("Overview"), overview_view, summary),
    "findings": View(mark("Findings"), findings_view, summary),
    "notes": View(mark("Notes"), notes_view, _hint),
    "laboratory": View(mark("Laboratory"), labs_view, _hint),
    "differential": View(mark("Differential"), differential_view, ask_and_decide),
    "options": View(mark("Options"), options_view, _hint),
    "ask": View(mark("Ask"), _ask, _hint),
    "sign": View(mark("Sign-off"), sign_view, summary),
}
