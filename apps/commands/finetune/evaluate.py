"""`consilium finetune evaluate`: measures a core with its adapters, its base beside it."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config
from apps.commands.progress import progress_bar


def evaluate(words: Words = None, config: ConfigFile = None) -> None:
    """Measure a core and its adapters on unseen text and questions, its base beside them.

    For instance: consilium finetune evaluate data=public quick=true adapters.finance=runs/finance
    """
    from apps.shared.evaluation.config import EvaluateConfig, run

    chosen = stage_config(EvaluateConfig, config, words)
    with refusals(), progress_bar() as bar:
        task = bar.add_task("evaluate", total=1.0)
        outcome = run(
            chosen,
            model_folder(chosen.model),
            lambda stage, done: bar.update(task, completed=done, description=stage),
        )
    typer.echo(outcome.report.table())
    if chosen.out is not None:
        typer.echo(f"The report is in {chosen.out}")
