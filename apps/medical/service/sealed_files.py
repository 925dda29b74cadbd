"""The sealed source files of a patient: bytes and names as they were imported."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from apps.medical.service.opened import Opened
from apps.medical.service.record_tables import FILES
from apps.medical.service.vault import keyed_name


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`size` is in bytes, `added_at` ISO 8601 in UTC."""

    id: str
    name: str
    size: int
    added_at: str


def put(connection: Connection, opened: Opened, name: str, content: bytes, at: str) -> str:
    """Store a file under an id of its name and bytes; the same file twice is one."""
    id = keyed_name(opened.key, "file", name, content.hex())
    where = (*opened.of(FILES), FILES.c.id == id)
    if connection.execute(select(FILES.c.id).where(*where)).first() is None:
        connection.execute(
            insert(FILES).values(
                tenant=opened.tenant,
                patient=opened.patient,
                id=id,
                name=opened.seal(name.encode(), "file-name", id),
                content=opened.seal(content, "file", id),
                size=len(content),
                added_at=at,
            )
        )
    return id


def total(connection: Connection, opened: Opened) -> int:
    """Bytes of all files."""
    query = select(func.coalesce(func.sum(FILES.c.size), 0)).where(*opened.of(FILES))
    return int(connection.execute(query).scalar_one())


def every(connection: Connection, opened: Opened) -> tuple[StoredFile, ...]:
    """In the order of their coming."""
    query = (
        select(FILES.c.id, FILES.c.name, FILES.c.size, FILES.c.added_at)
        .where(*opened.of(FILES))
        .order_by(FILES.c.added_at, FILES.c.id)
    )
    return tuple(
        StoredFile(row.id, _name(opened, row.id, row.name), row.size, row.added_at)
        for row in connection.execute(query)
    )


def get(connection: Connection, opened: Opened, id: str) -> tuple[str, bytes]:
    """Name and bytes. Raises KeyError."""
    query = select(FILES).where(*opened.of(FILES), FILES.c.id == id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise KeyError(f"the patient has no file {id!r}")
    return _name(opened, row.id, row.name), opened.unseal(row.content, "file", id)


def _name(opened: Opened, id: str, sealed: bytes) -> str:
    return opened.unseal(sealed, "file-name", id).decode()
