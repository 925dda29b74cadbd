"""The log of a run as plain CSV, one figure a line: step, seconds, name, value.

Lines are only ever appended, so that a killed run loses at most its last one; a resumed run drops
the lines after the step it resumes from. Knows nothing of training.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finetune.runs.folder import write_whole

HEADER = ("step", "seconds", "name", "value")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; `seconds` of training before it."""

    step: int
    seconds: float
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class RunLog:
    """The log in `file`."""

    file: Path

    def append(self, step: int, seconds: float, values: Mapping[str, float]) -> None:
        """Adds a line for each value."""
        fresh = not self.file.exists()
        with self.file.open("a", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            if fresh:
                writer.writerow(HEADER)
            writer.writerows(
                (step, f"{seconds:.1f}", name, f"{value:.6g}") for name, value in values.items()
            )

    def figures(self) -> Iterator[Figure]:
        """Every whole line in order."""
        if not self.file.exists():
            return
        with self.file.open(encoding="utf-8", newline="") as opened:
            for row in csv.reader(opened):
                if len(row) == len(HEADER) and row[0].isdigit():
                    yield Figure(int(row[0]), float(row[1]), row[2], float(row[3]))

    def last(self) -> dict[str, float]:
        """The last value of every name."""
        return {figure.name: figure.value for figure in self.figures()}

    def cut_after(self, step: int) -> None:
        """Drops what was logged after `step`."""
        if not self.file.exists():
            return
        kept = [figure for figure in self.figures() if figure.step <= step]
        lines = [
            f"{figure.step},{figure.seconds:.1f},{figure.name},{figure.value:.6g}"
            for figure in kept
        ]
        write_whole(self.file, "\n".join([",".join(HEADER), *lines, ""]))
