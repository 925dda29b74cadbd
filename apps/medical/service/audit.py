"""The audit log: who saw and decided what, in a chain that shows every later change.

Each entry carries the hash of the one before it (SHA-256 over canonical JSON) and a MAC under a
key that does not lie in the database, so that whoever has only the file cannot recompute the
chain. The head (count and hash) lies beside it under its own MAC, and in a witness file where one
is given: entries cut off the end are noticed. Knows patients only by pseudonym.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, IntegrityError

from apps.medical.service.audit_tables import AUDIT_METADATA, ENTRIES, HEAD

GENESIS: Final = "0" * 64
_BODY: Final = (
    "seq", "tenant", "at", "actor", "role", "action", "patient", "objects", "versions", "detail",
    "previous",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What to write down. `patient` is a pseudonym; `detail` must hold no word of a record."""

    tenant: str
    actor: str
    role: str
    action: str
    patient: str = ""
    objects: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the chain. `at` is ISO 8601 in UTC."""

    seq: int
    at: str
    entry: Entry
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """How long the chain is and the hash of its last entry; publish it to anchor the chain."""

    length: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`first_broken` is the number of the first entry that is not as it was written."""

    ok: bool
    length: int
    first_broken: int | None = None
    reason: str = ""
    head: Head = Head(0, GENESIS)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Audit:
    """One chain for one database. Safe among threads and processes."""

    def __init__(
        self,
        engine: Engine,
        key: bytes,
        *,
        witness: Path | None = None,
        now: Callable[[], datetime] = utc_now,
        begins: bool = True,
    ) -> None:
        """`begins` is False where a chain must exist already, so that a lost one is noticed."""
        self._engine = engine
        self._key = key
        self._witness = witness
        self._now = now
        create_tables(AUDIT_METADATA, engine)
        if begins:
            self._plant()

    def _plant(self) -> None:
        """The head of an empty chain, once; a missing head of a chain that has entries stays so."""
        with self._engine.connect() as connection:
            if connection.execute(select(HEAD.c.id)).first() is not None:
                return
            if connection.execute(select(ENTRIES.c.seq).limit(1)).first() is not None:
                return
        try:
            with self._engine.begin() as connection:
                begin_chain(connection, self._key)
        except IntegrityError:
            return

    def append(self, entry: Entry) -> Logged:
        return self.append_all([entry])[0]

    def append_all(self, entries: Sequence[Entry]) -> list[Logged]:
        """Several entries in one commit."""
        with self._engine.begin() as connection:
            logged = self.append_in(connection, entries)
        self.witness()
        return logged

    def lock(self, connection: Connection) -> None:
        """Be the only writer until the transaction ends; call it before reading what it decides.

        A write comes first: a transaction of SQLite that began with a read may not write later.
        """
        changed = connection.execute(update(HEAD).where(HEAD.c.id == 1).values(id=1))
        if changed.rowcount != 1:
            raise RuntimeError(
                "the audit log has lost its head; restore the database from a backup"
            )

    def append_in(self, connection: Connection, entries: Sequence[Entry]) -> list[Logged]:
        """As part of the caller's transaction, so that a deed and its entry stand or fall together.

        Call `witness` after the commit.
        """
        if not entries:
            return []
        self.lock(connection)
        head = _head(connection)
        at = self._now().astimezone(UTC).isoformat(timespec="microseconds")
        logged: list[Logged] = []
        rows: list[dict[str, Any]] = []
        length, last = head.length, head.hash
        for entry in entries:
            length += 1
            row = _row(length, at, entry, last)
            last = row["hash"]
            row["mac"] = self._mac(last)
            rows.append(row)
            logged.append(Logged(length, at, entry, row["previous"], last))
        connection.execute(insert(ENTRIES), rows)
        connection.execute(
            update(HEAD)
            .where(HEAD.c.id == 1)
            .values(length=length, hash=last, mac=_head_mac(self._key, length, last))
        )
        return logged

    def head(self) -> Head:
        with self._engine.connect() as connection:
            return _head(connection)

    def witness(self) -> None:
        """Write the head to the witness file, if there is one; it never goes back."""
        if self._witness is None:
            return
        head = self.head()
        seen = self._witnessed()
        if seen is not None and seen.length >= head.length:
            return
        self._witness.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._witness.with_name(f"{self._witness.name}.{os.getpid()}.{head.length}")
        temporary.write_text(json.dumps({"length": head.length, "hash": head.hash}))
        temporary.replace(self._witness)

    def _witnessed(self) -> Head | None:
        if self._witness is None or not self._witness.exists():
            return None
        seen = json.loads(self._witness.read_text())
        return Head(int(seen["length"]), str(seen["hash"]))

    def entries(
        self, tenant: str, *, patient: str | None = None, last: int | None = None
    ) -> list[Logged]:
        """The entries of one tenant, oldest first; of one patient or only the last few if asked."""
        query = select(ENTRIES).where(ENTRIES.c.tenant == tenant)
        if patient is not None:
            query = query.where(ENTRIES.c.patient == patient)
        query = query.order_by(ENTRIES.c.seq.desc())
        if last is not None:
            query = query.limit(last)
        with self._engine.connect() as connection:
            return [_logged(row) for row in reversed(connection.execute(query).all())]

    def first_lost(self, held: Collection[str]) -> int | None:
        """The first entry that records a sign-off not among `held`, of a patient not deleted."""
        entry = ENTRIES.c
        query = select(entry.seq, entry.action, entry.tenant, entry.patient, entry.objects)
        query = query.where(ENTRIES.c.action.like("sign-off-%") | (ENTRIES.c.action == "delete"))
        lost: dict[tuple[str, str], int] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(ENTRIES.c.seq)):
                patient = (row.tenant, row.patient)
                if row.action == "delete":
                    lost.pop(patient, None)
                elif json.loads(row.objects)[0] not in held:
                    lost.setdefault(patient, row.seq)
        return min(lost.values(), default=None)

    def verify(self, *anchors: Head) -> ChainReport:
        """Recompute the whole chain; `anchors` are heads that were published earlier.

        Says what is broken first, and does not repair it.
        """
        wanted = {anchor.length: anchor for anchor in (*anchors, *self._seen()) if anchor.length}
        with self._engine.connect() as connection:
            stated = connection.execute(select(HEAD).where(HEAD.c.id == 1)).one_or_none()
            if stated is not None:
                wanted_head = Head(stated.length, stated.hash)
            else:
                return ChainReport(False, 0, None, "the head of the chain is missing")
            if not hmac.compare_digest(
                stated.mac, _head_mac(self._key, stated.length, stated.hash)
            ):
                return ChainReport(False, stated.length, None, "the head of the chain was forged")
            return self._walk(connection, wanted_head, wanted)

    def _seen(self) -> Iterator[Head]:
        seen = self._witnessed()
        if seen is not None:
            yield seen

    def _walk(self, connection: Connection, stated: Head, wanted: dict[int, Head]) -> ChainReport:
        last, length = GENESIS, 0
        names = (*_BODY, "hash", "mac")
        query = select(*(ENTRIES.c[name] for name in names)).order_by(ENTRIES.c.seq)
        for row in connection.execute(query.execution_options(yield_per=5_000)):
            values: dict[str, Any] = dict(zip(names, row, strict=True))
            broken = self._broken(values, length + 1, last)
            if broken:
                return ChainReport(False, length, length + 1, broken, Head(length, last))
            length, last = values["seq"], values["hash"]
            if length == stated.length and last != stated.hash:
                return ChainReport(False, length, length, "it is not the entry that the head names")
            if length in wanted and wanted[length].hash != last:
                return ChainReport(False, length, length, "it is not the entry that was anchored")
        longest = max((stated.length, *wanted))
        if length < longest:
            reason = f"{longest - length} entries were cut off the end"
            return ChainReport(False, length, length + 1, reason, Head(length, last))
        return ChainReport(True, length, head=Head(length, last))

    def _broken(self, row: Mapping[str, Any], seq: int, previous: str) -> str:
        if row["seq"] != seq:
            return f"an entry is missing: {seq - 1} is followed by {row['seq']}"
        if row["previous"] != previous:
            return "it does not follow the entry before it"
        if _hash(row) != row["hash"]:
            return "its words were changed"
        if not hmac.compare_digest(row["mac"], self._mac(row["hash"])):
            return "it was not written by this desk"
        return ""

    def _mac(self, hash_: str) -> str:
        return hmac.digest(self._key, b"entry " + hash_.encode(), "sha256").hex()


