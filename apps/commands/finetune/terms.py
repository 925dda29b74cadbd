"""`consilium finetune terms`: term recognition that is to work in another domain."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def terms(words: Words = None, config: ConfigFile = None) -> None:
    """Train a term recogniser on one domain's marked text for another's, by gradient reversal.

    For instance: consilium finetune terms out=runs/terms labelled=marked.jsonl other=target.jsonl
    max_steps=300
    """
    from finetune.adaptation.stage import AdaptationConfig, recognise

    chosen = stage_config(AdaptationConfig, config, words)
    with refusals():
        judged = recognise(chosen, model_folder(chosen.model))
    typer.echo(f"F1 on the labelled domain {judged.labelled:.3f}")
    if judged.other is not None:
        typer.echo(f"F1 on the other domain {judged.other:.3f}")
