"""The frame that every app shares: its style, the title line, the language switch, the marks.

Knows the reader's language and nothing of what the pages show.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from apps.shared.link_state import from_link, to_link
from apps.shared.palette import INK_ON_DARK, INK_ON_LIGHT
from apps.shared.words import LANGUAGES, NAMES, Language, Words, choose, words

_HERE = Path(__file__).parent
_KEY = "lang"


def reader_language() -> Language:
    """What the reader chose, in the link or on the screen; else what the browser prefers."""
    locale = st.context.locale or ""
    from_link(_KEY, LANGUAGES, "zh" if locale.lower().startswith("zh") else "en")
    return choose(st.session_state[_KEY])


def reader_words(*folders: Path) -> Words:
    return words(reader_language(), *folders)


def dress(title: str) -> None:
    """Set the page up; first thing in an app."""
    st.set_page_config(page_title=title, page_icon=_HERE / "icon.png", layout="wide")
    style = (_HERE / "frame.css").read_text("utf-8")
    st.html(f"<style>{style}</style>")


def chart_ink() -> str:
    """The colour of words in charts on the reader's theme."""
    return INK_ON_DARK if st.context.theme.type == "dark" else INK_ON_LIGHT


def head(
    title: str,
    t: Words,
    *,
    note: str = "",
    synthetic: bool = False,
    beside: Callable[[], None] | None = None,
) -> None:
    """The title line with the language switch; `synthetic` marks made-up data on the page.

    `beside` draws what stands to the left of the switch.
    """
    with st.container(
        key="head", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(horizontal=True, vertical_alignment="center", width="stretch"):
            st.title(title, anchor=False, width="content")
            if synthetic:
                st.badge(
                    t("Synthetic data"),
                    icon=":material/science:",
                    color="orange",
                    help=t("Made up by this project to show how it works; nothing in it is real."),
                )
            if note:
                st.caption(note, width="content")
        if beside is not None:
            beside()
        _language(t)


def _language(t: Words) -> None:
    chosen = st.segmented_control(
        t("Language"),
        LANGUAGES,
        required=True,
        format_func=lambda code: NAMES[code],
        key=_KEY,
        label_visibility="collapsed",
        persist_state="session",
    )
    to_link(_KEY, chosen)
