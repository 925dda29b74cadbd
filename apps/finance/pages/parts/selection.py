"""What the reader has opened, kept in the link so that it survives a reload and can be shared."""

from __future__ import annotations

import streamlit as st

_FIGURE = "figure"


def opened() -> str:
    """The reference of the figure or working that is open, or ""."""
    return st.query_params.get(_FIGURE, "")


def open_figure(ref: str) -> None:
    """Open what a reference names; "" closes."""
    if ref:
        st.query_params[_FIGURE] = ref
    elif _FIGURE in st.query_params:
        del st.query_params[_FIGURE]


def close_figure() -> None:
    open_figure("")
