"""What the reader has opened, kept in the link so that it survives a reload and can be shared."""

from __future__ import annotations

import streamlit as st

from apps.shared.places import read_ref

_FIGURE, _VIA = "figure", "via"


def opened() -> str:
    """The reference of the figure or working that is open, or ""."""
    return st.query_params.get(_FIGURE, "")


def came_from() -> str:
    """The working that the open figure was picked in, or ""."""
    return st.query_params.get(_VIA, "")


def open_figure(ref: str) -> None:
    """Open what a reference names, remembering the working it was picked in; "" closes."""
    before = opened() or ""
    working = before if before and read_ref(before) is None else came_from()
    _put(_VIA, working if ref and read_ref(ref) is not None else "")
    _put(_FIGURE, ref)


def open_afresh(ref: str) -> None:
    """Open what was picked in a table: it comes from no working."""
    _put(_VIA, "")
    _put(_FIGURE, ref)


def close_figure() -> None:
    open_afresh("")


def _put(key: str, value: str) -> None:
    if value:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]
