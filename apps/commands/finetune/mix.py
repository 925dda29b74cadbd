"""`consilium finetune mix`: finds how much of each domain to train on."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, model_folder, refusals, stage_config


def mix(words: Words = None, config: ConfigFile = None) -> None:
    """Find the shares of the domains with a small model, and what following losses is worth.

    For instance: consilium finetune mix out=runs/mix texts.finance=finance.jsonl max_steps=400
    """
    from finetune.mix import MixConfig
    from finetune.mix import mix as find

    chosen = stage_config(MixConfig, config, words)
    with refusals():
        found = find(chosen, model_folder(chosen.model))
    for name, share in found.shares.of.items():
        typer.echo(f"{name}: {share:.3f}")
    every, mean = found.convergence.every_ratio, found.convergence.mean_ratio
    for said, ratio in (("the mean", mean), ("each domain", every)):
        reached = "not reached" if ratio is None else f"{ratio:.2f} times as fast"
        typer.echo(f"loss of even shares, {said}: {reached}")
    typer.echo(f"Shares are in {chosen.out / 'mixture.toml'}")
