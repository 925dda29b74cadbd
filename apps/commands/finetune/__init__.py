"""`consilium finetune`: from a corpus to trained weights, one command a stage.

Each command takes `--config FILE.toml` and `key=value` words over it.
"""

from __future__ import annotations

import typer

from apps.commands.finetune.pretrain import pretrain

finetune_app = typer.Typer(
    no_args_is_help=True, help="Train the panel and its adapters; add a domain by script."
)
finetune_app.command()(pretrain)
