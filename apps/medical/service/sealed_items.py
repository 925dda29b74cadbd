"""What is kept sealed beside a record: reviews and the like, one a kind, and the sign-offs."""

from __future__ import annotations

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from apps.medical.service import codec
from apps.medical.service.opened import Opened
from apps.medical.service.record_tables import ITEMS, SIGN_OFFS
from apps.medical.service.sign_off import SignOff


def put(connection: Connection, opened: Opened, kind: str, data: bytes, at: str) -> None:
    """In place of the last of its kind."""
    where = (*opened.of(ITEMS), ITEMS.c.kind == kind)
    last = connection.execute(select(ITEMS.c.version).where(*where)).scalar_one_or_none()
    version = (last or 0) + 1
    sealed = opened.seal(data, "item", kind, version)
    values = {"version": version, "sealed": sealed, "changed_at": at}
    if last is None:
        place = {"tenant": opened.tenant, "patient": opened.patient, "kind": kind}
        connection.execute(insert(ITEMS).values(**place, **values))
    else:
        connection.execute(update(ITEMS).where(*where).values(values))


def get(connection: Connection, opened: Opened, kind: str) -> bytes | None:
    query = select(ITEMS).where(*opened.of(ITEMS), ITEMS.c.kind == kind)
    row = connection.execute(query).one_or_none()
    return None if row is None else opened.unseal(row.sealed, "item", row.kind, row.version)


def every(connection: Connection, opened: Opened) -> dict[str, bytes]:
    """All by kind."""
    query = select(ITEMS).where(*opened.of(ITEMS)).order_by(ITEMS.c.kind)
    return {
        row.kind: opened.unseal(row.sealed, "item", row.kind, row.version)
        for row in connection.execute(query)
    }


def add_sign_off(connection: Connection, opened: Opened, made: SignOff, number: int) -> None:
    connection.execute(
        insert(SIGN_OFFS).values(
            tenant=opened.tenant,
            patient=opened.patient,
            number=number,
            id=made.id,
            sealed=opened.seal(codec.encode(made), "sign-off", made.id, number),
            at=made.at,
        )
    )


def sign_offs(connection: Connection, opened: Opened) -> list[SignOff]:
    """Oldest first."""
    query = select(SIGN_OFFS).where(*opened.of(SIGN_OFFS)).order_by(SIGN_OFFS.c.number)
    return [
        codec.decode(opened.unseal(row.sealed, "sign-off", row.id, row.number), SignOff)
        for row in connection.execute(query)
    ]


def held_sign_offs(connection: Connection) -> set[str]:
    """The ids of all that are there, of every tenant."""
    return set(connection.execute(select(SIGN_OFFS.c.id)).scalars())
