"""`consilium finetune quantize`: trains a model onto the grid on which it will be held."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def quantize(words: Words = None, config: ConfigFile = None) -> None:
    """Train with rounded weights: int8 for the whole model, or the native step's 4 bits.

    For instance: consilium finetune quantize out=runs/int8 texts.finance=finance.jsonl max_steps=40
    """
    from finetune.quantise.config import QuantizeConfig
    from finetune.quantise.stage import quantize as train

    chosen = stage_config(QuantizeConfig, config, words)
    with refusals():
        result = train(chosen, model_folder(chosen.model))
    typer.echo(f"The quantised model is in {result}")
