"""Takes a patient's files in: reads them in the sandbox, merges, then has the record reviewed.

Files wait sealed until they are read; jobs name them by opaque ids only. A document that may be
another patient's is held until a clinician says why it belongs here. Knows nothing of pages.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Account, Held, Imported
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.source import Notice, SourceDocument
from apps.medical.service import parse
from apps.medical.service.desk import Desk
from apps.medical.service.drawer import Drawer
from apps.medical.service.parse import Files
from apps.medical.service.review import Panel, Progress
from apps.medical.service.roles import Permission, Role, User, require
from apps.shared import sandbox
from apps.shared.admission import check_size, clean_name
from apps.shared.jobs import Job, Jobs
from apps.shared.sandbox import Limits
from apps.shared.workers import Control, Lane
from rag.readers.errors import UnreadableFile

IMPORT = "medical-import"
REVIEW = "medical-review"
INDEX = "medical-index"
CORPUS = "medical-corpus"
_FILES, REPORT = "files", "report"
_READ_TO = 0.8


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one import: every part accounted for, and what waits for a clinician.

    `loose` are the documents that belong to no patient of these files.
    """

    id: str
    files: tuple[str, ...]
    patients: tuple[str, ...]
    accounts: tuple[Account, ...]
    notices: tuple[Notice, ...]
    held: tuple[Held, ...]
    loose: tuple[SourceDocument, ...] = ()


_REPORT = TypeAdapter(Report)


