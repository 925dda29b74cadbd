"""What is known of items beside their answers: titles, and points that the teacher gave them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from apps.education.domain.response import ResponseLog
from apps.education.service.course_tables import ITEMS


@dataclass(frozen=True, slots=True)
class Item:
    """`points` are those of its answers, or those that the teacher `assigned`."""

    id: str
    title: str
    points: tuple[str, ...]
    responses: int
    assigned: bool


def every_item(connection: Connection, course: str, log: ResponseLog) -> tuple[Item, ...]:
    """Every item that was answered or titled, by id."""
    rows = connection.execute(select(ITEMS).where(ITEMS.c.course == course)).all()
    told = {row.item: row for row in rows}
    counts = dict(
        zip(log.items, np.bincount(log.item, minlength=len(log.items)).tolist(), strict=True)
    )
    points = _points_of_items(log)
    return tuple(
        Item(
            id=item,
            title=(told[item].title if item in told else None) or item,
            points=tuple(points.get(item, ())),
            responses=counts.get(item, 0),
            assigned=item in told and told[item].points is not None,
        )
        for item in sorted({*log.items, *told})
    )


def title_items(connection: Connection, course: str, titles: Mapping[str, str]) -> None:
    """Keep the titles of items that have none yet."""
    known = select(ITEMS.c.item).where(ITEMS.c.course == course)
    there = set(connection.execute(known).scalars())
    rows = [
        {"course": course, "item": item, "title": title}
        for item, title in titles.items()
        if item not in there
    ]
    if rows:
        connection.execute(insert(ITEMS), rows)


def assign_points(
    connection: Connection, course: str, item: str, points: Sequence[str] | None
) -> None:
    content = None if points is None else json.dumps(list(dict.fromkeys(points)))
    here = (ITEMS.c.course == course) & (ITEMS.c.item == item)
    if connection.execute(update(ITEMS).where(here).values(points=content)).rowcount == 0:
        connection.execute(insert(ITEMS).values(course=course, item=item, points=content))


def assigned_points(connection: Connection, course: str) -> dict[str, tuple[str, ...]]:
    """The points that the teacher gave to items."""
    here = (ITEMS.c.course == course) & ITEMS.c.points.is_not(None)
    rows = connection.execute(select(ITEMS.c.item, ITEMS.c.points).where(here))
    return {item: tuple(json.loads(points)) for item, points in rows}


def _points_of_items(log: ResponseLog) -> dict[str, list[str]]:
    of_point = np.repeat(log.item, np.diff(log.point_start)).astype(np.int64)
    pairs, first = np.unique(of_point * (len(log.points) + 1) + log.point, return_index=True)
    found: dict[str, list[str]] = {}
    for pair in pairs[np.argsort(first)].tolist():
        item, point = divmod(pair, len(log.points) + 1)
        found.setdefault(log.items[item], []).append(log.points[point])
    return found
