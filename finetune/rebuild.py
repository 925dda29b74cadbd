"""Makes everything that ships again, step by step, and goes on where it was cut.

A step is a command of `consilium` with what it leaves behind. A finished step is not repeated; one
that was begun is run again, and its command goes on from its own checkpoint. Steps whose settings,
or whose predecessors', changed since are refused rather than mixed with the old. Knows commands and
files; knows nothing of what the steps do.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from finetune.runs.folder import write_whole

PLAN = Path(__file__).parent / "configs" / "rebuild.toml"
EACH = "desk"


class StepFailed(Exception):
    """A step ended with an error, or left nothing; the message names it and how to go on."""


class PlanChanged(Exception):
    """What lies in the folder was made by other settings; the message names the step."""


class Step(BaseModel):
    """Words after `consilium`, and the files that are there when it is done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    run: tuple[str, ...] = Field(min_length=1)
    makes: tuple[Path, ...]


class _Written(BaseModel):
    """A step as the plan writes it; `each` stands for one step for each word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    run: tuple[str, ...]
    makes: tuple[str, ...]
    each: tuple[str, ...] = ()


Run = Callable[[Sequence[str]], int]
"""Runs `consilium` with these words; its exit code."""


def read_plan(file: Path, places: Mapping[str, Path]) -> list[Step]:
    """The steps in order, with `{data}` and the other places filled in.

    Raises ValidationError for a plan of another form, KeyError for a place that is not given.
    """
    steps = []
    for raw in tomllib.loads(file.read_text(encoding="utf-8"))["steps"]:
        written = _Written.model_validate(raw)
        steps += [_filled(written, places, word) for word in written.each or ("",)]
    return steps


def rebuild(steps: Sequence[Step], work: Path, run: Run, say: Callable[[str], None]) -> list[str]:
    """Runs what is not done yet; the names of the steps that ran.

    Raises StepFailed, PlanChanged.
    """
    marks = work / "steps"
    marks.mkdir(parents=True, exist_ok=True)
    ran, before = [], ""
    for number, step in enumerate(steps, 1):
        before = _digest(before, step)
        if _done(marks, step, before):
            say(f"{number}/{len(steps)} {step.name}: done")
            continue
        say(f"{number}/{len(steps)} {step.name}")
        write_whole(marks / f"{step.name}.begun", before)
        _run(step, run)
        write_whole(marks / f"{step.name}.done", before)
        ran.append(step.name)
    return ran


def _done(marks: Path, step: Step, digest: str) -> bool:
    begun, done = marks / f"{step.name}.begun", marks / f"{step.name}.done"
    if begun.is_file() and begun.read_text(encoding="utf-8") != digest:
        raise PlanChanged(
            f"step {step.name!r} was made by other settings, of its own or of a step before it;"
            f" choose another --work, or delete what it made and {begun.with_suffix('.*')}"
        )
    return done.is_file() and all(path.exists() for path in step.makes)


def _run(step: Step, run: Run) -> None:
    code = run(step.run)
    if code:
        raise StepFailed(
            f"step {step.name!r} ended with code {code}: consilium {' '.join(step.run)}; correct"
            " what it names and give the same command again, it goes on here"
        )
    missing = [path for path in step.makes if not path.exists()]
    if missing:
        raise StepFailed(f"step {step.name!r} left no {', '.join(map(str, missing))}")


def _digest(before: str, step: Step) -> str:
    text = "\n".join([before, step.name, *step.run])
    return hashlib.sha256(text.encode()).hexdigest()


def _filled(written: _Written, places: Mapping[str, Path], word: str) -> Step:
    known = {name: str(place) for name, place in places.items()} | {EACH: word}

    def fill(text: str) -> str:
        return text.format_map(known)

    return Step(
        name=fill(written.name),
        run=tuple(map(fill, written.run)),
        makes=tuple(Path(fill(path)) for path in written.makes),
    )
