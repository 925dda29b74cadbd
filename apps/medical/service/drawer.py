"""Keeps what belongs to no patient yet: files on their way in, and reports of imports.

Everything is sealed under a key of its own; only kinds and opaque ids stand in the open. After a
change of the master key what lay here is lost, and the files are imported again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Column,
    Double,
    Engine,
    LargeBinary,
    MetaData,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
)

from apps.medical.service.master_key import KEY_BYTES
from apps.medical.service.vault import Vault, seal, unseal

_METADATA = MetaData()
_KEPT = Table(
    "medical_drawer",
    _METADATA,
    Column("tenant", String(100), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_at", Double, nullable=False),
)


class Drawer:
    """The sealed things of one installation. Safe to share among threads."""

    def __init__(
        self, engine: Engine, vault: Vault, *, now: Callable[[], float] = time.time
    ) -> None:
        self._engine = engine
        self._vault = vault
        self._now = now
        _METADATA.create_all(engine)

    def put(self, tenant: str, kind: str, id: str, data: bytes) -> None:
        """Keep a thing, in place of one of the same kind and id."""
        key = secrets.token_bytes(KEY_BYTES)
        row = {
            "tenant": tenant,
            "kind": kind,
            "id": id,
            "key": self._vault.wrap(key, "drawer", tenant, kind, id),
            "sealed": seal(key, data, "drawer", tenant, kind, id),
            "kept_at": self._now(),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(_KEPT).where(*_named(tenant, kind, id)))
            connection.execute(insert(_KEPT).values(row))

    def get(self, tenant: str, kind: str, id: str) -> bytes:
        """Raises KeyError where there is no such thing, Tampered where it cannot be opened."""
        query = select(_KEPT).where(*_named(tenant, kind, id))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(f"no {kind} {id!r} is kept; it may have been removed")
        return self._opened(row)

    def every(self, tenant: str, kind: str) -> dict[str, bytes]:
        """All of a kind by id, the oldest first. Raises Tampered."""
        query = select(_KEPT).where(_KEPT.c.tenant == tenant, _KEPT.c.kind == kind)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(_KEPT.c.kept_at)).all()
        return {row.id: self._opened(row) for row in rows}

    def remove(self, tenant: str, kind: str, id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(_KEPT).where(*_named(tenant, kind, id)))

    def _opened(self, row: Row[Any]) -> bytes:
        place = ("drawer", row.tenant, row.kind, row.id)
        return unseal(self._vault.unwrap(bytes(row.key), *place), bytes(row.sealed), *place)


def _named(tenant: str, kind: str, id: str) -> tuple[Any, ...]:
    return (_KEPT.c.tenant == tenant, _KEPT.c.kind == kind, _KEPT.c.id == id)
