"""Keeps what the reader chose in the link, so that it survives a reload and can be shared.

Values are stable ids, never words of the screen. Call `from_link` before a widget with that key
is drawn, and `to_link` after.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

_WRITTEN = "linked-{key}"


def from_link(key: str, options: Sequence[str], default: str) -> None:
    """Set the widget's value: what a new link says, else what was chosen before, else `default`."""
    asked = st.query_params.get(key)
    new = asked is not None and asked != st.session_state.get(_WRITTEN.format(key=key))
    if new and asked in options:
        st.session_state[key] = asked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = default


def to_link(key: str, value: str | None) -> None:
    """Write the value into the link where it is not there yet."""
    st.session_state[_WRITTEN.format(key=key)] = value
    if value is not None and st.query_params.get(key) != value:
        st.query_params[key] = value
