"""Audit and administration, by role: who saw and decided what, the chain, export and deletion."""

from __future__ import annotations

import streamlit as st

from apps.medical.pages.parts.administration import one_patient
from apps.medical.pages.parts.user import ROLES, allowed, current_user, role_switch
from apps.medical.pages.parts.words import medical_words
from apps.medical.service.roles import MAY, Permission, User
from apps.medical.service.views import audit as views
from apps.shared.figure_table import show_table
from apps.shared.frame import head
from apps.shared.wiring.medical import MedicalDesk, medical_desk
from apps.shared.words import Words

_VERIFIED = "audit-verified"


def page() -> None:
    t = medical_words()
    desk = medical_desk()
    user = current_user(desk, t)
    head(t("Audit"), t, beside=lambda: role_switch(desk, user, t))
    left, right = st.columns([5, 2], gap="medium")
    with left:
        if allowed(user, Permission.VERIFY_AUDIT, t):
            _verify(desk, user, t)
            _log(desk, user, t)
    with right:
        _installation(desk, user, t)
        _roles(t)
        one_patient(desk, user, t)


def _verify(desk: MedicalDesk, user: User, t: Words) -> None:
    if st.button(t("Verify the chain"), type="primary", icon=":material/verified:", key="verify"):
        st.session_state[_VERIFIED] = desk.office.verify_audit(user)
    report = st.session_state.get(_VERIFIED)
    if report is None:
        st.caption(t("Each entry carries the hash of the one before it; verifying recomputes all."))
    elif report.ok:
        st.success(views.verified_text(report, t), icon=":material/verified:")
    else:
        st.error(views.verified_text(report, t), icon=":material/link_off:")


def _log(desk: MedicalDesk, user: User, t: Words) -> None:
    entries = desk.office.audit_entries(user)
    with st.container(horizontal=True, vertical_alignment="bottom", key="bar"):
        search = st.text_input(
            t("Search"),
            key="audit-search",
            placeholder=t("User, action or patient"),
            label_visibility="collapsed",
            icon=":material/search:",
            width=280,
        )
        actions = st.multiselect(
            t("Actions"),
            views.actions_of(entries),
            format_func=lambda one: views.action_name(one, t),
            key="audit-actions",
            placeholder=t("All actions"),
            label_visibility="collapsed",
        )
    shown = views.chosen_entries(entries, search=search, actions=actions)
    if not shown:
        st.info(t("No entry matches."))
        return
    show_table(views.audit_table(shown, t), key="log", on_pick=_nothing, height=560)


def _nothing(ref: str) -> None:
    """Nothing opens from the log."""


def _installation(desk: MedicalDesk, user: User, t: Words) -> None:
    st.subheader(t("This installation"), anchor=False)
    show_table(
        views.installation_table(desk.installation(user), t),
        key="installation",
        on_pick=_nothing,
    )


def _roles(t: Words) -> None:
    with st.expander(t("What each role may do")):
        names = {role: t(ROLES[role]) for role in MAY}
        show_table(views.roles_table(names, t), key="roles", on_pick=_nothing)


page()
