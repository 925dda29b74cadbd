"""Reads knowledge-tracing data sets and splits them by student, without the known leaks.

Two layouts. Of the AKT repository: one folder per set with `block1.csv`, `block2.csv`, ...; per
student a header, then items (where known), skills and correctness in one line each. Of the DKT
repository: `builder_train.csv` and `builder_test.csv`, three lines per student. Files may be
gzipped. Where a set knows no items, a skill stands for its own item.

A response to an item of several skills stands in these files once per skill, so all but its first
row are known in advance: `collapse` makes one response of them (Xiong et al. 2016, "Going deeper
with deep knowledge tracing"). Knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import NEVER, NO_INDEX, ResponseLog
from apps.education.domain.tracing.parts import part_of
from benchmarks.packed import read_bytes

VALID_SHARE = 0.125
"""Of the students that are not tested."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Blocks of students by number. `official` where training and test are files of their own."""

    name: str
    blocks: Mapping[int, Path]
    official: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """`train` and `valid` are students to learn from, `test` others. The three logs name students,
    items and points by the same tuples; what only `test` answers has no row in the others.
    """

    name: str
    train: ResponseLog
    valid: ResponseLog
    test: ResponseLog
    collapsed: bool

    @property
    def known(self) -> ResponseLog:
        """Training and validation students together."""
        return part_of(self._all, self._all_known)

    _all: ResponseLog = field(repr=False)
    _all_known: NDArray[np.bool_] = field(repr=False)


@dataclass(slots=True, eq=False)
class _Columns:
    """Rows as they are read."""

    students: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    points: dict[str, int] = field(default_factory=dict)
    student: list[int] = field(default_factory=list)
    item: list[int] = field(default_factory=list)
    point: list[int] = field(default_factory=list)
    correct: list[bool] = field(default_factory=list)
    block: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)


def data_sets(folder: Path) -> tuple[DataSet, ...]:
    """The sets in `folder`, which is one set's or holds several at any depth up to three.

    Raises FileNotFoundError where there is none.
    """
    folders = [folder, *sorted(p for p in folder.rglob("*") if p.is_dir())]
    found = [one for each in folders if (one := _data_set(each)) is not None]
    if not found:
        raise FileNotFoundError(f"{folder}: no block1.csv or builder_train.csv in it or below it")
    return tuple(found)


def _data_set(folder: Path) -> DataSet | None:
    names = {path.name.removesuffix(".gz"): path for path in folder.iterdir() if path.is_file()}
    plain = {name: path.with_name(name) for name, path in names.items()}
    if "builder_train.csv" in plain:
        files = [plain[name] for name in ("builder_train.csv", "builder_test.csv") if name in plain]
        return DataSet("builder", dict(enumerate(files, 1)), official=len(files) == 2)
    blocks = {
        int(name[5:-4]): path
        for name, path in plain.items()
        if name.startswith("block") and name.endswith(".csv") and name[5:-4].isdecimal()
    }
    return DataSet(folder.resolve().name, dict(sorted(blocks.items()))) if blocks else None


def split(data: DataSet, test_block: int | None = None, *, collapse: bool = True) -> Split:
    """Tests on `test_block` (the last if None) and learns from all others.

    With a single file, a fifth of its students (by hash of the name) is tested. A student who
    stands in the tested block and in others is only tested. Raises KeyError for an absent block.
    """
    log, block = read_log(data, collapse=collapse)
    if len(data.blocks) == 1:
        tested = _drawn(log, "test", 0.2)
    else:
        number = max(data.blocks) if test_block is None else test_block
        if number not in data.blocks:
            raise KeyError(f"{data.name} has no block {number}; it has {sorted(data.blocks)}")
        tested = np.zeros(len(log.students), bool)
        tested[log.student[block == number]] = True
        log = part_of(log, ~tested[log.student] | (block == number))
    valid = _drawn(log, "valid", VALID_SHARE) & ~tested
    of_test, of_valid = tested[log.student], valid[log.student]
    return Split(
        data.name,
        part_of(log, ~of_test & ~of_valid),
        part_of(log, of_valid),
        part_of(log, of_test),
        collapse,
        log,
        ~of_test,
    )


def _drawn(log: ResponseLog, salt: str, share: float) -> NDArray[np.bool_]:
    def drawn(name: str) -> bool:
        return int.from_bytes(sha256(f"{salt} {name}".encode()).digest()[:4]) < share * 2**32

    return np.array([drawn(name) for name in log.students], bool)


