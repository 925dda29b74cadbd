"""`consilium finetune rebuild`: makes everything that ships again, by one command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from apps.commands.failure import Failure


def rebuild(
    data: Annotated[Path, typer.Option(help="Folder of the public data, by area and set.")],
    work: Annotated[Path, typer.Option(help="Folder of corpora and runs; resumed.")],
    into: Annotated[
        Path | None, typer.Option(help="Where the result goes; None: into the suite itself.")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="Another plan than the suite's own.")] = None,
    show: Annotated[bool, typer.Option(help="Only tell the commands.")] = False,
) -> None:
    """Sample, corpus, pretrain, lessons, sft, publish: a cut run goes on where it was.

    For instance: consilium finetune rebuild --data DIR --work var/weights
    """
    from apps.commands.finetune.newborn import newborn_core
    from core_model.shipped.record import SHIPPED
    from finetune.rebuild import PLAN, PlanChanged, StepFailed, read_plan
    from finetune.rebuild import rebuild as again

    if not data.is_dir():
        raise Failure(f"{str(data)!r} is no folder; --data is that of the public data")
    places = {
        "data": data.resolve(),
        "work": work.resolve(),
        "into": (into or SHIPPED).resolve(),
        "core": Path("CORE") if show else newborn_core(),
    }
    steps = read_plan(plan or PLAN, places)
    if show:
        for step in steps:
            typer.echo(f"consilium {' '.join(step.run)}")
        return
    try:
        ran = again(steps, work, _consilium, lambda said: typer.echo(said, err=True))
    except (StepFailed, PlanChanged) as problem:
        raise Failure(problem) from problem
    typer.echo(f"{len(ran)} of {len(steps)} steps ran; the weights are in {places['into']}")


def _consilium(words: Sequence[str]) -> int:
    """In a process of its own, whose memory is free again afterwards."""
    return subprocess.run([sys.executable, "-m", "apps.cli", *words], check=False).returncode  # noqa: S603
