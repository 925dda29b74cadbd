"""Cuts students' answers into windows and packs windows of like length into batches.

A window never spans two students. `first..scored` is run through for memory only and `scored..end`
is learned from, so that no answer is learned from twice. Padding is marked and never scored. Works
on row numbers; knows nothing of what the rows hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRETCH = 1.25
"""Lengths are drawn up to this factor up or down before windows are packed, to mix batches."""


@dataclass(frozen=True, slots=True)
class Window:
    first: int
    scored: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """`rows` (windows, time); 0 where `there` is False. `scored` marks what counts."""

    rows: NDArray[np.int64]
    there: NDArray[np.bool_]
    scored: NDArray[np.bool_]


def windows_of(
    student: NDArray[np.int32], longest: int | None = None, overlap: int = 0
) -> tuple[Window, ...]:
    """Of a log's student column; one whole window per student where `longest` is None."""
    if longest is not None and not 0 <= overlap < longest:
        raise ValueError(f"overlap {overlap} must be at least 0 and below longest {longest}")
    edges = np.flatnonzero(np.diff(student)) + 1
    starts = [0, *edges.tolist()] if len(student) else []
    ends = [*edges.tolist(), len(student)]
    found: list[Window] = []
    for start, end in zip(starts, ends, strict=False):
        scored = start
        while scored < end:
            first = max(start, scored - overlap)
            stop = end if longest is None else min(end, first + longest)
            found.append(Window(first, scored, stop))
            scored = stop
    return tuple(found)


def pack(
    windows: Sequence[Window], places: int, rng: np.random.Generator | None = None
) -> list[Batch]:
    """Batches of at most `places` rows with padding (one window where it alone is longer).

    With `rng`, differently each time and in random order.
    """
    lengths = np.array([len(window) for window in windows], float)
    if rng is not None:
        lengths = lengths * rng.uniform(1 / STRETCH, STRETCH, len(lengths))
    groups: list[list[Window]] = []
    longest = 0
    for place in np.argsort(lengths, kind="stable").tolist():
        window = windows[place]
        longest = max(longest, len(window))
        if not groups or longest * (len(groups[-1]) + 1) > places:
            groups.append([])
            longest = len(window)
        groups[-1].append(window)
    if rng is not None:
        rng.shuffle(groups)
    return [_batch(group) for group in groups]


def _batch(windows: Sequence[Window]) -> Batch:
    shape = len(windows), max(len(window) for window in windows)
    rows = np.zeros(shape, np.int64)
    there, scored = np.zeros(shape, bool), np.zeros(shape, bool)
    for line, window in enumerate(windows):
        rows[line, : len(window)] = np.arange(window.first, window.end)
        there[line, : len(window)] = True
        scored[line, window.scored - window.first : len(window)] = True
    return Batch(rows, there, scored)
