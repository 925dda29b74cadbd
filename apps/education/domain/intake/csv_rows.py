"""Reads the rows of a CSV file under a mapping, one after the other.

Every row comes out as a response or as refused with its reason; a value that may be missing is
left out and reported, and the response kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, TypeVar

from apps.education.domain.intake import values
from apps.education.domain.intake.fields import ColumnMapping, Field
from apps.education.domain.intake.gathered import Gathered
from apps.education.domain.intake.points import known_of
from apps.education.domain.intake.proposal import full_score
from apps.education.domain.intake.refused import NotTaken, Reason, Refused
from apps.education.domain.intake.times import NotATime, time_reader, zone_of
from apps.education.domain.intake.values import Unreadable
from apps.education.domain.response import Response, RowSource

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD: Final = timedelta(days=2)
_REMEMBERED: Final = 200_000
_UNDECODED: Final = re.compile("[\udc80-\udcff\ufffd]")

Read = Response | Refused
_T = TypeVar("_T")


class Rows:
    """Reads one row after the other."""

    def __init__(
        self,
        file: str,
        columns: tuple[str, ...],
        mapping: ColumnMapping,
        zone: tzinfo,
        now: datetime,
        gathered: Gathered,
        known_points: Mapping[str, str] | None,
    ) -> None:
        places = {name: i for i, name in enumerate(columns)}
        self._columns = columns
        self._at = {field: _places(names, places) for field, names in mapping.columns.items()}
        self._items = [
            (name, i, full_score(name)) for name in mapping.items for i in _places((name,), places)
        ]
        self._width = len(columns)
        self._mapping = mapping
        self._file = file
        self._latest = now + _AHEAD
        self._gathered = gathered
        self._known = known_points
        self._correct = values.Correctness(mapping.pass_share, mapping.right, mapping.wrong)
        self._time = time_reader(zone, day_first=mapping.day_first)
        self._zones: dict[str, tzinfo] = {}
        self._points: dict[str, tuple[str, ...]] = {}
        self._names: dict[str, str] = {}
        self._told: dict[str, list[str]] = {}
        self._personal = (*self._at.get(Field.NAME, ()), *self._at.get(Field.GROUPS, ()))
        self._left_out: list[Refused] = []

    def read(self, line: int, cells: list[str]) -> Iterator[Read]:
        source = RowSource(self._file, line)
        width = len(cells)
        if width != self._width:
            extra = cells[self._width :]
            if not any(map(str.strip, cells)):
                self._gathered.rows += 1
                self._gathered.blank += 1
                return
            if width < self._width or any(map(str.strip, extra)):
                self._gathered.rows += 1
                yield Refused(source, Reason.CELLS, f"{width} ≠ {self._width}")
                return
        self._left_out.clear()
        if self._items:
            yield from self._gradebook(source, cells)
            return
        self._gathered.rows += 1
        try:
            yield self._response(source, cells)
        except NotTaken as no:
            if no.reason is Reason.NO_STUDENT and not any(map(str.strip, cells)):
                self._gathered.blank += 1
                return
            yield no.at(source)
            return
        yield from self._left_out

    def _response(self, source: RowSource, cells: list[str]) -> Response:
        student = self._named(Field.STUDENT, cells, Reason.NO_STUDENT)
        item = self._named(Field.ITEM, cells, Reason.NO_ITEM)
        correct = self._correctness(cells)
        at = self._when(cells)
        points = self._points_of(source, cells)
        self._person(student, cells)
        at_of = self._at
        return Response(
            student,
            item,
            points,
            correct,
            source,
            at,
            self._optional(Field.SECONDS, source, cells, self._seconds)
            if Field.SECONDS in at_of
            else None,
            self._optional(Field.HINTS, source, cells, _hints) if Field.HINTS in at_of else None,
            self._optional(Field.ATTEMPT, source, cells, _attempt)
            if Field.ATTEMPT in at_of
            else None,
            self._text(Field.ACTIVITY, cells) if Field.ACTIVITY in at_of else None,
            self._optional(Field.ORDER, source, cells, values.order)
            if Field.ORDER in at_of
            else None,
            self._text(Field.RESPONSE, cells) if Field.RESPONSE in at_of else None,
        )

    def _gradebook(self, source: RowSource, cells: list[str]) -> Iterator[Read]:
        """A row of a gradebook: a response per item that was graded."""
        try:
            student = self._named(Field.STUDENT, cells, Reason.NO_STUDENT)
            at = self._when(cells)
        except NotTaken as no:
            self._gathered.rows += 1
            if not any(map(str.strip, cells)):
                self._gathered.blank += 1
                return
            yield no.at(source)
            return
        self._person(student, cells)
        activity = self._text(Field.ACTIVITY, cells)
        for item, place, full in self._items:
            self._gathered.rows += 1
            cell = cells[place]
            try:
                if full is None and self._mapping.full_score is None:
                    correct = self._correct(cell)
                else:
                    correct = self._correct.score(cell, full or self._mapping.full_score)
            except Unreadable as unreadable:
                yield Refused(source, unreadable.reason, cell, item)
                continue
            yield Response(student, item, (), correct, source, at=at, activity=activity)

    def _named(self, field: Field, cells: list[str], reason: Reason) -> str:
        places = self._at.get(field, ())
        text = cells[places[0]] if len(places) == 1 else "\0".join(cells[i] for i in places)
        name = self._names.get(text)
        if name is None:
            name = self._new_name([cells[place] for place in places], places, reason)
            if len(self._names) < _REMEMBERED:
                self._names[text] = name
        return name

    def _new_name(self, texts: list[str], places: tuple[int, ...], reason: Reason) -> str:
        parts = map(self._cleaned, texts, places)
        name = " ".join(part for part in parts if part)
        if not name or values.is_blank(name):
            raise self._no(reason, name, places[0] if places else -1)
        if len(name) > values.NAME_CHARACTERS:
            raise self._no(Reason.LONG_CELL, name, places[0])
        return name

    def _cleaned(self, text: str, place: int) -> str:
        if not text.isascii() and _UNDECODED.search(text):
            shown = text.encode("utf-8", "replace").decode()
            raise self._no(Reason.ENCODING, shown, place)
        return values.clean(text)

    def _correctness(self, cells: list[str]) -> bool:
        places = self._at.get(Field.CORRECT)
        if places:
            try:
                return self._correct(cells[places[0]])
            except Unreadable as unreadable:
                raise self._no(unreadable.reason, cells[places[0]], places[0]) from unreadable
        place = self._at[Field.SCORE][0]
        full = self._at.get(Field.MAX_SCORE)
        try:
            if full is not None:
                return self._correct.score(cells[place], cells[full[0]])
            return self._correct.score(cells[place], self._mapping.full_score)
        except Unreadable as unreadable:
            raise self._no(unreadable.reason, cells[place], place) from unreadable

    def _when(self, cells: list[str]) -> datetime | None:
        places = self._at.get(Field.TIME)
        if places is None:
            return None
        if len(places) == 1:
            text = cells[places[0]].strip()
        else:
            text = " ".join(cells[place].strip() for place in places)
        if not text or (len(text) < 5 and values.is_blank(text)):
            return None
        try:
            at, zoned = self._time(text, self._zone(cells))
        except NotATime as problem:
            raise self._no(Reason.NOT_TIME, text, places[0]) from problem
        if at < EARLIEST:
            raise self._no(Reason.TIME_BEFORE, text, places[0])
        if at > self._latest:
            raise self._no(Reason.TIME_AFTER, text, places[0])
        self._gathered.without_zone += not zoned
        return at

    def _zone(self, cells: list[str]) -> tzinfo | None:
        places = self._at.get(Field.ZONE)
        if places is None:
            return None
        name = cells[places[0]]
        zone = self._zones.get(name)
        if zone is None:
            if values.is_blank(name):
                return None
            try:
                zone = self._zones[name] = zone_of(name)
            except NotATime as problem:
                raise self._no(Reason.NOT_ZONE, name, places[0]) from problem
        return zone

    def _points_of(self, source: RowSource, cells: list[str]) -> tuple[str, ...]:
        places = self._at.get(Field.POINTS)
        if places is None:
            return ()
        text = cells[places[0]] if len(places) == 1 else "\0".join(cells[i] for i in places)
        found = self._points.get(text)
        if found is None:
            found = self._read_points([cells[place] for place in places], places[0])
            if len(self._points) < _REMEMBERED:
                self._points[text] = found
        if self._known is None:
            return found
        return self._checked(source, found, places[0])

    def _read_points(self, cells: list[str], place: int) -> tuple[str, ...]:
        separator = self._mapping.point_separator
        parts = [part for cell in cells for part in values.split_points(cell, separator)]
        for part in parts:
            self._cleaned(part, place)
            if len(part) > values.NAME_CHARACTERS:
                raise self._no(Reason.LONG_CELL, part, place)
        return tuple(dict.fromkeys(parts))

    def _checked(self, source: RowSource, found: tuple[str, ...], place: int) -> tuple[str, ...]:
        """The ids of the points that the course knows."""
        ids, strangers = known_of(found, self._known or {})
        if strangers and not ids:
            raise self._no(Reason.ONLY_UNKNOWN_POINTS, ", ".join(strangers), place)
        for stranger in strangers:
            self._leave_out(source, Reason.UNKNOWN_POINT, stranger, place)
        return ids

    def _optional(
        self,
        field: Field,
        source: RowSource,
        cells: list[str],
        read: Callable[[str], _T | None],
    ) -> _T | None:
        places = self._at.get(field)
        if places is None:
            return None
        cell = cells[places[0]]
        try:
            return read(cell)
        except Unreadable as unreadable:
            self._leave_out(source, unreadable.reason, cell, places[0])
            return None

    def _seconds(self, cell: str) -> float | None:
        return values.seconds(cell, self._mapping.seconds_per_unit)

    def _text(self, field: Field, cells: list[str]) -> str | None:
        places = self._at.get(field)
        if places is None:
            return None
        text = " ".join(self._cleaned(cells[place], place) for place in places)
        return text[: values.NAME_CHARACTERS] or None

    def _person(self, student: str, cells: list[str]) -> None:
        if not self._personal:
            return
        told = [cells[place] for place in self._personal]
        if self._told.get(student) == told:
            return
        self._told[student] = told
        groups = {
            self._columns[place]: self._cleaned(cells[place], place)
            for place in self._at.get(Field.GROUPS, ())
        }
        self._gathered.person(student, self._text(Field.NAME, cells), groups)

    def _leave_out(self, source: RowSource, reason: Reason, culprit: str, place: int) -> None:
        self._left_out.append(Refused(source, reason, culprit, self._columns[place], kept=True))

    def _no(self, reason: Reason, culprit: str, place: int) -> NotTaken:
        column = self._columns[place] if 0 <= place < len(self._columns) else ""
        return NotTaken(reason, culprit, column)


def _places(names: Sequence[str], places: Mapping[str, int]) -> tuple[int, ...]:
    for name in names:
        if name not in places:
            raise ValueError(
                f"the file has no column {name!r}; map one of {', '.join(map(repr, places))}"
            )
    return tuple(places[name] for name in names)


def _hints(cell: str) -> int | None:
    return values.count(cell, 0)


def _attempt(cell: str) -> int | None:
    return values.count(cell, 1)