class MedicalIntake:
    """`submit` returns at once; `lanes` are what `Workers` run."""

    def __init__(
        self,
        desk: Desk,
        drawer: Drawer,
        jobs: Jobs,
        index_patient: Callable[[User, str, Progress], None],
        *,
        loading: Callable[[], Collection[Panel]] = tuple,
        limits: Limits,
        max_bytes: int,
    ) -> None:
        """`loading` tells which panels would be waited for because they are not loaded yet."""
        self._index_patient = index_patient
        self._loading = loading
        self._desk = desk
        self._drawer = drawer
        self._jobs = jobs
        self._limits = limits
        self._max_bytes = max_bytes

    def submit(self, user: User, files: Files) -> str:
        """The id of the job that reads the files together, as those of one folder.

        Raises Forbidden, and UnreadableFile where a file is empty or too large.
        """
        require(user, Permission.IMPORT)
        for name, data in files:
            check_size(clean_name(name), len(data), self._max_bytes)
        named = [(clean_name(name), data) for name, data in files]
        id = uuid.uuid4().hex
        self._drawer.put(user.tenant, _FILES, id, parse.pack(named))
        payload = {"files": id, "count": len(named), **_who(user)}
        return self._jobs.submit(IMPORT, payload, owner=_owner(user))

    def submit_own(self, user: User, patients: Sequence[Files]) -> str:
        """As `submit`, for files that the project made itself: one job, without the sandbox."""
        require(user, Permission.IMPORT)
        packed = [base64.b64encode(parse.pack(files)).decode() for files in patients]
        id = uuid.uuid4().hex
        self._drawer.put(user.tenant, _FILES, id, json.dumps(packed).encode())
        payload = {"files": id, "count": sum(map(len, patients)), "own": True, **_who(user)}
        return self._jobs.submit(IMPORT, payload, owner=_owner(user))

    def reports(self, user: User) -> list[Report]:
        """The reports that nobody has put away, the newest first."""
        require(user, Permission.IMPORT)
        kept = self._drawer.every(user.tenant, REPORT)
        return [_REPORT.validate_json(data) for data in reversed(kept.values())]

    def put_away(self, user: User, report: Report) -> None:
        require(user, Permission.IMPORT)
        self._drawer.remove(user.tenant, REPORT, report.id)

    def confirm(self, user: User, report: Report, held: Held, patient: str, reason: str) -> None:
        """Merge a held document into a patient's record, with the reason kept in the audit.

        Raises ValueError without a reason.
        """
        self._desk.accept_held(user, patient, held, reason)
        self._settle(user, report, held)
        self.review_later(user, patient)

    def refuse(self, user: User, report: Report, held: Held, reason: str) -> None:
        """Let a held document go. Raises ValueError without a reason."""
        self._desk.refuse_held(user, held, reason)
        self._settle(user, report, held)

    def _settle(self, user: User, report: Report, held: Held) -> None:
        left = tuple(one for one in report.held if one.origin != held.origin)
        fresh = replace(report, held=left)
        self._drawer.put(user.tenant, REPORT, report.id, _REPORT.dump_json(fresh))

    def review_later(self, user: User, patient: str) -> str:
        return self._jobs.submit(REVIEW, {"patient": patient, **_who(user)}, owner=_owner(user))

    def lanes(self) -> list[Lane]:
        return [
            Lane(IMPORT, self._import, 1),
            Lane(REVIEW, self._review, 1),
            Lane(INDEX, self._index, 1),
        ]

    def _import(self, job: Job, control: Control) -> dict[str, Any]:
        user = _user(job)
        waiting = self._waiting(job, user)
        if job.payload.get("own"):
            patients = self._take_own(waiting, user, control)
        else:
            patients = self._take_files(job.id, waiting, user, control)
        self._drawer.remove(user.tenant, _FILES, str(job.payload["files"]))
        return {"patients": patients, "report": job.id}

    def _take_files(self, job_id: str, files: bytes, user: User, control: Control) -> list[str]:
        packed = sandbox.run(
            parse.PARSER,
            files,
            "import",
            limits=self._limits,
            progress=lambda stage, done: control.stage(stage, _READ_TO * done),
            cancelled=control.cancelled,
        )
        control.stage("storing", 0.85)
        imported = parse.decode(packed)
        patients = self._take_in(files, imported, user)
        self._keep_report(job_id, user, parse.unpack(files), imported, patients)
        return patients

    def _take_own(self, packed: bytes, user: User, control: Control) -> list[str]:
        every = [base64.b64decode(one) for one in json.loads(packed)]
        patients: list[str] = []
        for number, files in enumerate(every):
            control.stage("reading", number / len(every))
            imported = read_files(parse.unpack(files), today=self._desk.today())
            made = self._take_in(files, imported, user)
            patients += made
            if imported.held:
                self._keep_report(uuid.uuid4().hex, user, parse.unpack(files), imported, made)
        return patients

    def _take_in(self, files: bytes, imported: Imported, user: User) -> list[str]:
        """Store what was read, and have it reviewed."""
        named = parse.unpack(files)
        patients = [
            self._desk.take_in(user, record, _own_files(record, named, imported))
            for record in imported.records
        ]
        for patient in patients:
            self.review_later(user, patient)
        return patients

    def _waiting(self, job: Job, user: User) -> bytes:
        try:
            return self._drawer.get(user.tenant, _FILES, str(job.payload["files"]))
        except KeyError as missing:
            raise UnreadableFile(
                "import", "missing", "its bytes were not kept", "add the files again"
            ) from missing

    def _keep_report(
        self, id: str, user: User, files: Files, imported: Imported, patients: Sequence[str]
    ) -> None:
        notices = (*imported.notices, *(n for one in imported.records for n in one.notices))
        names = tuple(name for name, _ in files)
        report = Report(
            id, names, tuple(patients), imported.accounts, notices, imported.held, imported.loose
        )
        self._drawer.put(user.tenant, REPORT, id, _REPORT.dump_json(report))

    def _review(self, job: Job, control: Control) -> dict[str, Any]:
        """At first without the knowledge that is still loading, then again with all of it."""
        user, patient = _user(job), str(job.payload["patient"])
        missing = () if job.payload.get("whole") else self._loading()
        self._desk.review_now(user, patient, without=missing, progress=control.stage)
        if missing:
            whole = {"patient": patient, "whole": True, **_who(user)}
            self._jobs.submit(REVIEW, whole, owner=job.owner)
            return {"patient": patient}
        self._jobs.submit(INDEX, {"patient": patient, **_who(user)}, owner=job.owner)
        return {"patient": patient}

    def _index(self, job: Job, control: Control) -> dict[str, Any]:
        patient = str(job.payload["patient"])
        self._index_patient(_user(job), patient, control.stage)
        return {"patient": patient}


def _own_files(record: PatientRecord, named: Files, imported: Imported) -> Files:
    """The files that a record was read from; of several patients', those that say so."""
    if len(imported.records) == 1 and not imported.held:
        return named
    origins = {document.origin for document in record.documents}
    return [(name, data) for name, data in named if name in origins]


def _who(user: User) -> dict[str, str]:
    return {"user": user.name, "role": str(user.role), "tenant": user.tenant}


def _user(job: Job) -> User:
    who = job.payload
    return User(str(who["user"]), Role(str(who["role"])), str(who["tenant"]))


def _owner(user: User) -> str:
    return f"{user.tenant}/{user.name}"