def read_log(data: DataSet, *, collapse: bool = True) -> tuple[ResponseLog, NDArray[np.int64]]:
    """All blocks as one log, and the block of each response. Times are unknown: file order."""
    columns = _Columns()
    for number, path in data.blocks.items():
        _read_block(path, number, columns)
    repeated = _repeats(columns) if collapse else np.zeros(len(columns.correct), bool)
    first = np.flatnonzero(~repeated)
    order = first[np.argsort(np.asarray(columns.student)[first], kind="stable")]
    end = np.append(first[1:], len(repeated))
    length = dict(zip(first.tolist(), (end - first).tolist(), strict=True))
    counts = np.array([length[i] for i in order.tolist()], np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    of_point = np.repeat(order - starts[:-1], counts) + np.arange(starts[-1])
    numbers = np.asarray(columns.block)[order]
    files = {number: place for place, number in enumerate(data.blocks)}
    log = ResponseLog(
        students=tuple(columns.students),
        items=tuple(columns.items),
        points=tuple(columns.points),
        activities=(),
        files=tuple(path.name for path in data.blocks.values()),
        student=np.asarray(columns.student, np.int32)[order],
        item=np.asarray(columns.item, np.int32)[order],
        point_start=starts,
        point=np.asarray(columns.point, np.int32)[of_point],
        correct=np.asarray(columns.correct, bool)[order],
        at=np.full(len(order), NEVER, np.int64),
        seconds=np.full(len(order), np.nan, np.float32),
        hints=np.full(len(order), NO_INDEX, np.int16),
        attempt=np.full(len(order), NO_INDEX, np.int16),
        activity=np.full(len(order), NO_INDEX, np.int32),
        file=np.array([files[n] for n in numbers.tolist()], np.int16),
        row=np.asarray(columns.line, np.int64)[order],
        version=f"{data.name}-{'collapsed' if collapse else 'as-given'}",
    )
    return log, numbers


def _read_block(path: Path, number: int, columns: _Columns) -> None:
    lines = [line.strip().rstrip(",") for line in read_bytes(path).decode().splitlines()]
    height = _height(path, lines)
    for place, group in enumerate(_groups(lines, height)):
        header, *rows = (line.split(",") for line in group)
        name = header[1] if len(header) > 1 else f"{path.stem}-{place}"
        student = columns.students.setdefault(name, len(columns.students))
        points, answers = rows[-2], rows[-1]
        items = rows[0] if height == 4 else points
        columns.item += [columns.items.setdefault(i, len(columns.items)) for i in items]
        columns.point += [columns.points.setdefault(p, len(columns.points)) for p in points]
        columns.correct += [answer == "1" for answer in answers]
        columns.student += [student] * len(answers)
        columns.block += [number] * len(answers)
        columns.line += [place * height + height] * len(answers)


def _groups(lines: Sequence[str], height: int) -> Iterator[Sequence[str]]:
    return (lines[i : i + height] for i in range(0, len(lines), height))


def _height(path: Path, lines: Sequence[str]) -> int:
    """Lines per student. Raises ValueError naming the line where neither layout fits."""
    reasons = {height: _misfit(lines, height) for height in (4, 3)}
    for height, reason in reasons.items():
        if reason is None:
            return height
    told = "; ".join(f"as {height} lines per student: {why}" for height, why in reasons.items())
    raise ValueError(f"{path}: {told}. Give one student's lines after another's, all of a length")


def _misfit(lines: Sequence[str], height: int) -> str | None:
    if not lines or len(lines) % height:
        return f"{len(lines)} lines"
    for place, (_, *rows) in enumerate(_groups(lines, height)):
        counts = {row.count(",") for row in rows}
        if len(counts) > 1 or not rows[-1] or rows[-1].strip("01,"):
            return f"line {place * height + 1} and the next do not belong together"
    return None


def _repeats(columns: _Columns) -> NDArray[np.bool_]:
    """Rows that tell the row before them once more, under another skill."""
    repeated = np.zeros(len(columns.correct), bool)
    seen: set[int] = set()
    before = None
    rows = zip(columns.student, columns.item, columns.correct, columns.point, strict=True)
    for i, (*now, point) in enumerate(rows):
        repeated[i] = now == before and point not in seen
        seen = {*seen, point} if repeated[i] else {point}
        before = now
    return repeated
