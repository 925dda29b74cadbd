"""`consilium finetune sample`: general text from the base itself, to hold general language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.commands.finetune.stage import model_folder


def sample(
    out: Annotated[Path, typer.Option(help="Corpus to write; what it holds already is kept.")],
    tokens: Annotated[int, typer.Option(help="Tokens that the base is to write.")] = 600_000,
    model: Annotated[Path | None, typer.Option(help="Model folder; the embedded one.")] = None,
    at_once: Annotated[int, typer.Option(help="Texts written side by side.")] = 48,
    seed: int = 0,
) -> None:
    """Let the base write over many topics and forms; a cut run goes on where it was."""
    from apps.commands.progress import progress_bar
    from finetune.corpora.sampled import open_base, rows
    from finetune.corpora.sampled import sample as write
    from finetune.runs.rows import write_rows

    drafts = out.with_name(f"{out.stem}.drafts.jsonl")
    with open_base(model_folder(model), at_once) as engine, progress_bar() as bar:
        task = bar.add_task("tokens", total=tokens)
        write(
            engine,
            drafts,
            tokens=tokens,
            seed=seed,
            at_once=at_once,
            heard=lambda done, _: bar.update(task, completed=done),
        )
    count = write_rows(out, rows(drafts))
    typer.echo(f"{count} texts in {out}")
