"""One patient's row with his key at hand: seals and opens what lies under it, each in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table

from apps.medical.service.vault import seal, unseal


@dataclass(frozen=True, slots=True)
class Opened:
    """`patient` is the pseudonym. The key never leaves the process and is not printed."""

    tenant: str
    patient: str
    version: int
    key: bytes
    row: Row[Any]

    def __repr__(self) -> str:
        return f"Opened({self.tenant!r}, {self.patient!r}, version {self.version})"

    def seal(self, data: bytes, table: str, *place: str | int) -> bytes:
        return seal(self.key, data, table, self.tenant, self.patient, *map(str, place))

    def unseal(self, sealed: bytes, table: str, *place: str | int) -> bytes:
        """Raises Tampered."""
        return unseal(self.key, bytes(sealed), table, self.tenant, self.patient, *map(str, place))

    def of(self, table: Table) -> tuple[Any, ...]:
        """The condition that selects his rows of a table."""
        return (table.c.tenant == self.tenant, table.c.patient == self.patient)
