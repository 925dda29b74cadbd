"""`consilium education bank`: exercises of the teacher's own, taken from QTI files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.commands.education_desk import course_of, open_desk
from apps.commands.failure import Failure, complain
from apps.shared.admission import read_admissible
from apps.shared.settings import settings
from apps.shared.wiring.education import EducationDesk

bank_app = typer.Typer(no_args_is_help=True, help="A course's own exercises.")


@bank_app.callback()
def bank() -> None:
    """A course's own exercises."""


@bank_app.command()
def add(
    course: Annotated[str, typer.Argument(help="Title or id of a course.")],
    file: Annotated[Path, typer.Argument(help="QTI 2 or 3: an item (XML) or a package (ZIP).")],
    point: Annotated[str, typer.Option(help="Id or name of the point that items belong to.")],
) -> None:
    """Add items; each refused one is told with the reason. Exit code 1 where none was taken."""
    with open_desk() as desk:
        id = course_of(desk, course)
        belongs = _point_of(desk, id, point)
        data = read_admissible(file, max_bytes=settings().max_upload_mb << 20)
        added = desk.bank.add(id, file.name, data, belongs, "command line")
    print(
        f"{added.name}: {len(added.items)} items taken, {added.proved} keys proved, "
        f"{len(added.refused)} refused"
    )
    for one in added.refused:
        complain(f"{one.item}: {one.why.en}")
    if not added.items:
        raise typer.Exit(1)


def _point_of(desk: EducationDesk, course: str, named: str) -> str:
    points = desk.store.graph(course).points
    found = [id for id, one in points.items() if named in (id, one.name.en, one.name.zh)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(list(points)[:12]) or "none"
    problem = f"{len(found)} points are" if found else "no point is"
    raise Failure(f"{problem} called {named!r}; give an id, such as {known}")
