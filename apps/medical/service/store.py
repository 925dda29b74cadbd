"""The records of one installation, sealed at rest, each deed checked against a role and audited.

Rows are bound to tenant, patient, table and version: none can be swapped, moved or rolled back
alone. Deleting a patient destroys his key, so that copies of the rows in backups of the table are
worthless without a copy of the key. Knows nothing of pages, models or indexes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, Row, Table, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from apps.medical.domain.record import PatientRecord
from apps.medical.service import codec
from apps.medical.service.archive import zipped
from apps.medical.service.audit import (
    Audit,
    ChainReport,
    Entry,
    Head,
    Logged,
    create_tables,
    utc_now,
)
from apps.medical.service.record_keys import RecordKeys
from apps.medical.service.record_tables import (
    FILES,
    ITEMS,
    PATIENTS,
    RECORD_METADATA,
    SIGN_OFFS,
)
from apps.medical.service.roles import Forbidden, Permission, User, require
from apps.medical.service.sign_off import Decision, SignOff, digest
from apps.medical.service.summary import Face, Summary, annotated, face_of
from apps.medical.service.vault import Vault, seal, unseal

Forget = Callable[[str, str], None]
"""Told the tenant and the patient id of a record that is about to be deleted."""

T = TypeVar("T")

_MIB: Final = 1 << 20
_CHECKPOINTS: Final = 5


class TooLarge(ValueError):
    """More than the store takes for one file or one patient; the message says what and how much."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A source file as it was imported. `size` is in bytes."""

    id: str
    name: str
    size: int
    added_at: str


@dataclass(frozen=True, slots=True)
class _Opened:
    """A patient's row with his key at hand."""

    tenant: str
    patient: str
    version: int
    key: bytes
    row: Row[Any]


