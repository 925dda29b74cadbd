"""Bring in what students answered: look at the file, name its columns, see what came of it."""

from __future__ import annotations

import streamlit as st

from apps.education.pages.parts.import_box import import_box
from apps.education.pages.parts.import_mapping import import_mapping
from apps.education.pages.parts.import_report import import_reports
from apps.education.pages.parts.jobs import course_jobs
from apps.education.pages.parts.teacher import current_teacher
from apps.education.pages.parts.words import education_words
from apps.education.service.jobs import IMPORT, TRAIN
from apps.shared.frame import head
from apps.shared.wiring.education import education_desk


def page() -> None:
    t = education_words()
    desk = education_desk()
    teacher = current_teacher(t)
    synthetic = any(course.synthetic for course in desk.courses())
    head(t("Import answers"), t, synthetic=synthetic)
    left, right = st.columns([5, 2], gap="medium")
    with right:
        upload = import_box(desk, teacher, t)
        course_jobs(desk, t, kinds=(IMPORT, TRAIN))
    with left:
        if upload is not None:
            import_mapping(desk, upload, teacher, t)
        import_reports(desk, t, quiet=upload is not None)


page()
