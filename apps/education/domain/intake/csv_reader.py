"""Reads responses from a CSV file under a mapping, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import BinaryIO

from apps.education.domain.intake import values
from apps.education.domain.intake.csv_rows import Read, Rows
from apps.education.domain.intake.fields import ColumnMapping
from apps.education.domain.intake.gathered import Gathered
from apps.education.domain.intake.records import Records
from apps.education.domain.intake.refused import Reason, Refused
from apps.education.domain.response import RowSource


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """The header's cells, named by number where empty, made different where they repeat."""
    names: list[str] = []
    for number, cell in enumerate(header, 1):
        name = values.clean(cell.removeprefix("\ufeff")) or f"column {number}"
        again = names.count(name) + sum(
            other.startswith(name + " (") and other[len(name) + 2 : -1].isdigit() for other in names
        )
        names.append(f"{name} ({again + 1})" if again else name)
    return tuple(names)


def read_csv(
    file: BinaryIO,
    name: str,
    mapping: ColumnMapping,
    *,
    encoding: str,
    delimiter: str,
    time_zone: tzinfo,
    now: datetime,
    gathered: Gathered,
    known_points: Mapping[str, str] | None = None,
    heard: Callable[[int], None] | None = None,
) -> Iterator[Read]:
    """A stream of responses and refused rows. `gathered` fills with people and counts.

    `known_points` maps every accepted name of a point to its id. `heard` is told the bytes read,
    now and then. Raises ValueError where the mapping names a column that the file lacks.
    """
    records = Records(file, encoding, delimiter)
    rows: Rows | None = None
    for number, (line, cells) in enumerate(records):
        if heard is not None and number % 5_000 == 0:
            heard(records.at)
        if rows is None:
            if cells is None or not any(map(str.strip, cells)):
                continue
            header = cells if mapping.header else [""] * len(cells)
            rows = Rows(name, column_names(header), mapping, time_zone, now, gathered, known_points)
            if mapping.header:
                continue
        if cells is None:
            gathered.rows += 1
            yield Refused(RowSource(name, line), Reason.QUOTE, "")
        else:
            yield from rows.read(line, cells)
