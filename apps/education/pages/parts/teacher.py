"""Who is at the desk: the person who signed in, or without sign-in the teacher of this machine."""

from __future__ import annotations

import streamlit as st

from apps.shared.words import Words

LOCAL = "local teacher"


def signs_in() -> bool:
    """Whether people sign in (OIDC in Streamlit's secrets)."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def current_teacher(t: Words) -> str:
    """His name, which stands beside what he decides. Stops the page where he must sign in first."""
    if not signs_in():
        return LOCAL
    if not st.user.is_logged_in:
        st.info(t("Sign in to see your classes."), icon=":material/lock:")
        st.button(t("Sign in"), on_click=st.login, type="primary")
        st.stop()
    return str(st.user.to_dict().get("email") or st.user.to_dict().get("sub") or LOCAL)
