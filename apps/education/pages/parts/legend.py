"""What the marks of the class grid mean, told by pattern as well as by colour."""

from __future__ import annotations

import streamlit as st

from apps.shared.words import Words

_STYLE = (
    "display:inline-block;width:1.1rem;height:0.95rem;border-radius:2px;vertical-align:-0.12rem;"
    "margin-inline-end:0.35rem;text-align:center;line-height:0.95rem;font-size:0.95rem;"
    "color:#fff;overflow:hidden;"
)
_STRIPES = "135deg,#8a96a0 0 1.5px,transparent 1.5px 5px"
_SWATCHES = {
    "weak": ("background:#c4500a", "▾"),
    "secure": ("background:#0b5d8f", ""),
    "open": (f"background:repeating-linear-gradient({_STRIPES})", ""),
    "bare": ("box-shadow:inset 0 0 0 3px #3a8fc0", ""),
    "said": ("box-shadow:inset 0 0 0 2px currentColor;color:inherit", ""),
}


def legend(t: Words) -> None:
    words = {
        "weak": t("Needs work"),
        "secure": t("Secure"),
        "open": t("Not enough evidence (stripes lean to orange or blue as the likelihood does)"),
        "bare": t("Frame alone: never answered; what related points say"),
        "said": t("Decided by the teacher"),
    }
    marks = "".join(
        f'<span style="white-space:nowrap;margin-inline-end:1.2rem">'
        f'<span style="{_STYLE}{style}" aria-hidden="true">{glyph}</span>{words[key]}</span>'
        for key, (style, glyph) in _SWATCHES.items()
    )
    st.html(f'<div style="font-size:0.88rem;line-height:1.7">{marks}</div>')
