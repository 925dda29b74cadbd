"""Responses between logs and the database: appended once however often they come, read back whole.

Works on one connection of the caller's; knows no roster and no page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from apps.education.domain.intake.columns import arrange, hashed, ragged
from apps.education.domain.intake.log import optional
from apps.education.domain.response import NEVER, NO_INDEX, ResponseLog
from apps.education.service.course_tables import NAMES, RESPONSES

Kind = Literal["student", "item", "points", "activity", "file"]
_BETWEEN: Final = "\x1f"
_CHUNK: Final = 20_000
_COLUMNS: Final = (
    "student", "item", "points", "correct", "at", "order", "seconds", "hints", "attempt",
    "activity", "file", "row", "id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Appended:
    """What an append did: responses that are new, were there already, or were corrected."""

    added: int
    known: int
    changed: int


def keys_of(log: ResponseLog) -> NDArray[np.int64]:
    """What names each response in any export that holds it: student and item with the file's own
    id, else with time, order and attempt, else with the file; and its place among equals."""
    order, id = optional(log, "order"), optional(log, "id")
    student = _hashes(log.students)[log.student]
    item = _hashes(log.items)[log.item]
    files = _hashes(log.files)[log.file]
    known = (log.at != NEVER) | (order != NEVER)
    base = _mix(_mix(student, item), np.where(id != NO_INDEX, id, -1))
    timed = _mix(_mix(log.at, order), log.attempt.astype(np.int64))
    rest = np.where(known, timed, _mix(files, np.zeros(len(log), np.int64)))
    base = np.where(id != NO_INDEX, base, _mix(base, rest))
    key = _mix(base, _place_among_equals(base))
    return (key >> np.uint64(1)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is still to be inserted, in the order of the keys, and what an append comes to."""

    done: Appended
    columns: Mapping[str, NDArray[Any]]

    def parts(self) -> list[slice]:
        """Pieces that one short transaction each can take."""
        return [slice(i, i + _CHUNK) for i in range(0, self.done.added, _CHUNK)]


def plan_append(connection: Connection, course: str, log: ResponseLog, *, added_ms: int) -> Plan:
    """Number the names, correct what changed (a regraded answer, other points), and say what is
    new."""
    keys = keys_of(log)
    numbers = _numbers(connection, course, log)
    points = numbers.points
    old = _existing(connection, course)
    at = np.searchsorted(old.key, keys)
    at_clipped = np.minimum(at, max(0, len(old.key) - 1))
    there = old.key[at_clipped] == keys if len(old.key) else np.zeros(len(keys), bool)
    differs = np.zeros(len(keys), bool)
    where = at_clipped[there]
    differs[there] = (old.correct[where] != log.correct[there]) | (
        old.points[where] != points[there]
    )
    _correct(connection, course, log, points, keys, np.flatnonzero(differs))
    fresh = np.flatnonzero(~there)
    fresh = fresh[np.argsort(keys[fresh])]
    changed = int(differs.sum())
    done = Appended(len(fresh), int(there.sum()) - changed, changed)
    return Plan(done, _to_insert(course, log, numbers, keys, fresh, added_ms))


def insert_part(connection: Connection, plan: Plan, part: slice) -> None:
    """Straight to the driver where it takes rows by position: three times as fast."""
    lists = {name: column[part].tolist() for name, column in plan.columns.items()}
    lists["seconds"] = [None if took != took else took for took in lists["seconds"]]
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(RESPONSES).on_conflict_do_nothing()
    if connection.dialect.paramstyle == "qmark":
        compiled = statement.compile(dialect=connection.dialect)
        places = compiled.positiontup or ()  # pyright: ignore[reportAttributeAccessIssue]
        rows = list(zip(*(lists[name] for name in places), strict=True))
        connection.exec_driver_sql(str(compiled), rows)
    else:
        made = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
        connection.execute(statement, made)


