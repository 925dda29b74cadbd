"""`consilium finetune publish`: puts trained weights into the suite."""

from __future__ import annotations

import typer

from apps.commands.finetune.stage import ConfigFile, Words, refusals, stage_config


def publish(words: Words = None, config: ConfigFile = None) -> None:
    """Pack, check and describe what runs have trained; the next `model build` seats it.

    For instance: consilium finetune publish specialists=runs/specialists
    texts.finance=finance.jsonl adapters.finance=runs/finance
    """
    import torch
    from transformers.utils.logging import disable_progress_bar

    from apps.commands.finetune.newborn import newborn_core
    from finetune.publishing.publish import PublishConfig
    from finetune.publishing.publish import publish as put

    chosen = stage_config(PublishConfig, config, words)
    if chosen.threads is not None:
        torch.set_num_threads(chosen.threads)
    disable_progress_bar()
    core = chosen.model or newborn_core()
    with refusals():
        done = put(chosen, core, lambda stage: typer.echo(stage, err=True))
    for domain, one in done.measured.items():
        typer.echo(
            f"{domain}: perplexity base {one.base:.3f}, trained {one.trained:.3f}, "
            f"shipped {one.shipped:.3f}"
        )
    for name, file in ({} if done.shipment is None else done.shipment.files).items():
        typer.echo(f"{name}: {file.size / 1e6:.1f} MB")
    for name, size in done.adapters.items():
        typer.echo(f"adapter {name}: {size / 1e6:.1f} MB")
    for name, size in done.heads.items():
        typer.echo(f"head {name}: {size / 1e6:.1f} MB")
    typer.echo(f"Written to {chosen.into}; `consilium model build` uses it from now on")
