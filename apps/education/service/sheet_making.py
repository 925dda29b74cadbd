"""Makes the sheets that a teacher ordered, as a job: one student after another, each key proved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from apps.education.domain.graph import Point
from apps.education.domain.sheet import Sheet
from apps.education.service.bank.item import BankItem
from apps.education.service.classroom import Classroom
from apps.education.service.desk import Desk
from apps.education.service.jobs import SHEETS
from apps.education.service.practice import (
    Generate,
    SheetOrder,
    Wanted,
    make_sheet,
    wanted_of_path,
    wanted_of_points,
)
from apps.education.service.rewording import Rewording
from apps.shared.jobs import Job, Jobs
from apps.shared.workers import Control, Lane
from rag.readers.errors import UnreadableFile

_ORDER = TypeAdapter(SheetOrder)
Generating = Callable[[], AbstractContextManager[Generate]]
"""Opens a prover for as long as sheets are made."""


def _empty(course: str) -> Sequence[BankItem]:
    return ()


class SheetMaker:
    """`order` returns at once; `lanes` are what `Workers` run."""

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        generating: Generating,
        rewording: Rewording,
        *,
        today: Callable[[], date],
        bank: Callable[[str], Sequence[BankItem]] = _empty,
    ) -> None:
        """`bank` gives the items of a course."""
        self._desk, self._jobs, self._generating, self._today = desk, jobs, generating, today
        self._rewording = rewording
        self._bank = bank

    def order(self, order: SheetOrder, who: str) -> str:
        payload = {"course": order.course, "order": _ORDER.dump_python(order, mode="json")}
        return self._jobs.submit(SHEETS, payload, owner=who)

    def lanes(self) -> list[Lane]:
        return [Lane(SHEETS, self._make)]

    def _make(self, job: Job, control: Control) -> Mapping[str, Any]:
        order = _ORDER.validate_python(job.payload["order"])
        control.stage("exercises", 0.0)
        room = self._desk.room(order.course)
        if room is None:
            raise UnreadableFile(
                order.course, "missing", "its answers are not worked out yet", "try again later"
            )
        sheets = self.made(order, room, lambda done: control.stage("exercises", done))
        if order.reword:
            sheets = self._rewording(sheets, lambda done: control.stage("rewording", done))
        self._desk.shelf.keep_sheets(order.course, sheets)
        count = sum(len(sheet.lines) for sheet in sheets)
        return {"course": order.course, "exercises": count}

    def made(
        self, order: SheetOrder, room: Classroom, progress: Callable[[float], None]
    ) -> list[Sheet]:
        """The sheets of those students of the order who are in the class."""
        known = {one.id for one in room.students}
        students = [id for id in order.students if id in known]
        asked = {id: self._wanted(order, room, id) for id in students}
        points: dict[str, Point] = {
            one.point: room.point(one.point) for wanted in asked.values() for one in wanted
        }
        links = self._desk.links(order.course, list(points.values()))
        bank = self._bank(order.course) if order.bank else ()
        sheets: list[Sheet] = []
        with self._generating() as generate:
            for done, student in enumerate(students):
                progress(done / len(students))
                sheets.append(
                    make_sheet(
                        order, room, student, asked[student], generate, links,
                        made_on=self._today(), bank=bank,
                    )
                )  # fmt: skip
        return sheets

    def _wanted(self, order: SheetOrder, room: Classroom, student: str) -> tuple[Wanted, ...]:
        if order.points:
            return wanted_of_points(order.points, order.count)
        path = self._desk.path(room, student, minutes=order.minutes, goals=order.goals)
        return wanted_of_path(path, room)
