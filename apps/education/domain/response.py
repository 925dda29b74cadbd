"""What students answered: one response as people read it, and whole logs in columns.

A log of two million rows must fit beside a model, so it is kept as arrays; `response` gives any
row back as an object that names the file and line it came from. Students are pseudonyms here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

NEVER = np.iinfo(np.int64).min
"""`ResponseLog.at` where the time is not known."""
NO_INDEX = -1
"""An index column where nothing is known."""


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a response was read: `row` counts lines (or statements) from 1, the header included."""

    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Response:
    """One answer to one item. Several `points` where the item exercises several: one response.

    `at` in UTC; `seconds` taken; `hints` asked; `attempt` 1 for the first at this item. `order` is
    the number by which a file tells what came first where it has no times (such as an order id);
    `id` the file's own name of the response, by which a corrected one replaces it. None where the
    file does not say, never 0.
    """

    student: str
    item: str
    points: tuple[str, ...]
    correct: bool
    source: RowSource
    at: datetime | None = None
    seconds: float | None = None
    hints: int | None = None
    attempt: int | None = None
    activity: str | None = None
    order: int | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ResponseLog:
    """Responses in columns of length n, sorted by student, time, order and place in the file.

    Index columns point into the tuples of names. The points of response i are
    `point[point_start[i]:point_start[i + 1]]`. `at` is in milliseconds since 1970 UTC or `NEVER`,
    `order` `NEVER` or the column None; `seconds` NaN, `hints`, `attempt`, `activity` `NO_INDEX`
    where unknown; `id` is a hash of the file's own name of the response, `NO_INDEX` where it has
    none (`response` cannot tell it back). Row numbers of a log are positions in these columns: they
    hold for one version of the log only, and `version` (a hash of its content) names it.
    """

    students: tuple[str, ...]
    items: tuple[str, ...]
    points: tuple[str, ...]
    activities: tuple[str, ...]
    files: tuple[str, ...]
    student: NDArray[np.int32]
    item: NDArray[np.int32]
    point_start: NDArray[np.int64]
    point: NDArray[np.int32]
    correct: NDArray[np.bool_]
    at: NDArray[np.int64]
    seconds: NDArray[np.float32]
    hints: NDArray[np.int16]
    attempt: NDArray[np.int16]
    activity: NDArray[np.int32]
    file: NDArray[np.int16]
    row: NDArray[np.int64]
    version: str
    order: NDArray[np.int64] | None = None
    id: NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.correct)

    def points_of(self, i: int) -> NDArray[np.int32]:
        return self.point[self.point_start[i] : self.point_start[i + 1]]

    def rows_of(self, student: str) -> range:
        """Positions of a student's responses, oldest first; empty for a stranger."""
        try:
            index = self.students.index(student)
        except ValueError:
            return range(0)
        first, last = np.searchsorted(self.student, [index, index + 1])
        return range(int(first), int(last))

    def response(self, i: int) -> Response:
        when, took = int(self.at[i]), float(self.seconds[i])
        return Response(
            student=self.students[self.student[i]],
            item=self.items[self.item[i]],
            points=tuple(self.points[p] for p in self.points_of(i)),
            correct=bool(self.correct[i]),
            source=RowSource(self.files[self.file[i]], int(self.row[i])),
            at=None if when == NEVER else datetime.fromtimestamp(when / 1000, UTC),
            seconds=None if np.isnan(took) else took,
            hints=_known(self.hints[i]),
            attempt=_known(self.attempt[i]),
            activity=None if self.activity[i] < 0 else self.activities[self.activity[i]],
            order=self._order(i),
        )

    def _order(self, i: int) -> int | None:
        if self.order is None or self.order[i] == NEVER:
            return None
        return int(self.order[i])


def _known(value: np.int16) -> int | None:
    return None if value < 0 else int(value)
