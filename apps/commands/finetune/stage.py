"""What the commands of all stages share: how a config is given and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from apps.commands.failure import Failure

if TYPE_CHECKING:
    from pydantic import BaseModel

Config = TypeVar("Config", bound="BaseModel")

ConfigFile = Annotated[Path | None, typer.Option("--config", help="TOML file of the stage.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KEY=VALUE]...", help="Settings over the file's; `settings` alone lists them."
    ),
]


def stage_config(
    kind: type[Config], file: Path | None, words: Sequence[str] | None, **given: object
) -> Config:
    """The stage's config; a refusal names the field.

    Raises Failure; Exit after the list of settings, where that was asked for.
    """
    from finetune.runs.config import ConfigRefused, described, read_config

    if words == ["settings"]:
        typer.echo(described(kind))
        raise typer.Exit

    try:
        return read_config(kind, file, words or (), **given)
    except ConfigRefused as refusal:
        raise Failure(refusal) from refusal


def model_folder(model: Path | None) -> Path:
    """The folder given, or that of the embedded model, built where it is not. Raises Failure."""
    if model is not None:
        return model
    from apps.shared.settings import settings
    from core_model.base import BaseNotFound
    from core_model.build import build

    of = settings()
    try:
        return build(of.home / "models", of.base_model)
    except BaseNotFound as problem:
        raise Failure(problem) from problem


@contextmanager
def refusals() -> Iterator[None]:
    """Turns what a stage refuses by name into a failure of the command."""
    from finetune.runs.config import ConfigRefused
    from finetune.runs.rows import BrokenRow

    try:
        yield
    except (ConfigRefused, BrokenRow, FileNotFoundError) as refusal:
        raise Failure(refusal) from refusal
