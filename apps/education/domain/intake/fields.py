"""What a column of a file can mean, and a file's whole mapping. Knows no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Field(StrEnum):
    STUDENT = "student"
    """Who answered: an id, or the name where there is no id."""
    NAME = "name"
    """The student's name, or its parts in order."""
    GROUPS = "groups"
    """What fairness is looked at by: class, school, gender. Several columns may be groups."""
    ITEM = "item"
    """What was answered; several columns make one name (problem and step)."""
    POINTS = "points"
    """Knowledge points of the item; several columns, and several in a cell, are all taken."""
    CORRECT = "correct"
    SCORE = "score"
    MAX_SCORE = "max_score"
    TIME = "time"
    """When; date and time of day may lie in two columns."""
    ZONE = "zone"
    """Name of the time zone of the row's time, such as US/Eastern."""
    SECONDS = "seconds"
    """How long it took, in units of `ColumnMapping.seconds_per_unit`."""
    HINTS = "hints"
    ATTEMPT = "attempt"
    """1 for the first try at the item; not how many tries there were in all."""
    ACTIVITY = "activity"
    """The assignment, quiz or lesson."""
    RESPONSE = "response"
    """The file's own id of a response: rows of one id tell of one response."""
    ORDER = "order"
    """A number that grows with time, where there is no time."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of a CSV file are read. Column names are those of `Preview.columns`.

    `point_separator` splits cells of several points (None: one a cell). `pass_share` is the share
    of the full score from which an answer counts as right; None refuses what is neither full nor
    zero. `full_score` is that of all items where no column tells it. `items` are the columns of a
    gradebook that has one column per item. `day_first` decides 03/04/2024; None where no such date
    occurs. `encoding` and `delimiter` None: found in the file. `right` and `wrong` are further
    words for correct and not.
    """

    columns: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    items: tuple[str, ...] = ()
    point_separator: str | None = None
    pass_share: float | None = None
    full_score: float | None = None
    seconds_per_unit: float = 1.0
    day_first: bool | None = None
    header: bool = True
    encoding: str | None = None
    delimiter: str | None = None
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.pass_share is not None and not 0 < self.pass_share <= 1:
            raise ValueError(f"pass_share {self.pass_share!r}: give a share above 0, at most 1")
        if self.full_score is not None and not self.full_score > 0:
            raise ValueError(f"full_score {self.full_score!r} must be above 0")
        if not self.seconds_per_unit > 0:
            raise ValueError(f"seconds_per_unit {self.seconds_per_unit!r} must be above 0")

    def of(self, field: Field) -> tuple[str, ...]:
        return self.columns.get(field, ())

    def with_columns(self, field: Field, *columns: str) -> ColumnMapping:
        """The mapping with another choice for one field; without columns, the field is unmapped."""
        kept = {key: value for key, value in self.columns.items() if key is not field}
        return replace(self, columns=kept | ({field: columns} if columns else {}))

    def missing(self) -> tuple[Field, ...]:
        """What a file cannot be read without, and is not mapped."""
        lacks = [] if self.of(Field.STUDENT) else [Field.STUDENT]
        if not self.items:
            if not self.of(Field.ITEM):
                lacks.append(Field.ITEM)
            if not self.of(Field.CORRECT) and not self.of(Field.SCORE):
                lacks.append(Field.CORRECT)
        return tuple(lacks)