class RecordStore:
    """Safe among threads and processes that share one database.

    `patient` is a record's id or the pseudonym that a worklist gives. Raises KeyError where the
    tenant has no such patient, Forbidden where the user's role does not carry the deed.
    """

    def __init__(
        self,
        engine: Engine,
        vault: Vault,
        *,
        forget: Sequence[Forget] = (),
        witness: Path | None = None,
        max_file_bytes: int = 200 * _MIB,
        max_patient_bytes: int = 2_000 * _MIB,
        now: Callable[[], Any] = utc_now,
    ) -> None:
        """Raises WrongKey where the records are under another master key."""
        _durable(engine)
        self._engine = engine
        self._forget = tuple(forget)
        self._max_file_bytes = max_file_bytes
        self._max_patient_bytes = max_patient_bytes
        self._now = now
        create_tables(RECORD_METADATA, engine)
        self._keys = RecordKeys(engine, vault)
        self.audit = Audit(
            engine, self._keys.audit, witness=witness, now=now, begins=self._keys.is_new
        )

    # --- what everybody who may see patients does

    def list(self, user: User) -> tuple[Summary, ...]:
        """The user's worklist, the last changed first; without names for who may not see them."""
        query = (
            select(PATIENTS.c["tenant", "patient", "version", "wrapped_key", "summary"])
            .add_columns(PATIENTS.c.added_at, PATIENTS.c.changed_at)
            .where(PATIENTS.c.tenant == user.tenant)
            .order_by(PATIENTS.c.changed_at.desc(), PATIENTS.c.patient)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        named = user.may(Permission.VIEW)
        found = tuple(
            Summary(
                row.patient,
                row.version,
                row.added_at,
                row.changed_at,
                self._face(self._opened(row)) if named else None,
            )
            for row in rows
        )
        self.audit.append(self._entry(user, "list", detail=f"{len(found)} patients"))
        return found

    def __contains__(self, tenant_and_patient: tuple[str, str]) -> bool:
        tenant, patient = tenant_and_patient
        query = select(PATIENTS.c.patient).where(*self._where(PATIENTS, tenant, patient))
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def get(
        self, user: User, patient: str, *, versions: Mapping[str, str] | None = None
    ) -> PatientRecord:
        """The whole record. Each call is a view in the audit log: keep what you got for a page."""
        self._require(user, Permission.VIEW, "view", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
        record = self._record(opened)
        self.audit.append(
            self._entry(
                user, "view", opened.patient, (f"version {opened.version}",), versions or {}
            )
        )
        return record

    def files(self, user: User, patient: str) -> tuple[StoredFile, ...]:
        self._require(user, Permission.VIEW, "list-files", patient)
        with self._engine.connect() as connection:
            return self._files(connection, self._open(connection, user.tenant, patient))

    def file(self, user: User, patient: str, id: str) -> tuple[str, bytes]:
        """Name and bytes of a source file. Raises KeyError."""
        self._require(user, Permission.VIEW, "view-file", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
            found = self._file(connection, opened, id)
        self.audit.append(self._entry(user, "view-file", opened.patient, (id,)))
        return found

    def kept(self, user: User, patient: str, kind: str, type_: type[T]) -> T | None:
        """What `keep` stored under this kind, or None. Raises Undecodable for another type."""
        self._require(user, Permission.VIEW, f"view-{kind}", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
            row = connection.execute(
                select(ITEMS).where(*_of(ITEMS, opened), ITEMS.c.kind == kind)
            ).one_or_none()
        return None if row is None else codec.decode(self._item(opened, row), type_)

    def keep(
        self,
        user: User,
        patient: str,
        kind: str,
        value: object,
        *,
        versions: Mapping[str, str] | None = None,
    ) -> None:
        """Store a review, findings or another frozen dataclass, one a kind, in place of the last."""
        self._require(user, Permission.VIEW, f"keep-{kind}", patient)
        data = codec.encode(value)
        self._small_enough(kind, len(data))
        with self._writing() as connection:
            opened = self._open(connection, user.tenant, patient)
            where = (*_of(ITEMS, opened), ITEMS.c.kind == kind)
            last = connection.execute(select(ITEMS.c.version).where(*where)).scalar_one_or_none()
            version = (last or 0) + 1
            values = {
                "version": version,
                "sealed": seal(opened.key, data, *self._place(opened, "item", kind, version)),
                "changed_at": self._time(),
            }
            if last is None:
                row = {"tenant": opened.tenant, "patient": opened.patient, "kind": kind, **values}
                connection.execute(insert(ITEMS).values(row))
            else:
                connection.execute(update(ITEMS).where(*where).values(values))
            self.audit.append_in(
                connection,
                [self._entry(user, f"keep-{kind}", opened.patient, (), versions or {})],
            )

    def annotate(self, user: User, patient: str, notes: Mapping[str, str]) -> None:
        """Short texts for the worklist, sealed with the name; an empty one takes a note away."""
        self._require(user, Permission.VIEW, "annotate", patient)
        with self._writing() as connection:
            opened = self._open(connection, user.tenant, patient)
            face = annotated(self._face(opened), dict(notes))
            sealed = self._seal_face(
                opened.key, opened.tenant, opened.patient, opened.version, face
            )
            connection.execute(
                update(PATIENTS).where(*_of(PATIENTS, opened)).values(summary=sealed)
            )
            self.audit.append_in(connection, [self._entry(user, "annotate", opened.patient)])

    # --- bringing in

    def add(
        self, user: User, record: PatientRecord, files: Sequence[tuple[str, bytes]] = ()
    ) -> str:
        """Store a record with its source files, in place of an earlier version of it.

        Returns the pseudonym. Raises TooLarge.
        """
        self._require(user, Permission.IMPORT, "import", record.id)
        data = codec.encode(record)
        for name, content in (("the record", data), *files):
            self._small_enough(name, len(content))
        patient = self._keys.pseudonym(user.tenant, record.id)
        with self._writing() as connection:
            opened = self._put(connection, user.tenant, patient, record, data)
            added = [self._put_file(connection, opened, name, data) for name, data in files]
            self._within_cap(connection, opened)
            self.audit.append_in(
                connection,
                [self._entry(user, "import", patient, (f"version {opened.version}", *added))],
            )
        return patient

    def _put(
        self,
        connection: Connection,
        tenant: str,
        patient: str,
        record: PatientRecord,
        data: bytes,
    ) -> _Opened:
        query = select(PATIENTS).where(*self._where(PATIENTS, tenant, patient))
        row = connection.execute(query).one_or_none()
        before = self._opened(row) if row is not None else None
        if before is None:
            key, wrapped = self._keys.new_patient_key(tenant, patient)
            version, notes = 1, {}
        else:
            key, wrapped = before.key, before.row.wrapped_key
            version, notes = before.version + 1, self._face(before).notes
        place = ("record", tenant, patient, str(version))
        values = {
            "version": version,
            "wrapped_key": wrapped,
            "summary": self._seal_face(key, tenant, patient, version, face_of(record, notes)),
            "record": seal(key, data, *place),
            "changed_at": self._time(),
        }
        if before is None:
            row_values = {"tenant": tenant, "patient": patient, "added_at": values["changed_at"]}
            connection.execute(insert(PATIENTS).values(**row_values, **values))
        else:
            connection.execute(update(PATIENTS).where(*_of(PATIENTS, before)).values(values))
        return self._open(connection, tenant, patient)

    def _put_file(self, connection: Connection, opened: _Opened, name: str, content: bytes) -> str:
        id = self._keys.file_id(opened.tenant, opened.patient, name, content)
        where = (*_of(FILES, opened), FILES.c.id == id)
        if connection.execute(select(FILES.c.id).where(*where)).first() is None:
            connection.execute(
                insert(FILES).values(
                    tenant=opened.tenant,
                    patient=opened.patient,
                    id=id,
                    name=seal(opened.key, name.encode(), *self._place(opened, "file-name", id)),
                    content=seal(opened.key, content, *self._place(opened, "file", id)),
                    size=len(content),
                    added_at=self._time(),
                )
            )
        return id

    def _small_enough(self, name: str, size: int) -> None:
        if size > self._max_file_bytes:
            raise TooLarge(
                f"{name!r} has {size / _MIB:.0f} MiB, the store takes "
                f"{self._max_file_bytes / _MIB:.0f}; split it"
            )

    def _within_cap(self, connection: Connection, opened: _Opened) -> None:
        query = select(func.coalesce(func.sum(FILES.c.size), 0)).where(*_of(FILES, opened))
        total = connection.execute(query).scalar_one()
        if total > self._max_patient_bytes:
            raise TooLarge(
                f"the files of one patient come to {total / _MIB:.0f} MiB, the store takes "
                f"{self._max_patient_bytes / _MIB:.0f}; leave out what is not needed"
            )

    # --- decisions

    def sign_off(
        self,
        user: User,
        patient: str,
        subject: str,
        decision: Decision,
        *,
        reason: str = "",
        shown: str | bytes = "",
        versions: Mapping[str, str] | None = None,
    ) -> SignOff:
        """Record a decision about what was shown; it supersedes the last one of the subject.

        Raises ValueError where an override has no reason.
        """
        deed = Permission.OVERRIDE if decision is Decision.OVERRIDE else Permission.SIGN_OFF
        self._require(user, deed, f"sign-off-{decision}", patient)
        with self._writing() as connection:
            opened = self._open(connection, user.tenant, patient)
            earlier = self._sign_offs(connection, opened)
            same = [item for item in earlier if item.subject == subject]
            made = SignOff(
                id=uuid.uuid4().hex,
                subject=subject,
                decision=decision,
                reason=reason,
                user=user.name,
                role=str(user.role),
                at=self._time(),
                versions=tuple(sorted((versions or {}).items())),
                shown=digest(shown),
                supersedes=same[-1].id if same else None,
            )
            number = len(earlier) + 1
            place = self._place(opened, "sign-off", made.id, number)
            connection.execute(
                insert(SIGN_OFFS).values(
                    tenant=opened.tenant,
                    patient=opened.patient,
                    number=number,
                    id=made.id,
                    sealed=seal(opened.key, codec.encode(made), *place),
                    at=made.at,
                )
            )
            objects = (made.id, made.shown)
            entry = self._entry(
                user, f"sign-off-{decision}", opened.patient, objects, versions or {}
            )
            self.audit.append_in(connection, [entry])
        return made

    def sign_offs(self, user: User, patient: str) -> tuple[SignOff, ...]:
        """All of them, oldest first; `sign_off.in_force` gives those that hold."""
        self._require(user, Permission.VIEW, "view-sign-offs", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
            return tuple(self._sign_offs(connection, opened))

    def history(self, user: User, patient: str) -> tuple[Logged, ...]:
        """Who saw and decided what of a patient, oldest first."""
        self._require(user, Permission.VIEW, "view-history", patient)
        reference = self.reference(user.tenant, patient)
        return tuple(self.audit.entries(user.tenant, patient=reference))

    def reference(self, tenant: str, patient: str) -> str:
        """The pseudonym of a patient id; a pseudonym is its own."""
        is_one = patient.startswith("p-") and len(patient) == 34
        return patient if is_one else self._keys.pseudonym(tenant, patient)

    # --- taking out

    def export(self, user: User, patient: str) -> bytes:
        """A ZIP of everything held of a patient, readable without this software."""
        self._require(user, Permission.EXPORT, "export", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
            texts = {"record.json": codec.as_json(self._record(opened))}
            query = select(ITEMS).where(*_of(ITEMS, opened)).order_by(ITEMS.c.kind)
            for row in connection.execute(query):
                texts[f"kept/{row.kind}.json"] = codec.text_of(self._item(opened, row))
            decisions = [codec.as_json(item) for item in self._sign_offs(connection, opened)]
            texts["sign-offs.json"] = "[" + ",\n".join(decisions) + "]\n"
            files = [
                self._file(connection, opened, stored.id)
                for stored in self._files(connection, opened)
            ]
        self.audit.append(self._entry(user, "export", opened.patient))
        log = self.audit.entries(user.tenant, patient=opened.patient)
        return zipped(texts, files, log)

    def delete(self, user: User, patient: str) -> None:
        """Destroy a patient's key and rows; what the audit log holds stays, under the pseudonym."""
        self._require(user, Permission.DELETE, "delete", patient)
        with self._engine.connect() as connection:
            opened = self._open(connection, user.tenant, patient)
            patient_id = self._face(opened).patient_id
        for forget in self._forget:
            forget(opened.tenant, patient_id)
        with self._writing() as connection:
            for table in (FILES, ITEMS, SIGN_OFFS, PATIENTS):
                connection.execute(delete(table).where(*_of(table, opened)))
            self.audit.append_in(connection, [self._entry(user, "delete", opened.patient)])
        _scrub(self._engine)

    # --- running it

    def rotate(self, user: User, new: Vault) -> int:
        """Put the store under a new master key, in one transaction; returns how many patients.

        Other processes must be started anew with the new key: they raise WrongKey.
        """
        self._require(user, Permission.MANAGE, "rotate-key", "")
        with self._writing() as connection:
            count = self._keys.rewrap(connection, new)
            detail = f"{count} patients under {new.fingerprint}"
            self.audit.append_in(connection, [self._entry(user, "rotate-key", detail=detail)])
        self._keys.use(new)
        _scrub(self._engine)
        return count

    def verify(self, user: User, *anchors: Head) -> ChainReport:
        """Verify the audit chain, and that each sign-off in it is still there."""
        self._require(user, Permission.VERIFY_AUDIT, "verify-audit", "")
        report = self.audit.verify(*anchors)
        if report.ok:
            lost = self._lost_sign_offs()
            if lost is not None:
                reason = "the sign-off that it records is missing"
                report = ChainReport(False, report.length, lost, reason, report.head)
        outcome = "ok" if report.ok else f"broken at {report.first_broken}: {report.reason}"
        self.audit.append(self._entry(user, "verify-audit", detail=outcome))
        return report

    def _lost_sign_offs(self) -> int | None:
        with self._engine.connect() as connection:
            held = set(connection.execute(select(SIGN_OFFS.c.id)).scalars())
        return self.audit.first_lost(held)

    # --- within

    @contextmanager
    def _writing(self):  # noqa: ANN202
        """One transaction that is the only writer, under the master key in force."""
        with _scrubbing(self._engine) as connection:
            self.audit.lock(connection)
            self._keys.check(connection)
            yield connection
        self.audit.witness()

    def _require(self, user: User, permission: Permission, action: str, patient: str) -> None:
        try:
            require(user, permission)
        except Forbidden:
            reference = self.reference(user.tenant, patient) if patient else ""
            self.audit.append(self._entry(user, f"denied-{action}", reference))
            raise

    def _entry(
        self,
        user: User,
        action: str,
        patient: str = "",
        objects: tuple[str, ...] = (),
        versions: Mapping[str, str] | None = None,
        *,
        detail: str = "",
    ) -> Entry:
        return Entry(
            tenant=user.tenant,
            actor=user.name,
            role=str(user.role),
            action=action[:80],
            patient=patient,
            objects=objects,
            versions=dict(versions or {}),
            detail=detail,
        )

    def _time(self) -> str:
        return self._now().isoformat(timespec="microseconds")

    def _where(self, table: Table, tenant: str, patient: str) -> tuple[Any, ...]:
        return (table.c.tenant == tenant, table.c.patient == self.reference(tenant, patient))

    def _open(self, connection: Connection, tenant: str, patient: str) -> _Opened:
        query = select(PATIENTS).where(*self._where(PATIENTS, tenant, patient))
        row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(f"{tenant!r} holds no such patient; the record may have been deleted")
        return self._opened(row)

    def _opened(self, row: Row[Any]) -> _Opened:
        key = self._keys.patient_key(row.wrapped_key, row.tenant, row.patient)
        return _Opened(row.tenant, row.patient, row.version, key, row)

    @staticmethod
    def _place(opened: _Opened, table: str, *rest: str | int) -> tuple[str, ...]:
        return (table, opened.tenant, opened.patient, *map(str, rest))

    def _record(self, opened: _Opened) -> PatientRecord:
        place = self._place(opened, "record", opened.version)
        return codec.decode(unseal(opened.key, bytes(opened.row.record), *place), PatientRecord)

    def _face(self, opened: _Opened) -> Face:
        place = self._place(opened, "summary", opened.version)
        return codec.decode(unseal(opened.key, bytes(opened.row.summary), *place), Face)

    @staticmethod
    def _seal_face(key: bytes, tenant: str, patient: str, version: int, face: Face) -> bytes:
        return seal(key, codec.encode(face), "summary", tenant, patient, str(version))

    def _item(self, opened: _Opened, row: Row[Any]) -> bytes:
        place = self._place(opened, "item", row.kind, row.version)
        return unseal(opened.key, bytes(row.sealed), *place)

    def _files(self, connection: Connection, opened: _Opened) -> tuple[StoredFile, ...]:
        query = (
            select(FILES.c.id, FILES.c.name, FILES.c.size, FILES.c.added_at)
            .where(*_of(FILES, opened))
            .order_by(FILES.c.added_at, FILES.c.id)
        )
        return tuple(
            StoredFile(row.id, self._file_name(opened, row), row.size, row.added_at)
            for row in connection.execute(query)
        )

    def _file_name(self, opened: _Opened, row: Row[Any]) -> str:
        place = self._place(opened, "file-name", row.id)
        return unseal(opened.key, bytes(row.name), *place).decode()

    def _file(self, connection: Connection, opened: _Opened, id: str) -> tuple[str, bytes]:
        query = select(FILES).where(*_of(FILES, opened), FILES.c.id == id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyError(f"the patient has no file {id!r}")
        content = unseal(opened.key, bytes(row.content), *self._place(opened, "file", id))
        return self._file_name(opened, row), content

    def _sign_offs(self, connection: Connection, opened: _Opened) -> list[SignOff]:
        query = select(SIGN_OFFS).where(*_of(SIGN_OFFS, opened)).order_by(SIGN_OFFS.c.number)
        found = []
        for row in connection.execute(query):
            place = self._place(opened, "sign-off", row.id, row.number)
            found.append(codec.decode(unseal(opened.key, bytes(row.sealed), *place), SignOff))
        return found


def _of(table: Table, opened: _Opened) -> tuple[Any, ...]:
    return (table.c.tenant == opened.tenant, table.c.patient == opened.patient)


def _durable(engine: Engine) -> None:
    """Raises ValueError where SQLite would lose a commit when the power fails."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
    if level < 2 or not keys:
        raise ValueError(
            "records need PRAGMA synchronous=FULL and foreign_keys=ON; open the database with "
            "apps.shared.database.open_database"
        )


@contextmanager
def _scrubbing(engine: Engine):  # noqa: ANN202
    """A transaction that overwrites what it deletes; only SQLite keeps it in the file else."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
            connection.commit()
        with connection.begin():
            yield connection


def _scrub(engine: Engine) -> None:
    """Empty the write-ahead log, in which old pages of a deleted key may lie.

    A reader at work puts it off to the next checkpoint.
    """
    if engine.dialect.name != "sqlite":
        return
    for _ in range(_CHECKPOINTS):
        with engine.connect() as connection:
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if not busy:
            return
