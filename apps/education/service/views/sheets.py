"""A sheet on the screen: its exercises in Markdown with keys, steps and wrong answers, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence

from apps.education.domain.exercise import Difficulty, Exercise
from apps.education.domain.proof.tokens import NotInGrammar
from apps.education.domain.proof.typeset import inline
from apps.education.domain.sheet import Sheet, SheetLine
from apps.education.service.classroom import Classroom
from apps.shared.tables import TableCell, TableColumn, TableRow, TableView
from apps.shared.viewer import plain
from apps.shared.words import Language, Words, mark

DIFFICULTIES = {
    Difficulty.EASY: mark("easy"),
    Difficulty.MIDDLE: mark("middling"),
    Difficulty.HARD: mark("hard"),
}
_FORMULA = re.compile(r"[/^*]|sqrt|pi\b")
_MATHS = re.compile(r"((?<!\\)\$(?:\\.|[^$\\\n])*\$|\*\*[^*\n]+\*\*)")


def sheets_table(sheets: Sequence[Sheet], t: Words) -> TableView:
    """One line a student: how many exercises of which points, and what is missing."""
    columns = (
        TableColumn(t("Exercises")),
        TableColumn(t("Points"), align="left"),
        TableColumn(t("Missing"), align="left"),
    )
    rows = tuple(
        TableRow(
            sheet.name,
            (
                TableCell(str(len(sheet.lines))),
                TableCell("; ".join(_names(sheet, t.language))),
                TableCell("; ".join(one.of(t.language) for one in sheet.missing), tone="flag")
                if sheet.missing
                else TableCell(""),
            ),
            ref=sheet.student,
        )
        for sheet in sheets
    )
    return TableView(t("Sheets"), columns, rows, t("Student"))


def _names(sheet: Sheet, language: Language) -> list[str]:
    return list(dict.fromkeys(line.point_name.of(language) for line in sheet.lines))


def shown_maths(text: str) -> str:
    """Markdown in which only bold and mathematics between dollars keep their meaning."""
    return "".join(
        piece if place % 2 else plain(piece.replace(r"\$", "$"))
        for place, piece in enumerate(_MATHS.split(text))
    )


def line_title(place: int, line: SheetLine, t: Words) -> str:
    level = t(DIFFICULTIES[line.exercise.draft.difficulty])
    if line.banked is not None:
        level = t("from the bank")
    return f"{place}. {line.point_name.of(t.language)} · {level}"


def prompt(exercise: Exercise, language: Language) -> str:
    return shown_maths(exercise.draft.prompt.of(language))


def answer(exercise: Exercise, language: Language) -> str:
    return shown_maths(exercise.draft.answer.of(language))


def steps(exercise: Exercise, language: Language) -> str:
    return "\n".join(
        f"{place}. {shown_maths(step.of(language))}"
        for place, step in enumerate(exercise.draft.steps, 1)
    )


def wrong_answers(exercise: Exercise, language: Language) -> str:
    return "\n".join(
        f"- {_typeset(one.text)}: {shown_maths(one.why.of(language))}"
        for one in exercise.draft.distractors
    )


def _typeset(text: str) -> str:
    """Fractions, powers, roots and products as mathematics; what is no formula as it stands."""
    if not _FORMULA.search(text):
        return shown_maths(text)
    try:
        return inline(text)
    except NotInGrammar:
        return shown_maths(text)


def proof_line(line: SheetLine, t: Words) -> str:
    if line.banked is not None:
        return line.banked.of(t.language)
    methods = ", ".join(line.exercise.proof.methods)
    return t("The key was proved by: {methods}.", methods=methods)


def scene_line(line: SheetLine, t: Words) -> str:
    """What came of having the scene retold; empty where it was not asked for."""
    if line.reworded:
        return t("The scene was retold by the model; the key was proved anew.")
    if line.scene_kept is not None:
        return t("The scene was kept: {why}.", why=line.scene_kept.of(t.language))
    return ""


def why_lines(line: SheetLine, language: Language) -> str:
    return "\n".join(f"- {plain(one.of(language))}" for one in line.why)


def current(sheet: Sheet, room: Classroom) -> bool:
    """Whether the sheet's evidence still points into the log at hand."""
    return sheet.log_version == room.log.version