def load_rows(
    connection: Connection, course: str, assigned: Mapping[str, tuple[str, ...]]
) -> ResponseLog:
    """The whole log of a course. `assigned` are points that the teacher gave to items."""
    names: dict[str, dict[int, str]] = {kind: {} for kind in ("student", "item", "points",
                                                             "activity", "file")}  # fmt: skip
    query = select(NAMES.c.kind, NAMES.c.number, NAMES.c.name).where(NAMES.c.course == course)
    for kind, number, name in connection.execute(query):
        names[kind][number] = name
    columns = _columns(connection, course)
    sets, owner = _sets(names["points"], names["item"], columns, assigned)
    points = list(dict.fromkeys(point for one in sets for point in one))
    places = {point: i for i, point in enumerate(points)}
    sizes = np.array([len(one) for one in sets] or [0], np.int64)
    flat = [places[point] for one in sets for point in one]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    count = sizes[owner] if len(owner) else np.empty(0, np.int64)
    picked = ragged(starts[owner] if len(owner) else count, count)
    return arrange(
        students=_listed(names["student"]),
        items=_listed(names["item"]),
        points=points,
        activities=_listed(names["activity"]),
        files=_listed(names["file"]),
        point_count=count,
        point=np.array(flat, np.int32)[picked] if len(flat) else np.empty(0, np.int32),
        student=columns["student"].astype(np.int32),
        item=columns["item"].astype(np.int32),
        correct=columns["correct"].astype(bool),
        at=columns["at"],
        order=columns["order"],
        seconds=columns["seconds"].astype(np.float32),
        hints=columns["hints"].astype(np.int16),
        attempt=columns["attempt"].astype(np.int16),
        activity=columns["activity"].astype(np.int32),
        file=columns["file"].astype(np.int16),
        row=columns["row"],
        id=columns["id"],
    )


def prune_names(connection: Connection, course: str) -> None:
    """Delete the names that no response uses any more: a file may be called after a student."""
    for kind in ("student", "item", "points", "activity", "file"):
        used = select(RESPONSES.c[kind]).where(RESPONSES.c.course == course)
        here = (NAMES.c.course == course) & (NAMES.c.kind == kind)
        connection.execute(delete(NAMES).where(here, NAMES.c.number.not_in(used)))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The database's numbers for each row of a log."""

    student: NDArray[np.int64]
    item: NDArray[np.int64]
    points: NDArray[np.int64]
    activity: NDArray[np.int64]
    file: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Existing:
    key: NDArray[np.int64]
    correct: NDArray[np.bool_]
    points: NDArray[np.int64]


def _numbers(connection: Connection, course: str, log: ResponseLog) -> _Numbers:
    def of(kind: Kind, names: Sequence[str], column: NDArray[np.int32]) -> NDArray[np.int64]:
        numbered = np.append(number_names(connection, course, kind, names), NO_INDEX)
        return numbered[column]

    sets, owner = _point_sets(log)
    return _Numbers(
        student=of("student", log.students, log.student),
        item=of("item", log.items, log.item),
        points=of("points", tuple(sets), owner),
        activity=of("activity", log.activities, log.activity),
        file=of("file", log.files, log.file.astype(np.int32)),
    )


def _point_sets(log: ResponseLog) -> tuple[dict[str, int], NDArray[np.int32]]:
    """The sets of points that occur, numbered, and which each row has."""
    counts = np.diff(log.point_start)
    single = np.flatnonzero(counts == 1)
    used, place = np.unique(log.point[log.point_start[:-1][single]], return_inverse=True)
    sets = {log.points[point]: i for i, point in enumerate(used.tolist())}
    owner = np.empty(len(log), np.int32)
    owner[single] = place
    for i in np.flatnonzero(counts != 1).tolist():
        name = _BETWEEN.join(log.points[point] for point in log.points_of(i))
        owner[i] = sets.setdefault(name, len(sets))
    return sets, owner


def number_names(
    connection: Connection, course: str, kind: Kind, names: Sequence[str]
) -> NDArray[np.int64]:
    """The number of each name, new ones given to those that are new."""
    here = (NAMES.c.course == course) & (NAMES.c.kind == kind)
    known = dict(connection.execute(select(NAMES.c.name, NAMES.c.number).where(here)).all())
    following = max(known.values(), default=-1) + 1
    fresh = [name for name in dict.fromkeys(names) if name not in known]
    rows = [
        {"course": course, "kind": kind, "number": following + i, "name": name}
        for i, name in enumerate(fresh)
    ]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(insert(NAMES), rows[start : start + _CHUNK])
    known |= {row["name"]: row["number"] for row in rows}
    return np.array([known[name] for name in names], np.int64)


def _existing(connection: Connection, course: str) -> _Existing:
    here = RESPONSES.c.course == course
    query = select(RESPONSES.c.key, RESPONSES.c.correct, RESPONSES.c.points).where(here)
    found = _gathered(connection.execute(query), ("key", "correct", "points"))
    sorting = np.argsort(found["key"])
    return _Existing(
        found["key"][sorting], found["correct"][sorting].astype(bool), found["points"][sorting]
    )


