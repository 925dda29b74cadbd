"""Rows, and values of rows, that could not be taken, each with its place, reason and remedy.

A file may have as many refused rows as rows: `Refusals` keeps them in columns.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, overload

from apps.education.domain.intake.columns import Names
from apps.education.domain.intake.word_lists import words
from apps.education.domain.response import RowSource
from apps.education.domain.words import Words

CULPRIT_CHARACTERS: Final = 80


class Reason(StrEnum):
    NO_STUDENT = "no-student"
    NO_ITEM = "no-item"
    NOT_GRADED = "not-graded"
    NOT_CORRECTNESS = "not-correctness"
    PARTLY_RIGHT = "partly-right"
    NOT_SCORE = "not-score"
    NO_FULL_SCORE = "no-full-score"
    NOT_TIME = "not-time"
    NOT_ZONE = "not-zone"
    TIME_BEFORE = "time-before"
    TIME_AFTER = "time-after"
    NEGATIVE_SECONDS = "negative-seconds"
    NOT_SECONDS = "not-seconds"
    NOT_COUNT = "not-count"
    NOT_ORDER = "not-order"
    UNKNOWN_POINT = "unknown-point"
    ONLY_UNKNOWN_POINTS = "only-unknown-points"
    DUPLICATE = "duplicate"
    CELLS = "cells"
    ENCODING = "encoding"
    QUOTE = "quote"
    LONG_CELL = "long-cell"
    NOT_JSON = "not-json"
    NOT_STATEMENT = "not-statement"
    NOT_ANSWERED = "not-answered"
    VOIDED = "voided"
    DELETED = "deleted"
    EXEMPT = "exempt"
    NOT_SUBMITTED = "not-submitted"
    NO_LINE_ITEM = "no-line-item"


@dataclass(frozen=True, slots=True)
class Refused:
    """`kept`: the response was taken without this value; else the row was not taken.

    `culprit` is the cell or what else was wrong, shortened; `column` where it stood, if in one.
    """

    source: RowSource
    reason: Reason
    culprit: str
    column: str = ""
    kept: bool = False

    @property
    def why(self) -> Words:
        return _told()[self.reason][0]

    @property
    def remedy(self) -> Words:
        return _told()[self.reason][1]


class NotTaken(Exception):
    """Raised within a reader: the row cannot be taken."""

    def __init__(self, reason: Reason, culprit: str, column: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.culprit = culprit
        self.column = column

    def at(self, source: RowSource) -> Refused:
        return Refused(source, self.reason, self.culprit, self.column)


class Refusals(Sequence[Refused]):
    """In order of the file. Grows by `append`; rows of many millions fit."""

    def __init__(self) -> None:
        self._files, self._columns, self._culprits = Names(), Names(), Names()
        self._file, self._row = array("h"), array("q")
        self._reason, self._kept = array("b"), array("b")
        self._column, self._culprit = array("i"), array("i")

    def append(self, refused: Refused) -> None:
        self._file.append(self._files[refused.source.file])
        self._row.append(refused.source.row)
        self._reason.append(_REASONS.index(refused.reason))
        self._kept.append(refused.kept)
        self._column.append(self._columns[refused.column])
        self._culprit.append(self._culprits[refused.culprit[:CULPRIT_CHARACTERS]])

    def counts(self) -> dict[Reason, int]:
        """How often each reason was given, the most frequent first."""
        return {_REASONS[i]: n for i, n in Counter(self._reason).most_common()}

    def rows(self) -> int:
        """How many rows were not taken at all."""
        return len(self._kept) - sum(self._kept)

    def packed(self) -> tuple[dict[str, list[str]], dict[str, array[int]]]:
        """The names and the columns, for `Refusals.of`."""
        names = {
            "files": list(self._files),
            "columns": list(self._columns),
            "culprits": list(self._culprits),
            "reasons": [str(reason) for reason in _REASONS],
        }
        return names, {name: getattr(self, f"_{name}") for name in _PACKED}

    @classmethod
    def of(
        cls, names: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[int]]
    ) -> Refusals:
        """What `packed` took apart. Raises ValueError or KeyError for anything else."""
        made = cls()
        reasons = [Reason(name) for name in names["reasons"]]
        for file, row, reason, kept, column, culprit in zip(
            *(columns[name] for name in _PACKED), strict=True
        ):
            source = RowSource(str(names["files"][file]), row)
            told, where = str(names["culprits"][culprit]), str(names["columns"][column])
            made.append(Refused(source, reasons[reason], told, where, bool(kept)))
        return made

    def __len__(self) -> int:
        return len(self._row)

    @overload
    def __getitem__(self, index: int) -> Refused: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Refused]: ...
    def __getitem__(self, index: int | slice) -> Refused | Sequence[Refused]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return Refused(
            RowSource(self._files.ordered[self._file[index]], self._row[index]),
            _REASONS[self._reason[index]],
            self._culprits.ordered[self._culprit[index]],
            self._columns.ordered[self._column[index]],
            bool(self._kept[index]),
        )

    def __iter__(self) -> Iterator[Refused]:
        return map(self.__getitem__, range(len(self)))


_REASONS: Final = tuple(Reason)
_PACKED: Final = ("file", "row", "reason", "kept", "column", "culprit")


@cache
def _told() -> dict[Reason, tuple[Words, Words]]:
    """Why and remedy of each reason."""
    rows = words("reasons.tsv")
    return {
        Reason(id): (Words(why, why_zh), Words(do, do_zh)) for id, why, why_zh, do, do_zh in rows
    }
