"""Above every view of a patient: who it is, and the few red flags, each open to its source."""

from __future__ import annotations

from html import escape

import streamlit as st

from apps.medical.pages.parts.open_patient import Open
from apps.medical.pages.parts.opened import open_source
from apps.medical.service.views.flags import shown_flags
from apps.medical.service.views.heading import facts
from apps.shared.viewer import plain


def identity_line(of: Open) -> None:
    """Numbers, birth and allergies on one line; allergies stand out."""
    items = "".join(
        f"<div{' class=cs-warns' if fact.warns else ''}><dt>{escape(fact.label)}</dt>"
        f"<dd>{escape(fact.value)}</dd></div>"
        for fact in facts(of.record, of.on, of.t)
    )
    st.html(f'<dl class="cs-facts">{items}</dl>')


def red_flags(of: Open) -> None:
    """One line a flag: what it is, and buttons to the lines that raise it."""
    flags = shown_flags(of.review.red_flags, of.record, of.t)
    if not flags:
        return
    with st.container(key="red-flags", gap="xsmall"):
        for flag in flags:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                name = plain(flag.guideline)
                said = of.t(
                    "{guideline} says: {why}",
                    guideline=f"[{name}]({flag.url})" if flag.url else name,
                    why=plain(flag.why),
                )
                st.markdown(
                    f":material/emergency_home: **{plain(flag.title)}** · {said}", width="content"
                )
                for number, (label, ref) in enumerate(flag.sources):
                    st.button(
                        plain(label),
                        key=f"flag-{flag.id}-{number}",
                        type="tertiary",
                        icon=":material/arrow_forward:",
                        on_click=open_source,
                        args=(ref,),
                    )
