"""The records of one installation: each deed checked against a role, done sealed, and audited.

Rows are bound to tenant, patient, table and version: none can be swapped or moved. Deleting a
patient destroys his key, so that copies of his rows are worthless without a copy of the key.
Knows nothing of pages, models or indexes.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from apps.medical.domain.record import PatientRecord
from apps.medical.service import codec, sealed_files, sealed_items
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
from apps.medical.service.audit_tables import AUDIT_METADATA
from apps.medical.service.opened import Opened
from apps.medical.service.record_keys import RecordKeys
from apps.medical.service.record_tables import RECORD_METADATA
from apps.medical.service.roles import Forbidden, Permission, User, require
from apps.medical.service.sealed_files import StoredFile
from apps.medical.service.sealed_records import SealedRecords
from apps.medical.service.sign_off import Decision, SignOff, digest
from apps.medical.service.summary import Summary
from apps.medical.service.vault import Vault

Forget = Callable[[str, str], None]
"""Told the tenant and the pseudonym of a patient who is about to be deleted."""

T = TypeVar("T")

_MIB: Final = 1 << 20


class TooLarge(ValueError):
    """More than the store takes for one file or one patient; the message says what and how much."""


class RecordStore:
    """Safe among threads and processes that share one database.

    `patient` is a record's id or the pseudonym that a worklist gives. Raises KeyError where the
    tenant has no such patient, Forbidden where the user's role does not carry the deed. Beneath
    lie `records` (no roles, no audit) and `audit`. `deidentify_key` outlives a change of the master
    key, so that dates stay shifted by the same days.
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
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Raises WrongKey where the records are under another master key."""
        _durable(engine)
        create_tables(AUDIT_METADATA, engine)
        create_tables(RECORD_METADATA, engine)
        self._engine = engine
        self._keys = RecordKeys(engine, vault)
        self._forget = tuple(forget)
        self._max_file_bytes = max_file_bytes
        self._max_patient_bytes = max_patient_bytes
        self.records = SealedRecords(engine, self._keys, now=now)
        self.deidentify_key = self._keys.deidentify
        self.audit = Audit(engine, self._keys.audit, witness=witness, now=now, begins=False)

    # Seeing

    def list(self, user: User) -> tuple[Summary, ...]:
        """The user's worklist, the last changed first; without names for who may not see them."""
        named = user.may(Permission.VIEW)
        found = tuple(
            Summary(
                row.patient,
                row.version,
                row.added_at,
                row.changed_at,
                self.records.face(row) if named else None,
            )
            for row in self.records.rows(user.tenant)
        )
        self.audit.append(_entry(user, "list", detail=f"{len(found)} patients"))
        return found

    def get(
        self, user: User, patient: str, *, versions: Mapping[str, str] | None = None
    ) -> PatientRecord:
        """The whole record. Each call is a view in the audit log: keep what you got for a page."""
        with self._reading(user, Permission.VIEW, "view", patient) as (_, opened):
            record = self.records.record(opened)
        objects = (f"version {opened.version}",)
        self.audit.append(_entry(user, "view", opened.patient, objects, versions))
        return record

    def files(self, user: User, patient: str) -> tuple[StoredFile, ...]:
        with self._reading(user, Permission.VIEW, "list-files", patient) as (connection, opened):
            return sealed_files.every(connection, opened)

    def file(self, user: User, patient: str, id: str) -> tuple[str, bytes]:
        """Name and bytes of a source file. Raises KeyError."""
        with self._reading(user, Permission.VIEW, "view-file", patient) as (connection, opened):
            found = sealed_files.get(connection, opened, id)
        self.audit.append(_entry(user, "view-file", opened.patient, (id,)))
        return found

    def kept(self, user: User, patient: str, kind: str, type_: type[T]) -> T | None:
        """What `keep` stored under this kind, or None. Raises Undecodable for another type."""
        with self._reading(user, Permission.VIEW, f"view-{kind}", patient) as (connection, opened):
            data = sealed_items.get(connection, opened, kind)
        return None if data is None else codec.decode(data, type_)

    def sign_offs(self, user: User, patient: str) -> tuple[SignOff, ...]:
        """All of them, oldest first; `sign_off.in_force` gives those that hold."""
        with self._reading(user, Permission.VIEW, "view-sign-offs", patient) as (there, opened):
            return tuple(sealed_items.sign_offs(there, opened))

    def history(self, user: User, patient: str) -> tuple[Logged, ...]:
        """Who saw and decided what of a patient, oldest first."""
        self._require(user, Permission.VIEW, "view-history", patient)
        reference = self.records.reference(user.tenant, patient)
        return tuple(self.audit.entries(user.tenant, patient=reference))

    # Changing

    def add(
        self, user: User, record: PatientRecord, files: Sequence[tuple[str, bytes]] = ()
    ) -> str:
        """Store a record with its source files, in place of an earlier version of it.

        Returns the pseudonym. Raises TooLarge.
        """
        self._require(user, Permission.IMPORT, "import", record.id)
        self._check_size("the record", len(codec.encode(record)))
        for name, content in files:
            self._check_size(name, len(content))
        with self._writing() as connection:
            opened = self.records.put(connection, user.tenant, record)
            at = self.records.time()
            ids = [sealed_files.put(connection, opened, *file, at) for file in files]
            self._check_total(connection, opened)
            objects = (f"version {opened.version}", *ids)
            entry = _entry(user, "import", opened.patient, objects)
            self.audit.append_in(connection, [entry])
        return opened.patient

    def keep(
        self,
        user: User,
        patient: str,
        kind: str,
        value: object,
        *,
        versions: Mapping[str, str] | None = None,
    ) -> None:
        """Store a review, findings or another frozen dataclass, one a kind, over the last."""
        self._require(user, Permission.VIEW, f"keep-{kind}", patient)
        data = codec.encode(value)
        self._check_size(kind, len(data))
        with self._writing() as connection:
            opened = self.records.open(connection, user.tenant, patient)
            sealed_items.put(connection, opened, kind, data, self.records.time())
            entry = _entry(user, f"keep-{kind}", opened.patient, (), versions)
            self.audit.append_in(connection, [entry])

    def annotate(self, user: User, patient: str, notes: Mapping[str, str]) -> None:
        """Short texts for the worklist, sealed with the name; an empty one takes a note away."""
        self._require(user, Permission.VIEW, "annotate", patient)
        with self._writing() as connection:
            opened = self.records.open(connection, user.tenant, patient)
            self.records.annotate(connection, opened, dict(notes))
            self.audit.append_in(connection, [_entry(user, "annotate", opened.patient)])

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
            opened = self.records.open(connection, user.tenant, patient)
            earlier = sealed_items.sign_offs(connection, opened)
            same = [item for item in earlier if item.subject == subject]
            made = SignOff(
                id=uuid.uuid4().hex,
                subject=subject,
                decision=decision,
                reason=reason,
                user=user.name,
                role=str(user.role),
                at=self.records.time(),
                versions=tuple(sorted((versions or {}).items())),
                shown=digest(shown),
                supersedes=same[-1].id if same else None,
            )
            sealed_items.add_sign_off(connection, opened, made, len(earlier) + 1)
            objects = (made.id, made.shown)
            entry = _entry(user, f"sign-off-{decision}", opened.patient, objects, versions)
            self.audit.append_in(connection, [entry])
        return made

    # Taking out

    def export(self, user: User, patient: str) -> bytes:
        """A ZIP of everything held of a patient, readable without this software."""
        with self._reading(user, Permission.EXPORT, "export", patient) as (connection, opened):
            texts = {"record.json": codec.as_json(self.records.record(opened))}
            for kind, data in sealed_items.every(connection, opened).items():
                texts[f"kept/{kind}.json"] = codec.text_of(data)
            decisions = map(codec.as_json, sealed_items.sign_offs(connection, opened))
            texts["sign-offs.json"] = "[" + ",\n".join(decisions) + "]\n"
            stored = sealed_files.every(connection, opened)
            files = [sealed_files.get(connection, opened, one.id) for one in stored]
        self.audit.append(_entry(user, "export", opened.patient))
        return zipped(texts, files, self.audit.entries(user.tenant, patient=opened.patient))

    def delete(self, user: User, patient: str) -> None:
        """Destroy a patient's key and rows; what the audit log holds stays, under the pseudonym."""
        with self._reading(user, Permission.DELETE, "delete", patient) as (_, opened):
            pass
        for forget in self._forget:
            forget(opened.tenant, opened.patient)
        with self._writing() as connection:
            self.records.delete(connection, opened)
            self.audit.append_in(connection, [_entry(user, "delete", opened.patient)])
        self.records.scrub()

    # Running it

    def rotate(self, user: User, new: Vault) -> int:
        """Put the store under a new master key, in one transaction; returns how many patients.

        Other processes must be started anew with the new key: they raise WrongKey.
        """
        self._require(user, Permission.MANAGE, "rotate-key", "")
        with self._writing() as connection:
            count = self._keys.rewrap(connection, new)
            detail = f"{count} patients under {new.fingerprint}"
            self.audit.append_in(connection, [_entry(user, "rotate-key", detail=detail)])
        self._keys.use(new)
        self.records.scrub()
        return count

    def verify(self, user: User, *anchors: Head) -> ChainReport:
        """Verify the audit chain, and that each sign-off in it is still there."""
        self._require(user, Permission.VERIFY_AUDIT, "verify-audit", "")
        report = self.audit.verify(*anchors)
        if report.ok:
            with self._engine.connect() as connection:
                lost = self.audit.first_lost(sealed_items.held_sign_offs(connection))
            if lost is not None:
                reason = "the sign-off that it records is missing"
                report = ChainReport(False, report.length, lost, reason, report.head)
        outcome = "ok" if report.ok else f"broken at {report.first_broken}: {report.reason}"
        self.audit.append(_entry(user, "verify-audit", detail=outcome))
        return report

    # Within

    @contextmanager
    def _reading(
        self, user: User, permission: Permission, action: str, patient: str
    ) -> Iterator[tuple[Connection, Opened]]:
        self._require(user, permission, action, patient)
        with self._engine.connect() as connection:
            yield connection, self.records.open(connection, user.tenant, patient)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.records.writing() as connection:
            yield connection
        self.audit.witness()

    def _require(self, user: User, permission: Permission, action: str, patient: str) -> None:
        try:
            require(user, permission)
        except Forbidden:
            reference = self.records.reference(user.tenant, patient) if patient else ""
            self.audit.append(_entry(user, f"denied-{action}", reference))
            raise

    def _check_size(self, name: str, size: int) -> None:
        if size > self._max_file_bytes:
            raise TooLarge(
                f"{name!r} has {size / _MIB:.1f} MiB, the store takes "
                f"{self._max_file_bytes / _MIB:.1f}; split it"
            )

    def _check_total(self, connection: Connection, opened: Opened) -> None:
        total = sealed_files.total(connection, opened)
        if total > self._max_patient_bytes:
            raise TooLarge(
                f"the files of one patient come to {total / _MIB:.1f} MiB, the store takes "
                f"{self._max_patient_bytes / _MIB:.1f}; leave out what is not needed"
            )


def _entry(
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
