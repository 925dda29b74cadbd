"""What the course is taught from: asked with every sentence's place, added to, looked through."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.jobs import course_jobs
from apps.education.pages.parts.material_source import material_source
from apps.education.pages.parts.material_talk import material_talk
from apps.education.pages.parts.room import open_course
from apps.education.pages.parts.volumes import add_material, volumes
from apps.education.pages.parts.words import education_words
from apps.education.service.jobs import MATERIAL, MEANING
from apps.shared.wiring.education import education_desk


def page() -> None:
    t = education_words()
    of = open_course(t("Material"), education_desk(), t)
    if of is None:
        return
    left, right = st.columns([5, 4], gap="medium")
    with right, st.container(key="source"):
        if not material_source(of):
            volumes(of)
            course_jobs(of.desk, t, kinds=(MATERIAL, MEANING))
            add_material(of)
    with left:
        material_talk(of)


page()
