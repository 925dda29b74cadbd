"""Takes files of answers in: looks at them at once, reads them as jobs, keeps a report of each.

A file waits in a spool below the installation's home and is deleted when it has been read or put
away. Knows neither pages nor how courses are stored: `take_in` does that.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter

from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.imported import Account, Imported, Preview
from apps.education.domain.intake.look import preview
from apps.education.domain.intake.refused import Refused
from apps.education.service.jobs import IMPORT
from apps.shared.admission import check_size, clean_name
from apps.shared.jobs import Job, Jobs
from apps.shared.workers import Control, Lane
from rag.readers.errors import UnreadableFile

_KEPT = 5_000
"""Refused rows that a report keeps; the account counts all."""
_READ_TO = 0.8
_STALE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be imported, and what a look at it shows."""

    id: str
    name: str
    preview: Preview

    @property
    def stem(self) -> str:
        return Path(self.name).stem


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the answers go: a known course, or a new one of that title."""

    course: str | None
    title: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one import. `refused` are the first few thousand; `account` counts all."""

    id: str
    course: str
    name: str
    made_at: float
    account: Account
    refused: tuple[Refused, ...]


class TakeIn(Protocol):
    """Stores what was read and returns the course's id."""

    def __call__(self, imported: Imported, into: Destination, who: str, /) -> str: ...


class Read(Protocol):
    """Reads a whole file in a process of its own. Raises UnreadableFile."""

    def __call__(
        self,
        name: str,
        path: Path,
        mapping: ColumnMapping,
        time_zone: str,
        /,
        *,
        progress: Callable[[str, float], None],
        cancelled: Callable[[], bool],
    ) -> Imported: ...


_MAPPING = TypeAdapter(ColumnMapping)
_REPORT = TypeAdapter(Report)


class CourseIntake:
    """`look` and `submit` return at once; `lanes` are what `Workers` run."""

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        read: Read,
        take_in: TakeIn,
        then: Callable[[str], object],
        *,
        max_bytes: int,
    ) -> None:
        """`then` is told the course when its answers are stored."""
        self._spool, self._kept = folder / "uploads", folder / "reports"
        for path in (self._spool, self._kept):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._jobs, self._read, self._take_in, self._then = jobs, read, take_in, then
        self._max_bytes = max_bytes

    def look(self, name: str, data: bytes) -> Upload:
        """Raises UnreadableFile where it is empty, too large or of no known kind."""
        name = clean_name(name)
        check_size(name, len(data), self._max_bytes)
        self._sweep()
        id = uuid.uuid4().hex
        path = self._spooled(id)
        path.write_bytes(data)
        path.chmod(0o600)
        try:
            with path.open("rb") as file:
                return Upload(id, name, preview(file, name))
        except UnreadableFile:
            path.unlink()
            raise

    def let_go(self, upload: Upload) -> None:
        self._spooled(upload.id).unlink(missing_ok=True)

    def submit(self, upload: Upload, mapping: ColumnMapping, into: Destination, who: str) -> str:
        """The id of the job that imports the file."""
        payload = {
            "upload": upload.id,
            "name": upload.name,
            "mapping": _MAPPING.dump_python(mapping, mode="json"),
            "course": into.course,
            "title": into.title,
            "zone": into.time_zone,
            "who": who,
        }
        return self._jobs.submit(IMPORT, payload, owner=who, title=upload.name)

    def lanes(self) -> list[Lane]:
        return [Lane(IMPORT, self._import)]

    def reports(self, course: str | None = None) -> list[Report]:
        """The latest first; of one course where asked."""
        paths = sorted(self._kept.glob("*.json"), key=lambda path: -path.stat().st_mtime)
        found = [_REPORT.validate_json(path.read_bytes()) for path in paths]
        return [one for one in found if course is None or one.course == course]

    def forget(self, course: str) -> None:
        """Delete the reports of a course: their refused cells may hold what students wrote."""
        for report in self.reports(course):
            (self._kept / f"{report.id}.json").unlink(missing_ok=True)

    def _import(self, job: Job, control: Control) -> dict[str, Any]:
        told = job.payload
        name, path = str(told["name"]), self._spooled(str(told["upload"]))
        if not path.exists():
            raise UnreadableFile(name, "missing", "its bytes were not kept", "add the file again")
        imported = self._read(
            name,
            path,
            _MAPPING.validate_python(told["mapping"]),
            str(told["zone"]),
            progress=lambda stage, done: control.stage(stage, _READ_TO * done),
            cancelled=control.cancelled,
        )
        control.stage("storing", _READ_TO)
        into = Destination(told["course"], str(told["title"]), str(told["zone"]))
        course = self._take_in(imported, into, str(told["who"]))
        self._keep(job.id, course, imported)
        path.unlink(missing_ok=True)
        self._then(course)
        return {"course": course, "responses": imported.account.responses}

    def _keep(self, id: str, course: str, imported: Imported) -> None:
        refused = tuple(imported.refused[:_KEPT])
        report = Report(id, course, imported.name, time.time(), imported.account, refused)
        path = self._kept / f"{id}.json"
        path.write_bytes(_REPORT.dump_json(report))
        path.chmod(0o600)

    def _spooled(self, id: str) -> Path:
        return self._spool / id

    def _sweep(self) -> None:
        """Delete what was looked at and never imported."""
        waiting = {str(job.payload["upload"]) for job in self._jobs.active(IMPORT)}
        for path in self._spool.iterdir():
            stale = time.time() - path.stat().st_mtime > _STALE_SECONDS
            if stale and path.name not in waiting:
                path.unlink(missing_ok=True)
