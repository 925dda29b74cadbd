"""`consilium education`: answers imported, classes traced, paths laid, exercises made."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from apps.commands.education_bank import bank_app
from apps.commands.education_desk import (
    course_of,
    fitted_room,
    known_course,
    open_desk,
    student_of,
)
from apps.commands.education_material import material_app
from apps.commands.failure import Failure, complain
from apps.commands.progress import progress_bar
from apps.education.domain.exercise import Difficulty, Exercise
from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.imported import Imported
from apps.education.domain.path import LearningPath
from apps.education.domain.weakness import Verdict
from apps.education.service.classroom import Classroom
from apps.education.service.exchange import masteries_csv
from apps.education.service.importing import Destination
from apps.education.service.parse import read_apart
from apps.education.service.practice import Unmade
from apps.shared.admission import clean_name
from apps.shared.sandbox import Limits
from apps.shared.settings import settings
from apps.shared.wiring import education as wiring
from apps.shared.words import Language, choose

education_app = typer.Typer(no_args_is_help=True, help="The teacher's desk.")
education_app.add_typer(material_app, name="material")
education_app.add_typer(bank_app, name="bank")

_OUT = "A file, or - for the output."
_SHOWN = 20
_WHO = "command line"


@education_app.command("import")
def import_answers(
    file: Annotated[Path, typer.Argument(help="CSV, OneRoster zip or xAPI JSON.")],
    course: Annotated[str, typer.Option(help="Title or id; a new one is made.")] = "",
    map: Annotated[
        list[str] | None, typer.Option(help="FIELD=COLUMN, such as student=user_id; repeatable.")
    ] = None,
    zone: Annotated[str, typer.Option(help="Time zone of times that tell none.")] = "UTC",
    refused: Annotated[Path | None, typer.Option(help=f"Refused rows as CSV. {_OUT}")] = None,
) -> None:
    """Import what students answered; every refused row is told with the reason."""
    if not file.is_file():
        raise Failure(f"{file}: there is no such file; check the path")
    imported = _read(file, map or [], zone)
    with open_desk() as desk:
        known = known_course(desk, course) if course else None
        into = Destination(known, course or file.stem, zone)
        id = desk.take_in(imported, into, _WHO)
        print(id)
    _tell(imported, refused)
    if not imported.account.responses:
        raise typer.Exit(1)


@education_app.command()
def trace(
    course: Annotated[str, typer.Argument(help="Title or id of a course.")],
    student: Annotated[str, typer.Option(help="Name, school's id or pseudonym.")] = "",
    csv: Annotated[Path | None, typer.Option(help=f"Every student and point. {_OUT}")] = None,
    again: Annotated[bool, typer.Option(help="Fit the model anew first.")] = False,
) -> None:
    """What each student's answers allow to say about each point."""
    with open_desk() as desk:
        room = fitted_room(desk, course_of(desk, course), again=again)
        chosen = student_of(room, desk, student) if student else None
    if csv is not None:
        _write(csv, masteries_csv(room, "en"))
    elif chosen is None:
        _show_class(room)
    else:
        _show_student(room, chosen)


@education_app.command()
def path(
    course: Annotated[str, typer.Argument(help="Title or id of a course.")],
    student: Annotated[str, typer.Argument(help="Name, school's id or pseudonym.")],
    minutes: Annotated[float, typer.Option(help="Time there is.", min=1)] = 30.0,
    goal: Annotated[list[str] | None, typer.Option(help="Id of a point; repeatable.")] = None,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
) -> None:
    """What a student may do next, in order, and why."""
    with open_desk() as desk:
        room = fitted_room(desk, course_of(desk, course))
        chosen = student_of(room, desk, student)
        found = desk.path(room, chosen, minutes=minutes, goals=goal or [])
    _show_path(room, found, choose(language))


