"""The teacher's desk as commands use it: opened for one command, a model fitted if it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from apps.commands.failure import Failure
from apps.commands.progress import progress_bar
from apps.education.service.classroom import Classroom
from apps.shared.settings import settings
from apps.shared.wiring.education import EducationDesk


@contextmanager
def open_desk() -> Iterator[EducationDesk]:
    """A desk without workers: nothing is imported or fitted in the background."""
    desk = EducationDesk(settings())
    try:
        yield desk
    finally:
        desk.close()


def known_course(desk: EducationDesk, named: str) -> str | None:
    """The id of a course by id or title. Raises Failure where several have that title."""
    found = [one.id for one in desk.courses() if named in (one.id, one.title)]
    if len(found) > 1:
        raise Failure(f"{len(found)} courses are called {named!r}; give one of {', '.join(found)}")
    return found[0] if found else None


def course_of(desk: EducationDesk, named: str) -> str:
    """As `known_course`. Raises Failure where there is none."""
    if (found := known_course(desk, named)) is not None:
        return found
    known = desk.courses()
    titles = ", ".join(f"{one.title} ({one.id})" for one in known) or "none yet"
    raise Failure(f"no course {named!r}; there are: {titles}")


def fitted_room(desk: EducationDesk, course: str, *, again: bool = False) -> Classroom:
    """The class as it stands; its model is fitted first where there is none."""
    room = None if again else desk.room(course)
    if room is not None:
        return room
    with progress_bar() as bar:
        task = bar.add_task("fitting the model", total=1.0)
        desk.training.now(course, lambda stage, done: bar.update(task, completed=done))
    room = desk.room(course)
    if room is None:
        raise Failure(f"course {course!r} has no answers; import some first")
    return room


def student_of(room: Classroom, desk: EducationDesk, named: str) -> str:
    """A pseudonym by itself, by name or by the school's id. Raises Failure."""
    ids = {one.pseudonym: one.source_id for one in desk.roster.enrolled(room.course)}
    found = [one.id for one in room.students if named in (one.id, one.name, ids.get(one.id))]
    if len(found) == 1:
        return found[0]
    problem = f"{len(found)} students are" if found else "no student is"
    raise Failure(f"{problem} called {named!r}; see `consilium education trace` for the names")