def _to_insert(
    course: str,
    log: ResponseLog,
    numbers: _Numbers,
    keys: NDArray[np.int64],
    rows: NDArray[np.int64],
    added_ms: int,
) -> dict[str, NDArray[Any]]:
    return {
        "course": np.array([course], object)[np.zeros(len(rows), np.int8)],
        "key": keys[rows],
        "student": numbers.student[rows],
        "item": numbers.item[rows],
        "points": numbers.points[rows],
        "correct": log.correct[rows].astype(np.int64),
        "at": log.at[rows],
        "order": optional(log, "order")[rows],
        "seconds": log.seconds[rows],
        "hints": log.hints[rows],
        "attempt": log.attempt[rows],
        "activity": numbers.activity[rows],
        "file": numbers.file[rows],
        "row": log.row[rows],
        "id": optional(log, "id")[rows],
        "added": np.full(len(rows), added_ms),
    }


def _correct(
    connection: Connection,
    course: str,
    log: ResponseLog,
    points: NDArray[np.int64],
    keys: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> None:
    if not len(rows):
        return
    statement = (
        update(RESPONSES)
        .where(RESPONSES.c.course == course, RESPONSES.c.key == bindparam("of_key"))
        .values(correct=bindparam("now_correct"), points=bindparam("now_points"))
    )
    connection.execute(
        statement,
        [
            {"of_key": key, "now_correct": int(correct), "now_points": number}
            for key, correct, number in zip(
                keys[rows].tolist(), log.correct[rows].tolist(), points[rows].tolist(), strict=True
            )
        ],
    )


def _columns(connection: Connection, course: str) -> dict[str, NDArray[Any]]:
    wanted = [RESPONSES.c[name] for name in _COLUMNS]
    return _gathered(
        connection.execute(select(*wanted).where(RESPONSES.c.course == course)), _COLUMNS
    )


def _gathered(result: Any, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The columns of a result, read a chunk at a time."""
    pieces: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
    for part in result.partitions(_CHUNK):
        for name, column in zip(names, zip(*part, strict=True), strict=True):
            kind = np.float64 if name == "seconds" else np.int64
            pieces[name].append(np.array(column, dtype=kind))
    return {
        name: np.concatenate(found) if found else np.empty(0, np.int64)
        for name, found in pieces.items()
    }


def _sets(
    points: Mapping[int, str],
    items: Mapping[int, str],
    columns: Mapping[str, NDArray[Any]],
    assigned: Mapping[str, tuple[str, ...]],
) -> tuple[list[tuple[str, ...]], NDArray[np.int64]]:
    """The sets of points in use, and which each row has."""
    sets = [tuple(filter(None, name.split(_BETWEEN))) for name in _listed(points)]
    owner = columns["points"].astype(np.int64)
    if assigned and len(owner):
        instead = np.full(max(items, default=-1) + 1, NO_INDEX, np.int64)
        for number, item in items.items():
            if item in assigned:
                instead[number] = len(sets)
                sets.append(assigned[item])
        given = instead[columns["item"]]
        owner = np.where(given == NO_INDEX, owner, given)
    return sets, owner


def _listed(names: Mapping[int, str]) -> list[str]:
    """By number; gaps that deleted names left are empty."""
    return [names.get(i, "") for i in range(max(names, default=-1) + 1)]


def _hashes(names: Sequence[str]) -> NDArray[np.int64]:
    return np.array([hashed(name) for name in names] or [0], np.int64)


def _mix(left: NDArray[Any], right: NDArray[Any]) -> NDArray[np.uint64]:
    """A well spread hash of two columns (the finaliser of SplitMix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        z = left.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z ^= right.astype(np.uint64) + np.uint64(0xD1B54A32D192ED03) + (z << np.uint64(6))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def _place_among_equals(column: NDArray[Any]) -> NDArray[np.int64]:
    """0 for the first of each value, 1 for the second, and so on."""
    sorting = np.argsort(column, kind="stable")
    ordered = column[sorting]
    fresh = np.ones(len(column), bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    began = np.maximum.accumulate(np.where(fresh, np.arange(len(column)), 0))
    place = np.empty(len(column), np.int64)
    place[sorting] = np.arange(len(column)) - began
    return place
