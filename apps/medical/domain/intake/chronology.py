"""Puts the lines of a record in the order in which they happened, whatever their time zones.

A moment of partial precision stands at its first day; one without an offset counts as UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from apps.medical.domain.when import When

Line = TypeVar("Line")


def in_order(lines: Iterable[Line], moment: Callable[[Line], When | None]) -> tuple[Line, ...]:
    """Oldest first; lines without a moment after all others, as they came."""

    def key(line: Line) -> tuple[bool, datetime]:
        when = moment(line)
        return when is None, datetime.max.replace(tzinfo=UTC) if when is None else when.moment

    return tuple(sorted(lines, key=key))
