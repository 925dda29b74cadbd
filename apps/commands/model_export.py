"""`consilium model export`: the model as a plain checkpoint for other engines."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from apps.commands.failure import Failure
from apps.shared.settings import settings


class To(StrEnum):
    """Formats that other engines read."""

    qwen2moe = "qwen2moe"
    granite = "granite"
    gguf = "gguf"
    onnx = "onnx"


class Weights(StrEnum):
    """Number formats; Q8_0 and Q4_1 are for GGUF."""

    F32 = "F32"
    F16 = "F16"
    BF16 = "BF16"
    Q8_0 = "Q8_0"
    Q4_1 = "Q4_1"


def export(
    folder: Annotated[Path, typer.Argument(help="New folder to write into.")],
    to: Annotated[To, typer.Option(help="The format.")],
    model: Annotated[
        Path | None, typer.Option(help="Folder of a model; without it, the embedded one.")
    ] = None,
    adapter: Annotated[
        Path | None, typer.Option(help="Folder of a LoRA adapter to merge first.")
    ] = None,
    weights: Annotated[Weights, typer.Option(help="Number format of the weights.")] = Weights.F32,
) -> None:
    """Write the model for another engine, run it there, and report how equal it is."""
    from core_model.base import BaseNotFound
    from core_model.build import build
    from core_model.export.report import as_markdown
    from core_model.export.write import check_weights
    from core_model.export.write import export as write

    of = settings()
    try:
        check_weights(to.value, weights.value)
        origin = build(of.home / "models", of.base_model) if model is None else model
        report = write(origin, to.value, folder, weights=weights.value, adapter=adapter)
    except (BaseNotFound, ValueError, OSError, ModuleNotFoundError, RuntimeError) as problem:
        raise Failure(problem) from problem
    typer.echo(as_markdown(report))
    typer.echo(f"Written to {folder}")