@education_app.command()
def exercises(
    point: Annotated[str, typer.Argument(help="Id of a bundled point; a part of it lists them.")],
    count: Annotated[int, typer.Option(min=1, max=200)] = 5,
    difficulty: Annotated[str, typer.Option(help="easy, middle or hard.")] = "middle",
    seed: Annotated[int, typer.Option(help="The same seed gives the same exercises.")] = 1,
    language: Annotated[str, typer.Option(help="en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Exercises with keys that are proved right, worked steps and telling wrong answers."""
    known = wiring.bundled_points()
    if point not in known:
        near = [id for id in known if point.casefold() in id]
        told = f"did you mean {', '.join(near[:8])}?" if near else "see the page Points for ids"
        raise Failure(f"{point!r} is no bundled point; {told}")
    if difficulty.upper() not in Difficulty.__members__:
        raise Failure(f"difficulty {difficulty!r}; give easy, middle or hard")
    try:
        with wiring.generating() as generate:
            level = Difficulty[difficulty.upper()]
            made = [generate(point, level, seed + place) for place in range(count)]
    except Unmade as problem:
        raise Failure(f"{point!r}: {problem}; try another seed") from problem
    if as_json:
        print(json.dumps([_as_json(one) for one in made], ensure_ascii=False, indent=1))
    else:
        _show_exercises(made, choose(language))


def _read(file: Path, mapped: Sequence[str], zone: str) -> Imported:
    of = settings()
    limits = Limits(memory_mb=of.parse_memory_mb, seconds=of.parse_seconds)
    name = clean_name(file.name)
    with progress_bar() as bar:
        task = bar.add_task("reading", total=1.0)
        return read_apart(
            name,
            file,
            _mapping(file, mapped),
            zone,
            limits=limits,
            progress=lambda stage, done: bar.update(task, completed=done, description=stage),
        )


def _mapping(file: Path, mapped: Sequence[str]) -> ColumnMapping | None:
    """What the file's columns seem to mean, with what was given in its place."""
    from apps.education.domain.intake.look import preview

    if not mapped:
        return None
    with file.open("rb") as source:
        mapping = preview(source, file.name).proposed
    for pair in mapped:
        field, _, column = pair.partition("=")
        if field not in list(Field) or not column:
            raise Failure(f"--map {pair!r}: give FIELD=COLUMN, with one of {', '.join(Field)}")
        mapping = mapping.with_columns(Field(field), *column.split("+"))
    return mapping


def _tell(imported: Imported, out: Path | None) -> None:
    """Accounts for every row on the error stream; refused ones into a file where asked."""
    from apps.education.domain.exchange.csv_out import table_csv

    told = imported.account
    Console(stderr=True).print(
        f"{told.rows:,} rows: {told.responses:,} answers, {told.refused:,} refused, "
        f"{told.joined:,} joined, {told.blank:,} blank"
    )
    for one in imported.refused[:_SHOWN]:
        place = f"{one.source.file}, line {one.source.row}"
        complain(f"{place}: {one.column} {one.culprit!r}: {one.why.en}; {one.remedy.en}")
    if len(imported.refused) > _SHOWN:
        complain(f"and {len(imported.refused) - _SHOWN:,} more; see --refused")
    if out is not None:
        columns = ("file", "line", "column", "culprit", "why", "remedy", "kept")
        rows = (
            (r.source.file, r.source.row, r.column, r.culprit, r.why.en, r.remedy.en, r.kept)
            for r in imported.refused
        )
        _write(out, table_csv(columns, rows))


def _show_class(room: Classroom) -> None:
    table = Table("Student", "Needs work", "Secure", "Not enough evidence", title=Text(room.title))
    for student in room.students:
        found = [room.verdict(student.id, point.id) for point in room.points]
        counts = [found.count(one) for one in (Verdict.WEAK, Verdict.SECURE, Verdict.UNDECIDED)]
        table.add_row(Text(student.name), *map(str, counts))
    Console().print(table)


def _show_student(room: Classroom, student: str) -> None:
    table = Table(
        "Point", "Likelihood", "90% interval", "Verdict", "Answers",
        title=Text(room.student(student).name),
    )  # fmt: skip
    for one in room.of_student(student):
        found = one.mastery
        table.add_row(
            Text(room.point(found.point).name.en),
            f"{found.probability:.0%}",
            f"{found.low:.0%} to {found.high:.0%}",
            str(room.verdict(student, found.point)),
            str(len(found.evidence)),
        )
    Console().print(table)


def _show_path(room: Classroom, found: LearningPath, language: Language) -> None:
    out = Console(highlight=False)
    for place, step in enumerate(found.steps, 1):
        name = room.point(step.point).name.of(language)
        told = f"{place}. {name}: {step.kind}, {step.exercises} exercises, {step.minutes:.0f} min"
        out.print(Text(told, style="bold"))
        for reason in step.reasons:
            out.print(Text(f"   {reason.words.of(language)}"))
            for row in reason.evidence:
                where = room.log.response(row).source
                out.print(Text(f"     {where.file}, line {where.row}", style="dim"))
    if not found.steps:
        out.print("Nothing is left to propose within this time.")


def _show_exercises(made: Sequence[Exercise], language: Language) -> None:
    out = Console(highlight=False)
    for place, one in enumerate(made, 1):
        out.print(Text(f"{place}. {one.draft.prompt.of(language)}", style="bold"))
        out.print(Text(f"   = {one.draft.answer.of(language)}"))
        for step in one.draft.steps:
            out.print(Text(f"   {step.of(language)}", style="dim"))


def _as_json(one: Exercise) -> dict[str, Any]:
    draft = one.draft
    return {
        "id": one.id,
        "point": draft.point,
        "difficulty": draft.difficulty.name.lower(),
        "seed": draft.seed,
        "prompt": {"en": draft.prompt.en, "zh": draft.prompt.zh},
        "key": draft.key,
        "answer": {"en": draft.answer.en, "zh": draft.answer.zh},
        "steps": [{"en": step.en, "zh": step.zh} for step in draft.steps],
        "distractors": [
            {"text": wrong.text, "misconception": wrong.misconception, "why": wrong.why.en}
            for wrong in draft.distractors
        ],
        "proof": {"methods": list(one.proof.methods), "detail": one.proof.detail},
    }


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        path.write_text(text, encoding="utf-8")
