"""The sealed rows of records: put in, opened, counted, deleted. Checks no role and audits nothing.

`patient` is always a pseudonym; `id_of` makes it of a record's id. Several processes may share the
database: each change is one transaction that takes the writer's lock first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, Row, delete, insert, select, update
from sqlalchemy.engine import Connection

from apps.medical.domain.record import PatientRecord
from apps.medical.service import codec
from apps.medical.service.opened import Opened
from apps.medical.service.record_keys import RecordKeys
from apps.medical.service.record_tables import FILES, ITEMS, PATIENTS, SIGN_OFFS
from apps.medical.service.summary import Face, annotated, face_of

_CHECKPOINTS: Final = 5
_PSEUDONYM_LENGTH: Final = 34


class SealedRecords:
    """Safe among threads. Raises KeyError where a tenant has no such patient."""

    def __init__(self, engine: Engine, keys: RecordKeys, *, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._keys = keys
        self._now = now

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is the only writer and overwrites what it deletes."""
        with self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
                connection.commit()
            with connection.begin():
                self._keys.lock(connection)
                yield connection

    def scrub(self) -> None:
        """Empty SQLite's write-ahead log, in which old pages of a deleted key may lie.

        A reader at work puts it off to the next checkpoint.
        """
        if self._engine.dialect.name != "sqlite":
            return
        for _ in range(_CHECKPOINTS):
            with self._engine.connect() as connection:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            if not busy:
                return

    # Naming

    def id_of(self, tenant: str, record: PatientRecord) -> str:
        return self._keys.pseudonym(tenant, record.id)

    def reference(self, tenant: str, patient: str) -> str:
        """The pseudonym of a record's id; a pseudonym is its own."""
        is_one = patient.startswith("p-") and len(patient) == _PSEUDONYM_LENGTH
        return patient if is_one else self._keys.pseudonym(tenant, patient)

    # Reading

    def open(self, connection: Connection, tenant: str, patient: str) -> Opened:
        query = select(PATIENTS).where(
            PATIENTS.c.tenant == tenant, PATIENTS.c.patient == self.reference(tenant, patient)
        )
        row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(f"{tenant!r} holds no such patient; the record may have been deleted")
        return self._opened(row)

    def _opened(self, row: Row[Any]) -> Opened:
        key = self._keys.patient_key(row.wrapped_key, row.tenant, row.patient)
        return Opened(row.tenant, row.patient, row.version, key, row)

    def rows(self, tenant: str) -> list[Row[Any]]:
        """All of a tenant, the last changed first, without the records themselves."""
        columns = [column for column in PATIENTS.c if column.name != "record"]
        query = (
            select(*columns)
            .where(PATIENTS.c.tenant == tenant)
            .order_by(PATIENTS.c.changed_at.desc(), PATIENTS.c.patient)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query))

    def face(self, row: Row[Any]) -> Face:
        opened = self._opened(row)
        return codec.decode(opened.unseal(row.summary, "summary", opened.version), Face)

    def record(self, opened: Opened) -> PatientRecord:
        data = opened.unseal(opened.row.record, "record", opened.version)
        return codec.decode(data, PatientRecord)

    # Changing

    def put(self, connection: Connection, tenant: str, record: PatientRecord) -> Opened:
        patient = self.id_of(tenant, record)
        where = (PATIENTS.c.tenant == tenant, PATIENTS.c.patient == patient)
        row = connection.execute(select(PATIENTS).where(*where)).one_or_none()
        if row is None:
            return self._insert(connection, tenant, patient, record)
        before = self._opened(row)
        notes = self.face(row).notes
        values = self._sealed(before, before.version + 1, record, face_of(record, notes))
        connection.execute(update(PATIENTS).where(*where).values(values))
        return self.open(connection, tenant, patient)

    def _insert(
        self, connection: Connection, tenant: str, patient: str, record: PatientRecord
    ) -> Opened:
        _, wrapped = self._keys.new_patient_key(tenant, patient)
        blank = {"tenant": tenant, "patient": patient, "version": 0}
        blank |= {"wrapped_key": wrapped, "summary": b"", "record": b""}
        at = self.time()
        connection.execute(insert(PATIENTS).values(**blank, added_at=at, changed_at=at))
        opened = self.open(connection, tenant, patient)
        values = self._sealed(opened, 1, record, face_of(record))
        connection.execute(update(PATIENTS).where(*opened.of(PATIENTS)).values(values))
        return self.open(connection, tenant, patient)

    def _sealed(
        self, opened: Opened, version: int, record: PatientRecord, face: Face
    ) -> dict[str, Any]:
        return {
            "version": version,
            "summary": opened.seal(codec.encode(face), "summary", version),
            "record": opened.seal(codec.encode(record), "record", version),
            "changed_at": self.time(),
        }

    def annotate(self, connection: Connection, opened: Opened, notes: dict[str, str]) -> None:
        face = annotated(self.face(opened.row), notes)
        sealed = opened.seal(codec.encode(face), "summary", opened.version)
        connection.execute(update(PATIENTS).where(*opened.of(PATIENTS)).values(summary=sealed))

    def delete(self, connection: Connection, opened: Opened) -> None:
        """Destroy the key and every row; call `scrub` after the commit."""
        for table in (FILES, ITEMS, SIGN_OFFS, PATIENTS):
            connection.execute(delete(table).where(*opened.of(table)))

    def time(self) -> str:
        return self._now().isoformat(timespec="microseconds")
