"""What a look at a file shows, and what came of reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.refused import Refusals
from apps.education.domain.response import ResponseLog
from apps.education.domain.words import Words

Kind = Literal["csv", "oneroster", "xapi"]


@dataclass(frozen=True, slots=True)
class Preview:
    """A look at the beginning of a file, with a proposal of what its columns mean.

    `problems` are what the teacher should look at before the import; with `mapping.missing()`
    empty the file can be read. `rows` have a cell for each of `columns`.
    """

    kind: Kind
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str
    proposed: ColumnMapping
    problems: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """A student as the file names him; `groups` such as {"class": "7b", "gender": "f"}."""

    student: str
    name: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Account:
    """Every row of a file accounted for: `rows` = `responses` + `refused` + `joined` + `blank`.

    `rows` counts lines after the header (cells of a gradebook, statements). `joined` rows only
    name a further point of a response that another row tells of; `blank` ones say nothing.
    `values_dropped` were left out of rows that were kept. `without_zone` times were read in the
    course's time zone; `without_time` responses have none; `without_points` name no point.
    """

    rows: int
    responses: int
    refused: int
    joined: int
    blank: int
    values_dropped: int
    without_zone: int
    without_time: int
    without_points: int


@dataclass(frozen=True, slots=True)
class Imported:
    """A file as read. The log's students are named as in the file: the roster gives pseudonyms.

    `digest` is the SHA-256 of the bytes; `item_names` where the file has readable ones.
    """

    name: str
    digest: str
    kind: Kind
    encoding: str
    delimiter: str
    mapping: ColumnMapping
    log: ResponseLog
    roster: tuple[RosterEntry, ...]
    item_names: Mapping[str, str]
    refused: Refusals
    account: Account
