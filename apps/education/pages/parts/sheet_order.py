"""What a teacher asks for: who, their own steps or chosen points, how much, how hard."""

from __future__ import annotations

import streamlit as st

from apps.education.domain.exercise import Difficulty
from apps.education.pages.parts.room import Open
from apps.education.service.practice import SheetOrder
from apps.education.service.views.sheets import DIFFICULTIES
from apps.shared.words import LANGUAGES, NAMES

_OWN, _SAME = "own", "same"
_SEED = "sheet-seed"


def ordered(of: Open) -> SheetOrder:
    t = of.t
    students = _students(of)
    source = st.radio(
        t("What to practise"),
        (_OWN, _SAME),
        format_func={
            _OWN: t("Each student's own next steps"),
            _SAME: t("The same points for all"),
        }.__getitem__,
        key="sheet-source",
    )
    names = {point.id: point.name.of(t.language) for point in of.room.points}
    minutes, count, goals, points = 30, 3, list[str](), list[str]()
    if source == _OWN:
        minutes = st.number_input(t("Minutes for each"), 5, 120, 20, 5, key="sheet-minutes")
        goals = st.multiselect(
            t("Towards goals"), list(names), format_func=names.__getitem__, key="sheet-goals",
            placeholder=t("None: what helps most"),
        )  # fmt: skip
    else:
        points = st.multiselect(
            t("Points"), list(names), format_func=names.__getitem__, key="sheet-points"
        )
        count = st.number_input(t("Exercises for each point"), 1, 20, 3, key="sheet-count")
    difficulty = st.selectbox(
        t("Difficulty"),
        (None, *Difficulty),
        format_func=lambda one: (
            t("suited to each student") if one is None else t(DIFFICULTIES[one])
        ),
        key="sheet-difficulty",
    )
    language = st.selectbox(
        t("Language of the sheet"), LANGUAGES, index=LANGUAGES.index(t.language),
        format_func=NAMES.__getitem__, key="sheet-language",
    )  # fmt: skip
    seed = st.number_input(
        t("Variant"), 1, 9999, 1, key=_SEED, help=t("Another number gives other exercises.")
    )
    bank = _from_bank(of)
    reword = st.toggle(
        t("Let the model reword the scenes (numbers locked)"),
        key="sheet-reword",
        help=t("Only the sentence that sets the scene is retold; every number stays, and the key "
               "is proved anew. Where that fails, the sentence stays as it was."),
    )  # fmt: skip
    wanted = students if source == _OWN or points else ()
    return SheetOrder(
        course=of.course.id,
        students=tuple(wanted),
        language=language,
        seed=int(seed),
        minutes=float(minutes),
        goals=tuple(goals),
        points=tuple(points),
        count=int(count),
        difficulty=difficulty,
        reword=reword,
        bank=bank,
    )


def _from_bank(of: Open) -> bool:
    """Generated only where the bank is empty, until the teacher says otherwise."""
    t = of.t
    filled = bool(of.desk.bank.items(of.course.id))
    return st.radio(
        t("Exercises from"),
        (True, False),
        index=(True, False).index(filled),
        format_func={
            True: t("The bank where it has items, else generated"),
            False: t("Generated only"),
        }.__getitem__,
        key=f"sheet-bank-{of.course.id}-{filled}",
    )


def _students(of: Open) -> tuple[str, ...]:
    """Those chosen; all of the class where none is. A link may name one."""
    names = {one.id: one.name for one in of.room.students}
    key = f"sheet-students-{of.course.id}"
    asked = st.query_params.pop("student", None) if "student" in st.query_params else None
    if asked in names:
        st.session_state[key] = [asked]
    chosen = st.multiselect(
        of.t("Students"),
        sorted(names, key=lambda id: names[id].casefold()),
        format_func=names.__getitem__,
        key=key,
        placeholder=of.t("All students"),
    )
    return tuple(chosen) or tuple(names)
