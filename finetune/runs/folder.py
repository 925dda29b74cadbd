"""A run on disk: config, log, plot, checkpoints that are whole or ignored, and the model card.

Survives kill -9 at any moment: a checkpoint counts only once its seal is written, which lists its
files with their sizes. Knows files; knows nothing of models.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from finetune.runs.config import ConfigRefused, StageConfig, changed_fields

SEAL = "sealed.json"
PREFIX = "checkpoint-"


class Seal(BaseModel):
    """What a whole checkpoint consists of, and how long the run had trained by then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: int
    seconds: float
    files: dict[str, int]


Config = TypeVar("Config", bound=StageConfig)


@dataclass(frozen=True, slots=True)
class RunFolder(Generic[Config]):
    """One run. Made by `open_run`."""

    path: Path
    config: Config

    @property
    def log(self) -> Path:
        return self.path / "log.csv"

    @property
    def plot(self) -> Path:
        return self.path / "plot.png"

    @property
    def card(self) -> Path:
        return self.path / "README.md"

    @property
    def result(self) -> Path:
        """Where the stage puts what it made."""
        return self.path / "result"

    def checkpoints(self) -> list[Path]:
        """Whole checkpoints, oldest first; those without a true seal are left out."""
        found = [path for path in self.path.glob(f"{PREFIX}*") if seal_of(path) is not None]
        return sorted(found, key=lambda path: int(path.name.removeprefix(PREFIX)))

    def newest_checkpoint(self) -> Path | None:
        """The checkpoint to resume from, or None."""
        whole = self.checkpoints()
        return whole[-1] if whole else None

    def seconds_trained(self) -> float:
        """Training time up to the newest checkpoint."""
        newest = self.newest_checkpoint()
        seal = None if newest is None else seal_of(newest)
        return 0.0 if seal is None else seal.seconds

    def drop_torn(self) -> list[Path]:
        """Deletes checkpoints that a killed run left unfinished; returns them."""
        torn = [path for path in self.path.glob(f"{PREFIX}*") if seal_of(path) is None]
        for path in torn:
            shutil.rmtree(path, ignore_errors=True)  # another process may have been quicker
        return torn


def open_run(config: Config) -> RunFolder[Config]:
    """The folder of a run, new or to be resumed; torn checkpoints are deleted.

    Raises ConfigRefused where the folder holds another run.
    """
    folder = RunFolder(config.out, config)
    config.out.mkdir(parents=True, exist_ok=True)
    file = config.out / "config.json"
    if file.exists():
        _check_same(file, config)
    write_whole(file, config.model_dump_json(indent=2))
    folder.drop_torn()
    return folder


def _check_same(file: Path, config: StageConfig) -> None:
    try:
        before = type(config).model_validate_json(file.read_bytes())
    except ValidationError as problem:
        raise ConfigRefused(
            f"{file.parent} holds another stage's run; choose another out="
        ) from problem
    changed = changed_fields(before, config)
    if changed:
        raise ConfigRefused(
            f"{file.parent} holds a run with other {', '.join(changed)}; choose another out= or"
            " repeat its settings to resume it"
        )


def seal(checkpoint: Path, *, step: int, seconds: float) -> None:
    """Declares a checkpoint whole: flushes its files to disk, then writes the seal at once."""
    files = sorted(path for path in checkpoint.rglob("*") if path.is_file() and path.name != SEAL)
    for path in files:
        _flush(path)
    sizes = {str(path.relative_to(checkpoint)): path.stat().st_size for path in files}
    text = Seal(step=step, seconds=seconds, files=sizes).model_dump_json(indent=2)
    write_whole(checkpoint / SEAL, text)


def seal_of(checkpoint: Path) -> Seal | None:
    """The seal of a checkpoint whose files are all there at their sizes, else None."""
    try:
        found = Seal.model_validate_json((checkpoint / SEAL).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValidationError):
        return None
    paths = {checkpoint / name: size for name, size in found.files.items()}
    whole = all(path.is_file() and path.stat().st_size == size for path, size in paths.items())
    return found if whole else None


def write_whole(file: Path, text: str) -> None:
    """Writes a file that appears whole or not at all."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    _flush(beside)
    beside.replace(file)


def write_json(file: Path, value: object) -> None:
    """As `write_whole`, of a JSON value."""
    write_whole(file, json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _flush(path: Path) -> None:
    with path.open("rb") as opened:
        os.fsync(opened.fileno())
