"""Shows where a figure or a sentence comes from: the page with the box drawn, or the passage.

What the reader sees is made of the document's own text, escaped, or of its rendered page; nothing
of an upload is ever run, loaded or linked. Knows nothing of finance: details come as text.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import cast

import streamlit as st

from apps.shared.excerpts import as_html, excerpt
from apps.shared.page_picture import Extent, page_picture
from apps.shared.provenance import Provenance
from apps.shared.words import Words, mark

_EXTENTS = {"lines": mark("Lines"), "page": mark("Whole page")}


def show_source(source: Provenance, t: Words, on_open: Callable[[str], None]) -> None:
    """Draw the viewer. `on_open` gets a place's reference, or "" when the viewer is closed."""
    pane_head(t("Source"), _whereabouts(source, t), t, on_open)
    _steps(source, t, on_open)
    _details(source)
    if source.document.media_type == "pdf":
        _picture(source, t)
    else:
        st.html(as_html(excerpt(source.document, source.place)))


def pane_head(title: str, about: str, t: Words, on_open: Callable[[str], None]) -> None:
    """The heading of a pane and what it is about (Markdown), with the button that closes it."""
    with st.container(
        key="source-head",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        st.markdown(f"**{title}** · {about}")
        st.button(
            t("Close"),
            key="source-close",
            icon=":material/close:",
            type="tertiary",
            shortcut="Esc",
            on_click=on_open,
            args=("",),
        )


def _whereabouts(source: Provenance, t: Words) -> str:
    name = plain(source.document.name)
    page = source.document.page_at(source.place.start)
    return name if page is None else t("{name}, page {page}", name=name, page=page.number)


def plain(text: str) -> str:
    """Text with Markdown's signs made harmless, for names that came with an upload."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>()#+-.!|~$:&^=" else sign for sign in text)


def _steps(source: Provenance, t: Words, on_open: Callable[[str], None]) -> None:
    if source.place not in source.others or len(source.others) == 1:
        return
    at = source.others.index(source.place)
    around = {
        "back": (at - 1, t("Previous"), ":material/chevron_left:", "Alt+Left"),
        "forth": (at + 1, t("Next"), ":material/chevron_right:", "Alt+Right"),
    }
    with st.container(horizontal=True, vertical_alignment="center", key="source-steps"):
        st.caption(
            t("Printed in {count} places, this is {at}", at=at + 1, count=len(source.others)),
            width="content",
        )
        for key, (index, label, icon, shortcut) in around.items():
            inside = 0 <= index < len(source.others)
            st.button(
                label,
                key=f"source-{key}",
                icon=icon,
                type="tertiary",
                shortcut=shortcut,
                disabled=not inside,
                on_click=on_open,
                args=(source.others[index].ref if inside else "",),
            )


def _details(source: Provenance) -> None:
    lines = "".join(
        f'<div class="cs-{line.tone}"><dt>{escape(line.label)}</dt>'
        f"<dd>{escape(line.value)}</dd></div>"
        for line in source.details
    )
    if source.title:
        st.markdown(f"**{plain(source.title)}**")
    if lines:
        st.html(f'<dl class="cs-details">{lines}</dl>')


def _picture(source: Provenance, t: Words) -> None:
    extent = st.segmented_control(
        t("What to show of the page"),
        list(_EXTENTS),
        default="lines",
        required=True,
        format_func=lambda choice: t(_EXTENTS[choice]),
        label_visibility="collapsed",
        key="source-extent",
    )
    with st.spinner(t("Drawing the page…"), show_time=False):
        picture = page_picture(
            source.document, source.data(), source.place, cast(Extent, extent or "lines")
        )
    if picture is None:
        st.html(as_html(excerpt(source.document, source.place)))
        return
    st.image(
        picture,
        width="stretch",
        alt=t("The page with the passage marked: {text}", text=_printed(source)),
    )


def _printed(source: Provenance) -> str:
    return source.document.text[source.place.start : source.place.end][:200]
