"""Responses in growing columns, and their arrangement into a log. Knows no file format."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import NEVER, NO_INDEX, Response, ResponseLog

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_SMALL: Final = np.iinfo(np.int16).max


def milliseconds(at: datetime | None) -> int:
    """Since 1970 UTC, or `NEVER`. Raises ValueError for a time without a zone."""
    if at is None:
        return NEVER
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; give it one before it enters a log")
    return (at - _EPOCH) // _MILLISECOND


def hashed(name: str) -> int:
    """63 bits that name the name, the same in every process."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


class Names:
    """Gives each name a number, in order of appearance."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, index: int) -> str:
        return self._names[index]

    def index(self, name: str) -> int:
        found = self._index.get(name)
        if found is None:
            found = self._index[name] = len(self._names)
            self._names.append(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)


@dataclass(slots=True)
class Columns:
    """Rows as they come. `point_count` says how many of `point` belong to each row."""

    students: Names = field(default_factory=Names)
    items: Names = field(default_factory=Names)
    points: Names = field(default_factory=Names)
    activities: Names = field(default_factory=Names)
    files: Names = field(default_factory=Names)
    student: array[int] = field(default_factory=lambda: array("i"))
    item: array[int] = field(default_factory=lambda: array("i"))
    point_count: array[int] = field(default_factory=lambda: array("i"))
    point: array[int] = field(default_factory=lambda: array("i"))
    correct: array[int] = field(default_factory=lambda: array("b"))
    at: array[int] = field(default_factory=lambda: array("q"))
    order: array[int] = field(default_factory=lambda: array("q"))
    seconds: array[float] = field(default_factory=lambda: array("f"))
    hints: array[int] = field(default_factory=lambda: array("h"))
    attempt: array[int] = field(default_factory=lambda: array("h"))
    activity: array[int] = field(default_factory=lambda: array("i"))
    file: array[int] = field(default_factory=lambda: array("h"))
    row: array[int] = field(default_factory=lambda: array("q"))
    id: array[int] = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.row)

    def add(self, response: Response) -> None:
        self.student.append(self.students.index(response.student))
        self.item.append(self.items.index(response.item))
        self.point_count.append(len(response.points))
        self.point.extend(self.points.index(name) for name in response.points)
        self.correct.append(response.correct)
        self.at.append(milliseconds(response.at))
        self.order.append(NEVER if response.order is None else response.order)
        self.seconds.append(np.nan if response.seconds is None else response.seconds)
        self.hints.append(_small(response.hints))
        self.attempt.append(_small(response.attempt))
        activity = response.activity
        self.activity.append(NO_INDEX if activity is None else self.activities.index(activity))
        self.file.append(self.files.index(response.source.file))
        self.row.append(response.source.row)
        self.id.append(NO_INDEX if response.id is None else hashed(response.id))

    def extend(self, responses: Iterable[Response]) -> None:
        for response in responses:
            self.add(response)

    def log(self) -> ResponseLog:
        return arrange(
            students=tuple(self.students),
            items=tuple(self.items),
            points=tuple(self.points),
            activities=tuple(self.activities),
            files=tuple(self.files),
            student=_array(self.student, np.int32),
            item=_array(self.item, np.int32),
            point_count=_array(self.point_count, np.int64),
            point=_array(self.point, np.int32),
            correct=_array(self.correct, np.bool_),
            at=_array(self.at, np.int64),
            order=_array(self.order, np.int64),
            seconds=_array(self.seconds, np.float32),
            hints=_array(self.hints, np.int16),
            attempt=_array(self.attempt, np.int16),
            activity=_array(self.activity, np.int32),
            file=_array(self.file, np.int16),
            row=_array(self.row, np.int64),
            id=_array(self.id, np.int64),
        )


def arrange(
    *,
    students: Sequence[str],
    items: Sequence[str],
    points: Sequence[str],
    activities: Sequence[str],
    files: Sequence[str],
    student: NDArray[np.int32],
    item: NDArray[np.int32],
    point_count: NDArray[np.int64],
    point: NDArray[np.int32],
    correct: NDArray[np.bool_],
    at: NDArray[np.int64],
    order: NDArray[np.int64],
    seconds: NDArray[np.float32],
    hints: NDArray[np.int16],
    attempt: NDArray[np.int16],
    activity: NDArray[np.int32],
    file: NDArray[np.int16],
    row: NDArray[np.int64],
    id: NDArray[np.int64],
) -> ResponseLog:
    """A log of rows in any order. Names come out sorted and without those that no row uses; files
    keep the order in which they were given."""
    students, student = _renumbered(students, student)
    items, item = _renumbered(items, item)
    points, point = _renumbered(points, point)
    activities, activity = _renumbered(activities, activity)
    sequence = np.lexsort((row, file, order, at, student))
    starts = np.concatenate(([0], np.cumsum(point_count)))
    picked = ragged(starts[:-1][sequence], point_count[sequence])
    log = ResponseLog(
        students=students,
        items=items,
        points=points,
        activities=activities,
        files=tuple(files),
        student=student[sequence],
        item=item[sequence],
        point_start=np.concatenate(([0], np.cumsum(point_count[sequence]))).astype(np.int64),
        point=point[picked],
        correct=correct[sequence],
        at=at[sequence],
        seconds=seconds[sequence],
        hints=hints[sequence],
        attempt=attempt[sequence],
        activity=activity[sequence],
        file=file[sequence],
        row=row[sequence],
        version="",
        order=order[sequence],
        id=id[sequence],
    )
    return versioned(log)


def ragged(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions `start, start + 1, ...` of each run, one run after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)


def versioned(log: ResponseLog) -> ResponseLog:
    """The same log under the hash of its content."""
    told = hashlib.blake2b(digest_size=16)
    for names in (log.students, log.items, log.points, log.activities, log.files):
        told.update("\0".join(names).encode("utf-8", "surrogatepass") + b"\1")
    for name in _HASHED:
        column = getattr(log, name)
        if column is not None:
            told.update(name.encode() + np.ascontiguousarray(column).tobytes())
    return replace(log, version=told.hexdigest())


_HASHED: Final = (
    "student", "item", "point_start", "point", "correct", "at", "order", "seconds", "hints",
    "attempt", "activity", "file", "row", "id",
)  # fmt: skip


def _renumbered(
    names: Sequence[str], column: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    used = np.unique(column)
    used = used[used != NO_INDEX]
    kept: list[tuple[str, int]] = sorted((names[i], i) for i in map(int, used))
    to = np.full(len(names) + 1, NO_INDEX, np.int32)
    to[[i for _, i in kept]] = np.arange(len(kept), dtype=np.int32)
    return tuple(name for name, _ in kept), to[column]


def _array(column: array, kind: type) -> NDArray:
    return np.array(column, dtype=kind) if len(column) else np.empty(0, kind)


def _small(value: int | None) -> int:
    return NO_INDEX if value is None else min(value, _SMALL)
