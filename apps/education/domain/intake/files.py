"""Reads a whole file of responses, of whichever kind, and accounts for every row of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from apps.education.domain.intake import oneroster, xapi
from apps.education.domain.intake.columns import Columns
from apps.education.domain.intake.csv_reader import read_csv
from apps.education.domain.intake.csv_rows import Read
from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.gathered import Gathered
from apps.education.domain.intake.imported import Account, Imported, Preview
from apps.education.domain.intake.log import Joined, join
from apps.education.domain.intake.look import preview
from apps.education.domain.intake.points import aliases
from apps.education.domain.intake.refused import Reason, Refusals, Refused
from apps.education.domain.intake.times import zone_of
from apps.education.domain.response import NEVER, Response, ResponseLog, RowSource

Progress = Callable[[str, float], None]
"""Told the stage and how much of it is done (0..1)."""

_BLOCK: Final = 1 << 20
_CHUNK: Final = 10_000


class Stopped(Exception):
    """The reading was cancelled."""


def read_file(
    name: str,
    source: Path | BinaryIO,
    mapping: ColumnMapping | None = None,
    *,
    time_zone: str | tzinfo = UTC,
    known_points: Collection[str] | Mapping[str, str] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    now: datetime | None = None,
) -> Imported:
    """Everything of a file: its log, its people, and each row that was refused with the reason.

    Without a mapping the proposed one is used. `time_zone` is that of times that tell none.
    `known_points` are the points of the course's graph, by id or as a mapping from names to ids;
    None takes every point. `now` bounds what is a future time.

    Raises UnreadableFile where nothing can be read, ValueError where the mapping lacks what is
    needed or names columns that the file has not, Stopped, and NotATime for an unknown zone.
    """
    zone = zone_of(time_zone) if isinstance(time_zone, str) else time_zone
    with _opened(source) as file:
        reading = _Reading(name, file, progress or _silent, cancelled or _never)
        seen = preview(file, name, mapping)
        used = seen.proposed if mapping is None else mapping
        lacking = used.missing() if seen.kind == "csv" else ()
        if lacking:
            named = ", ".join(map(str, lacking))
            raise ValueError(f"{name!r}: no column is mapped to {named}; choose one for each")
        stream = _stream(reading, seen, used, zone, aliases(known_points), now or datetime.now(UTC))
        return reading.take(stream, seen, used)


class _Reading:
    """One file being read: what is gathered on the way."""

    def __init__(
        self, name: str, file: BinaryIO, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        self.name = name
        self.file = file
        self.gathered = Gathered()
        self._progress = progress
        self._cancelled = cancelled
        self._refused = Refusals()
        self._size = max(1, _size(file))
        progress("reading", 0.0)

    def heard(self, read: int) -> None:
        """Tell how far it is. Raises Stopped."""
        if self._cancelled():
            raise Stopped(self.name)
        self._progress("reading", min(1.0, read / self._size))

    def take(self, stream: Iterator[Read], seen: Preview, mapping: ColumnMapping) -> Imported:
        columns = Columns()
        waiting: list[Response] = []
        for one in stream:
            if isinstance(one, Refused):
                self._refused.append(one)
                continue
            waiting.append(one)
            if len(waiting) == _CHUNK:
                columns.extend(waiting)
                waiting.clear()
        columns.extend(waiting)
        self._progress("joining", 0.0)
        log = columns.log()
        del columns
        joined = join(log)
        self._refuse_repeated(log, joined)
        self._progress("joining", 1.0)
        return Imported(
            name=self.name,
            digest=_digest(self.file),
            kind=seen.kind,
            encoding=seen.encoding,
            delimiter=seen.delimiter,
            mapping=mapping,
            log=joined.log,
            roster=self.gathered.roster(),
            item_names=self.gathered.item_names,
            refused=self._refused,
            account=self._account(joined),
        )

    def _refuse_repeated(self, log: ResponseLog, joined: Joined) -> None:
        for again, first in zip(joined.repeated.tolist(), joined.repeats.tolist(), strict=True):
            source = RowSource(log.files[log.file[again]], int(log.row[again]))
            self._refused.append(Refused(source, Reason.DUPLICATE, f"= {int(log.row[first])}"))

    def _account(self, joined: Joined) -> Account:
        log, refused = joined.log, self._refused
        return Account(
            rows=self.gathered.rows,
            responses=len(log),
            refused=refused.rows(),
            joined=joined.further,
            blank=self.gathered.blank,
            values_dropped=len(refused) - refused.rows(),
            without_zone=self.gathered.without_zone,
            without_time=_count(log.at == NEVER),
            without_points=_count(np.diff(log.point_start) == 0),
        )


def _stream(
    reading: _Reading,
    seen: Preview,
    mapping: ColumnMapping,
    zone: tzinfo,
    known: Mapping[str, str] | None,
    now: datetime,
) -> Iterator[Read]:
    if seen.kind == "csv":
        return read_csv(
            reading.file,
            reading.name,
            mapping,
            encoding=mapping.encoding or seen.encoding,
            delimiter=mapping.delimiter or seen.delimiter,
            time_zone=zone,
            now=now,
            gathered=reading.gathered,
            known_points=known,
            heard=reading.heard,
        )
    reader = oneroster.read_oneroster if seen.kind == "oneroster" else xapi.read_xapi
    return reader(
        reading.file,
        reading.name,
        mapping,
        time_zone=zone,
        now=now,
        gathered=reading.gathered,
        known_points=known,
        heard=reading.heard,
    )


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _size(file: BinaryIO) -> int:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    return size


def _digest(file: BinaryIO) -> str:
    told = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        told.update(block)
    return told.hexdigest()


def _count(mask: np.ndarray) -> int:
    return int(np.count_nonzero(mask))


def _silent(stage: str, done: float) -> None:
    """Nobody asked how far it is."""


def _never() -> bool:
    return False
