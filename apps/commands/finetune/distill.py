"""`consilium finetune distill`: teaches a smaller student what a core says."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def distill(words: Words = None, config: ConfigFile = None) -> None:
    """Cut a smaller core out of the model and teach it at temperature 2.

    For instance: consilium finetune distill out=runs/small texts.finance=finance.jsonl layers=20
    minutes=30
    """
    from finetune.distil import DistilConfig
    from finetune.distil import distill as train

    chosen = stage_config(DistilConfig, config, words)
    with refusals():
        result = train(chosen, model_folder(chosen.model))
    typer.echo(f"The student is in {result}")
