"""`consilium finetune head`: trains the head that tells the tone of company news."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def head(words: Words = None, config: ConfigFile = None) -> None:
    """Train the head that tells the tone of company news, on the project's own sentences.

    For instance: consilium finetune head out=runs/tone language=en minutes=8
    """
    from finetune.heads.tone.training import ToneConfig, stands_on_core, train_tone

    chosen = stage_config(ToneConfig, config, words)
    model = model_folder(chosen.model) if stands_on_core(chosen) else None
    with refusals():
        result = train_tone(chosen, model)
    typer.echo(f"The trained head is in {result}")
