"""`consilium finetune pretrain`: trains specialists and routers on running text."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def pretrain(words: Words = None, config: ConfigFile = None) -> None:
    """Continue training on running text: specialists and routers learn, the dense base is frozen.

    For instance: consilium finetune pretrain out=runs/mine texts.finance=finance.jsonl minutes=30
    """
    from finetune.pretrain import PretrainConfig
    from finetune.pretrain import pretrain as train

    chosen = stage_config(PretrainConfig, config, words)
    with refusals():
        result = train(chosen, model_folder(chosen.model))
    typer.echo(f"The trained model is in {result}")
