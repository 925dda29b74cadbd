"""One patient's data taken out or deleted for good, by an administrator who reads none of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from apps.medical.pages.parts.open_patient import forget
from apps.medical.service.roles import Permission, User
from apps.shared.wiring.medical import MedicalDesk
from apps.shared.words import Words


def one_patient(desk: MedicalDesk, user: User, t: Words) -> None:
    """Export or delete all of one patient; named by number, since an administrator reads none."""
    if not user.may(Permission.DELETE):
        return
    st.subheader(t("One patient's data"), anchor=False)
    ids = desk.office.patient_ids(user)
    if not ids:
        st.caption(t("No patient is stored."))
        return
    id = st.selectbox(t("Patient"), ids, key="administered")
    st.download_button(
        t("Export everything"),
        data=partial(desk.office.export_patient, user, id),
        file_name="consilium-patient.zip",
        mime="application/zip",
        key="export-patient",
        on_click="ignore",
        icon=":material/download:",
    )
    with st.popover(t("Delete everything"), icon=":material/delete_forever:"):
        st.write(t("The record, its reviews and decisions go for good; the audit keeps that it was "
                   "deleted, and by whom."))  # fmt: skip
        reason = st.text_input(t("Reason"), key="delete-reason")
        st.button(
            t("Delete"),
            key="delete",
            type="primary",
            disabled=not reason.strip(),
            on_click=_delete,
            args=(desk, user, id, reason),
        )


def _delete(desk: MedicalDesk, user: User, id: str, reason: str) -> None:
    desk.office.delete_patient(user, id, reason)
    forget()
