"""Builds logs of responses, and joins rows that tell of one response into one.

Many exports repeat a response once per knowledge point of its item. A model that reads such rows
as they stand has seen the answer already; `collapse` makes one response with several points of
them (Ghosh et al., AKT, issue "repeated rows"; Xiong et al. 2016, "Going Deeper with Deep
Knowledge Tracing", section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.intake.columns import Columns, arrange, ragged
from apps.education.domain.response import NEVER, NO_INDEX, Response, ResponseLog

_CHUNK: Final = 10_000


def build_log(responses: Iterable[Response]) -> ResponseLog:
    """The log of responses in any order. Reads them as a stream; does not collapse.

    Raises ValueError for a time without a zone.
    """
    columns, stream = Columns(), iter(responses)
    while chunk := list(islice(stream, _CHUNK)):
        columns.extend(chunk)
    return columns.log()


def log_of(responses: Sequence[Response]) -> ResponseLog:
    """As `build_log`, for a handful of responses."""
    return build_log(responses)


def collapse(log: ResponseLog) -> ResponseLog:
    """One response for rows that tell of one: its points are those of all of them.

    Rows are one response where student, item, correctness, seconds, hints and attempt agree and
    either the same time, order or id is known of both, or, without any, the second follows the
    first and names no point that the first had (a repeated point is a second try). The earliest
    row stays as the source.
    """
    return join(log).log


@dataclass(frozen=True, slots=True)
class Joined:
    """`repeated` are positions in the given log of rows that only repeat an earlier one, which is
    at `repeats`; `further` counts the rows that named further points of an earlier one."""

    log: ResponseLog
    repeated: NDArray[np.int64]
    repeats: NDArray[np.int64]
    further: int


def join(log: ResponseLog) -> Joined:
    """As `collapse`, with an account of the rows that went."""
    nothing = np.empty(0, np.int64)
    if not len(log):
        return Joined(log, nothing, nothing, 0)
    first, owner = _firsts(_groups(log))
    if len(first) == len(log):
        return Joined(log, nothing, nothing, 0)
    kept, counts = _merged_points(log, owner, len(first))
    tells = np.zeros(len(log), bool)
    tells[first] = True
    tells[np.repeat(np.arange(len(log)), np.diff(log.point_start))[kept]] = True
    repeated = np.flatnonzero(~tells)
    merged = _taken(log, first, log.point[kept], counts)
    further = len(log) - len(first) - len(repeated)
    return Joined(merged, repeated, first[owner[repeated]], further)


def _groups(log: ResponseLog) -> NDArray[np.int64]:
    """A number per row, the same for rows that tell of one response."""
    order = optional(log, "order")
    id = optional(log, "id")
    known = (log.at != NEVER) | (order != NEVER) | (id != NO_INDEX)
    seconds = np.where(np.isnan(log.seconds), -1, log.seconds)
    tried = (log.item, log.correct, seconds, log.hints, log.attempt)
    keys = (log.student, log.at, order, id, *tried)
    sorting = np.lexsort(keys[::-1])
    fresh = np.ones(len(log), bool)
    same = np.ones(len(log) - 1, bool)
    for key in keys:
        same &= key[sorting][1:] == key[sorting][:-1]
    fresh[1:] = ~(same & known[sorting][1:])
    group = np.empty(len(log), np.int64)
    group[sorting] = np.cumsum(fresh)
    _join_untimed(log, known, seconds, group)
    return group


def _join_untimed(
    log: ResponseLog,
    known: NDArray[np.bool_],
    seconds: NDArray[np.float32],
    group: NDArray[np.int64],
) -> None:
    follows = ~known[1:] & ~known[:-1]
    columns = (log.student, log.item, log.correct, log.file, seconds, log.hints, log.attempt)
    for column in columns:
        follows &= column[1:] == column[:-1]
    seen: set[int] = set()
    last = -2
    for i in np.flatnonzero(follows).tolist():
        if i != last + 1:
            seen = set(log.points_of(i).tolist())
        points = set(log.points_of(i + 1).tolist())
        if points and seen.isdisjoint(points):
            group[i + 1] = group[i]
            seen |= points
        else:
            seen = points
        last = i


def _firsts(group: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of each group in order of the log, and the group's place of each row."""
    _, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    ranked = np.argsort(first)
    place = np.empty(len(first), np.int64)
    place[ranked] = np.arange(len(first))
    return first[ranked], place[inverse]


def _merged_points(
    log: ResponseLog, owner: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where in `log.point` each group's points first appear, group by group, and how many."""
    belongs = np.repeat(owner, np.diff(log.point_start))
    _, first = np.unique(belongs * (len(log.points) + 1) + log.point, return_index=True)
    kept = np.sort(first)
    kept = kept[np.argsort(belongs[kept], kind="stable")]
    return kept, np.bincount(belongs[kept], minlength=groups).astype(np.int64)


def subset(log: ResponseLog, rows: NDArray[np.int64]) -> ResponseLog:
    """The log of some rows, such as those of a group of students."""
    counts = np.diff(log.point_start)[rows]
    return _taken(log, rows, log.point[ragged(log.point_start[:-1][rows], counts)], counts)


def renamed(log: ResponseLog, students: Mapping[str, str]) -> ResponseLog:
    """The log with other names for all its students, such as pseudonyms. Raises KeyError."""
    every = np.arange(len(log))
    counts = np.diff(log.point_start)
    return _taken(log, every, log.point, counts, tuple(students[one] for one in log.students))


def optional(log: ResponseLog, column: Literal["order", "id"]) -> NDArray[np.int64]:
    """A column that a log may lack, filled with what stands for unknown."""
    found = log.order if column == "order" else log.id
    unknown = NEVER if column == "order" else NO_INDEX
    return np.full(len(log), unknown, np.int64) if found is None else found


def _taken(
    log: ResponseLog,
    rows: NDArray[np.int64],
    point: NDArray[np.int32],
    counts: NDArray[np.int64],
    students: tuple[str, ...] | None = None,
) -> ResponseLog:
    return arrange(
        students=log.students if students is None else students,
        items=log.items,
        points=log.points,
        activities=log.activities,
        files=log.files,
        student=log.student[rows],
        item=log.item[rows],
        point_count=counts,
        point=point,
        correct=log.correct[rows],
        at=log.at[rows],
        order=optional(log, "order")[rows],
        seconds=log.seconds[rows],
        hints=log.hints[rows],
        attempt=log.attempt[rows],
        activity=log.activity[rows],
        file=log.file[rows],
        row=log.row[rows],
        id=optional(log, "id")[rows],
    )