def begin_chain(connection: Connection, key: bytes) -> None:
    """Plant the head of an empty chain. Raises IntegrityError where there is one."""
    values = {"id": 1, "length": 0, "hash": GENESIS, "mac": _head_mac(key, 0, GENESIS)}
    connection.execute(insert(HEAD).values(values))


def _head_mac(key: bytes, length: int, hash_: str) -> str:
    return hmac.digest(key, f"head {length} {hash_}".encode(), "sha256").hex()


def create_tables(metadata: Any, engine: Engine) -> None:
    """Create what is missing; another process that does the same at once is no error."""
    for attempt in (1, 2, 3):
        try:
            metadata.create_all(engine)
        except DatabaseError:
            if attempt == 3:
                raise
        else:
            return


def _head(connection: Connection) -> Head:
    row = connection.execute(select(HEAD).where(HEAD.c.id == 1)).one()
    return Head(row.length, row.hash)


def _row(seq: int, at: str, entry: Entry, previous: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "seq": seq,
        "tenant": _storable(entry.tenant),
        "at": at,
        "actor": _storable(entry.actor),
        "role": entry.role,
        "action": entry.action,
        "patient": entry.patient,
        "objects": _canonical([_storable(item) for item in entry.objects]),
        "versions": _canonical({k: _storable(v) for k, v in sorted(entry.versions.items())}),
        "detail": _storable(entry.detail),
        "previous": previous,
    }
    row["hash"] = _hash(row)
    return row


def _storable(text: str) -> str:
    """Without null characters, which PostgreSQL refuses."""
    return text.replace("\0", "�")


_encode: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _canonical(value: object) -> str:
    return _encode(value)


def _hash(row: Mapping[str, Any]) -> str:
    body = _canonical({name: row[name] for name in _BODY})
    return hashlib.sha256(body.encode()).hexdigest()


def _logged(row: Row[Any]) -> Logged:
    entry = Entry(
        tenant=row.tenant,
        actor=row.actor,
        role=row.role,
        action=row.action,
        patient=row.patient,
        objects=tuple(json.loads(row.objects)),
        versions=json.loads(row.versions),
        detail=row.detail,
    )
    return Logged(row.seq, row.at, entry, row.previous, row.hash)
