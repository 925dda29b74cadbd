"""`consilium finetune sft`: tunes an adapter on lessons."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def sft(words: Words = None, config: ConfigFile = None) -> None:
    """Tune an adapter on lessons: attention and the general expert learn, all else is frozen.

    For instance: consilium finetune sft out=runs/finance 'lessons=["finance.jsonl"]' minutes=20
    """
    from finetune.sft import SftConfig
    from finetune.sft import sft as train

    chosen = stage_config(SftConfig, config, words)
    with refusals():
        result = train(chosen, model_folder(chosen.model))
    typer.echo(f"The adapter is in {result}; serve it with")
    typer.echo(f"  consilium model serve --adapter {chosen.name}={result}")
