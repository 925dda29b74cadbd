"""`consilium finetune prefer`: aligns an adapter with preferences."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def prefer(words: Words = None, config: ConfigFile = None) -> None:
    """Align an adapter by pairs (method=dpo), or by rules that judge its answers (method=grpo).

    For instance: consilium finetune prefer out=runs/finance-dpo start=runs/finance/result
    'lessons=["pairs.jsonl"]' minutes=10
    """
    from finetune.prefer import PreferConfig
    from finetune.prefer import prefer as train

    chosen = stage_config(PreferConfig, config, words)
    with refusals():
        result = train(chosen, model_folder(chosen.model))
    typer.echo(f"The adapter is in {result}; serve it with")
    typer.echo(f"  consilium model serve --adapter {chosen.name}={result}")
