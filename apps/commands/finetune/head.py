"""`consilium finetune head`: trains the head that tells the tone of company news."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def head(words: Words = None, config: ConfigFile = None) -> None:
    """Train the English head over the core on the project's own sentences.

    For instance: consilium finetune head out=runs/tone minutes=8
    """
    from finetune.heads.tone.training import ToneConfig, train_tone

    chosen = stage_config(ToneConfig, config, words)
    with refusals():
        result = train_tone(chosen, model_folder(chosen.model))
    typer.echo(f"The trained head is in {result}")
