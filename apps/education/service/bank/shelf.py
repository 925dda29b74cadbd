"""Keeps the items of a course's bank beside its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from apps.education.service.bank.item import BankItem
from apps.education.service.course_tables import BANK
from apps.education.service.store import CourseStore

_ITEM: Final = TypeAdapter(BankItem)


def bank_items(store: CourseStore, course: str) -> tuple[BankItem, ...]:
    """All of a course, by point and id. Raises KeyError for a course that is not there."""
    store.stamp(course)
    here = select(BANK.c.content).where(BANK.c.course == course)
    with store.engine.connect() as connection:
        found = connection.execute(here.order_by(BANK.c.point, BANK.c.item, BANK.c.id)).scalars()
        return tuple(_ITEM.validate_json(one) for one in found)


def keep_items(store: CourseStore, course: str, items: Sequence[BankItem], who: str) -> None:
    """An item that is there already takes the place of itself, with the point given last."""
    by_id = {one.id: one for one in items}
    with store.changing(course, who, "add-bank", f"{len(by_id)} items") as connection:
        for id, item in by_id.items():
            there = (BANK.c.course == course) & (BANK.c.id == id)
            connection.execute(delete(BANK).where(there))
            row = {"course": course, "id": id, "point": item.point, "file": item.file}
            row |= {"item": item.item[:800], "content": _ITEM.dump_json(item).decode()}
            row |= {"who": who, "at": store.now().isoformat()}
            connection.execute(insert(BANK).values(row))
