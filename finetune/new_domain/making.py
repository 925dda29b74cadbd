"""Makes a new domain, step by step: clean, lessons, training, measuring, registering.

Each step leaves a file, and a second call goes on after the last one, unless the data changed. How
a lesson is worded and how an adapter is trained are handed in. Knows the order of steps.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import Field

from finetune.corpora.split import PARTS, Part
from finetune.new_domain.cleaning import clean
from finetune.new_domain.lesson import GroundedLesson
from finetune.new_domain.measuring import Measures, measure, table
from finetune.new_domain.registration import DomainRefused, checked_name, register
from finetune.new_domain.rows import Domain, check_enough, read_domain, rows_of
from finetune.new_domain.scaffold import scaffold
from finetune.runs.config import StageConfig
from finetune.runs.folder import write_json, write_whole
from finetune.runs.rows import write_rows

FOLDER = "domains"
LESSONS = "lessons.jsonl"
MEASURED = "\n## Measured\n\n"
ROWS = "rows.jsonl"
"""The cleaned passages and questions of a domain, in its working folder."""
Tell = Callable[[str], None]
Teach = Callable[[Domain, int], Iterable[object]]
"""Lessons of a domain by a seed; what is not a GroundedLesson says why there is none."""


Train = Callable[[Path], Path]
"""Trains an adapter on a file of lessons, resuming its own run; the adapter's folder."""


class NewDomainConfig(StageConfig):
    """`out` is the domain's working folder, by default `<home>/domains/<name>`."""

    name: str
    data: Path
    licence: str = Field(default="unstated", min_length=3)
    lessons: int = Field(default=1_500, gt=0, description="Lessons to train on at most.")
    measured: int = Field(default=80, gt=0, description="Test lessons to measure on at most.")
    minutes: float = Field(default=5, gt=0, description="Minutes of training.")


@dataclass(frozen=True, slots=True)
class Made:
    """A registered domain: where its adapter is, what was measured, seconds of each step."""

    name: str
    adapter: Path
    measures: Measures
    seconds: dict[str, float]


def make_domain(
    config: NewDomainConfig, model: Path, home: Path, *, teach: Teach, train: Train, tell: Tell
) -> Made:
    """Raises DomainRefused, BrokenRow, OSError, and what `train` raises."""
    checked_name(config.name)
    seconds: dict[str, float] = {}
    _begin(config, tell)
    with _timed("clean", seconds, tell):
        cleaned = clean(read_domain(config.data))
        check_enough(cleaned.domain)
        scaffold(config.out, config.name, config.data, config.licence, cleaned)
        write_rows(config.out / ROWS, rows_of(cleaned.domain))
        write_json(config.out / "cleaning.json", [asdict(one) for one in cleaned.swept])
    with _timed("lessons", seconds, tell):
        file = config.out / LESSONS
        if not file.exists():
            write_rows(file, _lesson_rows(config, cleaned.domain, teach, tell))
    with _timed("train", seconds, tell):
        adapter = train(file)
    with _timed("measure", seconds, tell):
        tested = _tested(config, cleaned.domain, teach)
        measures, shown = measure(tested, config.name, adapter, model)
        write_json(config.out / "measures.json", asdict(measures))
        write_rows(config.out / "answers.jsonl", shown)
    with _timed("register", seconds, tell):
        _note(adapter / "README.md", measures)
        folder = register(home, config.name, adapter, model.name)
    write_json(config.out / "seconds.json", seconds)
    return Made(config.name, folder, measures, seconds)


def _begin(config: NewDomainConfig, tell: Tell) -> None:
    """Makes the working folder; what it holds of other data or other lessons goes."""
    mark = config.out / "made_from.json"
    now = {"data": _digest(config.data)} | config.model_dump(
        include={"name", "seed", "lessons", "measured"}
    )
    if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) == now:
        return
    if (config.out / "run").exists():
        tell(f"data or settings have changed; the run in {config.out} begins anew")
        shutil.rmtree(config.out / "run")
    config.out.mkdir(parents=True, exist_ok=True)
    (config.out / LESSONS).unlink(missing_ok=True)
    write_json(mark, now)


def _lesson_rows(
    config: NewDomainConfig, domain: Domain, teach: Teach, tell: Tell
) -> Iterator[dict[str, Any]]:
    """The lessons of all parts; of the training part the first so many in an order by hash."""
    for part in PARTS:
        most = config.lessons if part == "train" else config.measured
        made = refused = 0
        for one in teach(_shuffled(domain.of_part(part)), config.seed):
            if made == most:
                break
            if isinstance(one, GroundedLesson):
                made += 1
                yield one.row(config.name, part, config.data.name)
            else:
                refused += 1
        tell(f"  {part}: {made} lessons, {refused} questions gave none")
        _check_taught(part, made)


def _check_taught(part: Part, made: int) -> None:
    if part != "validation" and made == 0:
        raise DomainRefused(
            f"no question of the {part} part gave a lesson: its answers must be said by the"
            " passages they cite, in their words and with their figures"
        )


def _shuffled(domain: Domain) -> Domain:
    """Questions in an order that follows from their ids, so that documents are mixed."""
    by_hash = sorted(domain.questions, key=lambda one: hashlib.sha256(one.id.encode()).digest())
    return Domain(domain.passages, tuple(by_hash))


def _tested(config: NewDomainConfig, domain: Domain, teach: Teach) -> Sequence[GroundedLesson]:
    """The first lessons of the test part, documents mixed."""
    made = teach(_shuffled(domain.of_part("test")), config.seed)
    return list(islice((one for one in made if isinstance(one, GroundedLesson)), config.measured))


def _note(card: Path, measures: Measures) -> None:
    """Puts the measures at the end of the adapter's card, in place of older ones."""
    before = card.read_text(encoding="utf-8") if card.exists() else "# An adapter\n"
    write_whole(card, before.partition(MEASURED)[0] + MEASURED + table(measures) + "\n")


@contextmanager
def _timed(step: str, seconds: dict[str, float], tell: Tell) -> Iterator[None]:
    tell(f"{step} …")
    began = time.monotonic()
    yield
    seconds[step] = round(time.monotonic() - began, 1)
    tell(f"{step}: {seconds[step]:.0f} s")


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
