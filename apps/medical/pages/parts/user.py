"""Who is at the desk: the person who signed in, or without sign-in a role chosen on the screen."""

from __future__ import annotations

import streamlit as st

from apps.medical.service.roles import LOCAL_TENANT, Permission, Role, User, holders
from apps.medical.service.signed_in import user_of_claims
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words, mark

ROLES = {
    Role.CLINICIAN: mark("Clinician"),
    Role.REVIEWER: mark("Reviewer"),
    Role.ADMINISTRATOR: mark("Administrator"),
}
_KEY = "role"


def signs_in() -> bool:
    """Whether people sign in (OIDC in Streamlit's secrets), rather than choose a role."""
    return bool(st.secrets.load_if_toml_exists()) and "auth" in st.secrets


def current_user(desk: MedicalDesk, t: Words) -> User:
    """Stops the page where somebody must sign in first."""
    if not signs_in():
        role = Role(st.session_state.get(_KEY) or Role.CLINICIAN)
        return User(f"local {role}", role, LOCAL_TENANT)
    if not st.user.is_logged_in:
        st.info(t("Sign in to see patients."), icon=":material/lock:")
        st.button(t("Sign in"), on_click=st.login, type="primary")
        st.stop()
    user = user_of_claims(st.user.to_dict())
    if user is None:
        st.error(t("Your account has no role at this desk. Ask an administrator."))
        st.stop()
    return user


def role_switch(desk: MedicalDesk, user: User, t: Words) -> None:
    """The role chosen on the screen; each change is audited."""
    if signs_in():
        st.badge(f"{user.name} · {t(ROLES[user.role])}", icon=":material/person:", color="gray")
        return
    st.segmented_control(
        t("Role"),
        list(Role),
        default=user.role,
        required=True,
        format_func=lambda role: t(ROLES[role]),
        key=_KEY,
        label_visibility="collapsed",
        persist_state="session",
        on_change=_switched,
        args=(desk,),
        help=t("No sign-in is configured: choose the part you play. Every change is audited."),
    )


def _switched(desk: MedicalDesk) -> None:
    role = Role(st.session_state.get(_KEY) or Role.CLINICIAN)
    desk.office.audit_role(User(f"local {role}", role, LOCAL_TENANT))


def allowed(user: User, permission: Permission, t: Words) -> bool:
    """Whether the user may; where not, the page says whose role does."""
    if user.may(permission):
        return True
    names = ", ".join(t(ROLES[role]) for role in holders(permission))
    st.info(t("Your role does not include this. It belongs to: {roles}.", roles=names))
    return False
