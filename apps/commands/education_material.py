"""`consilium education material`: what a course is taught from, added to and asked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from apps.commands.education_desk import course_of, open_desk
from apps.commands.failure import ERRORS, Failure
from apps.commands.progress import progress_bar
from apps.shared.admission import read_admissible
from apps.shared.settings import settings
from apps.shared.words import choose

if TYPE_CHECKING:
    from apps.education.service.material.ask import Answered, AskEvent

material_app = typer.Typer(no_args_is_help=True, help="What a course is taught from.")


@material_app.command()
def add(
    course: Annotated[str, typer.Argument(help="Title or id of a course.")],
    files: Annotated[
        list[Path],
        typer.Argument(help="OpenStax ZIP or CNXML, PDF, DOCX, HTML, text, JSON lines."),
    ],
    licence: Annotated[str, typer.Option(help="Shown with what is cited.")] = "",
) -> None:
    """Add books and files that questions and hints of a course are answered from."""
    limit = settings().max_upload_mb << 20
    with open_desk() as desk, progress_bar() as bar:
        id = course_of(desk, course)
        for path in files:
            task = bar.add_task(path.name, total=1.0)
            data = read_admissible(path, max_bytes=limit)
            count = desk.material.add_now(
                id,
                path.name,
                data,
                lambda stage, done, task=task, name=path.name: bar.update(
                    task, completed=done, description=f"{name}: {stage}"
                ),
                licence=licence,
            )
            typer.echo(f"{path.name}: {count} sections")


@material_app.command()
def ask(
    course: Annotated[str, typer.Argument(help="Title or id of a course.")],
    question: Annotated[str, typer.Argument(help="In English or Chinese.")],
    language: Annotated[str, typer.Option(help="en or zh, where the question does not tell.")] = "",
) -> None:
    """Answer from the material, every sentence with its place; exit code 2 where it is silent."""
    if not question.strip():
        raise Failure("the question is empty; write one")
    with open_desk() as desk:
        id = course_of(desk, course)
        answered = _ended(desk.ask(id, question, language=choose(language)))
    _print(answered)
    if answered.answer.refused_because:
        raise typer.Exit(2)


def _ended(events: Iterable[AskEvent]) -> Answered:
    """The end of it; what is being done goes to the error stream, unchecked words nowhere."""
    from apps.education.service.material.ask import Answered, Stage
    from rag.answer import Fallen

    for event in events:
        if isinstance(event, Stage):
            ERRORS.print(f"… {event.name}", style="dim", markup=False)
        elif isinstance(event, Fallen):
            ERRORS.print(f"… {event.to.value}: {event.reason}", style="dim", markup=False)
        elif isinstance(event, Answered):
            return event
    raise RuntimeError("the answering ended without an answer")


def _print(answered: Answered) -> None:
    out = Console(highlight=False, soft_wrap=True)
    answer = answered.answer
    if answer.refused_because:
        out.print(answer.refused_because, markup=False)
        return
    places: list[str] = []
    for claim in answer.claims:
        numbers = ""
        for citation in claim.citations:
            cited = answered.cited[citation.doc_id]
            told = (cited.place(citation), cited.title, cited.collection, cited.licence, cited.url)
            place = ", ".join(dict.fromkeys(part for part in told if part))
            if place not in places:
                places.append(place)
            numbers += f" [{places.index(place) + 1}]"
        doubt = f"  (not verified: {claim.reason})" if claim.reason else ""
        out.print(f"{claim.text}{numbers}{doubt}", markup=False)
    out.print(f"\nSources ({answer.rung.value}):", markup=False)
    for number, place in enumerate(places, 1):
        out.print(f"  [{number}] {place}", markup=False)
