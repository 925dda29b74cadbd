"""Where answers go: a known course or a new one; and the zone of times that tell none."""

from __future__ import annotations

import streamlit as st

from apps.education.service.importing import Destination, Upload
from apps.education.service.views import imports as views
from apps.shared.wiring.education import EducationDesk
from apps.shared.words import Words

_NEW = ""


def destination(desk: EducationDesk, upload: Upload, t: Words) -> Destination:
    titles = {course.id: course.title for course in desk.courses() if not course.synthetic}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        course = st.selectbox(
            t("Into"),
            [_NEW, *titles],
            format_func=lambda id: titles.get(id) or t("a new course"),
            key=f"into-{upload.id}",
            width=240,
        )
        title = st.text_input(
            t("Name of the new course"), value=upload.stem, key=f"title-{upload.id}",
            max_chars=80, disabled=course != _NEW, width=320,
        )  # fmt: skip
        zone = st.selectbox(
            t("Time zone of times without one"), views.zones(), key="zone", width=260,
            index=views.zones().index(views.local_zone(st.context.timezone)),
        )  # fmt: skip
    return Destination(course or None, title.strip() or upload.stem, zone)
