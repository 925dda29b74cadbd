"""What the reader has opened beside a view, kept in the link by an opaque reference."""

from __future__ import annotations

import streamlit as st

_KEY = "open"


def opened() -> str:
    return st.query_params.get(_KEY, "")


def open_beside(ref: str) -> None:
    """Open what a reference names; "" closes."""
    if ref:
        st.query_params[_KEY] = ref
    elif _KEY in st.query_params:
        del st.query_params[_KEY]


def close_beside() -> None:
    open_beside("")
