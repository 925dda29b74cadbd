"""`consilium finetune`: from a corpus to trained weights, one command a stage.

Each command takes `--config FILE.toml` and `key=value` words over it.
"""

from __future__ import annotations

import typer

from apps.commands.finetune.augment import augment
from apps.commands.finetune.corpus import corpus
from apps.commands.finetune.distill import distill
from apps.commands.finetune.evaluate import evaluate
from apps.commands.finetune.head import head
from apps.commands.finetune.lessons import lessons
from apps.commands.finetune.mix import mix
from apps.commands.finetune.new_domain import ask, forget, new_domain
from apps.commands.finetune.prefer import prefer
from apps.commands.finetune.pretrain import pretrain
from apps.commands.finetune.publish import publish
from apps.commands.finetune.quantize import quantize
from apps.commands.finetune.rebuild import rebuild
from apps.commands.finetune.sample import sample
from apps.commands.finetune.sft import sft
from apps.commands.finetune.terms import terms

finetune_app = typer.Typer(
    no_args_is_help=True, help="Train the panel and its adapters; add a domain by script."
)
finetune_app.command()(corpus)
finetune_app.command()(pretrain)
finetune_app.command()(lessons)
finetune_app.command()(sft)
finetune_app.command()(prefer)
finetune_app.command()(publish)
finetune_app.command("new-domain")(new_domain)
finetune_app.command()(ask)
finetune_app.command()(forget)
finetune_app.command()(head)
finetune_app.command()(augment)
finetune_app.command()(evaluate)
finetune_app.command()(mix)
finetune_app.command()(sample)
finetune_app.command()(quantize)
finetune_app.command()(distill)
finetune_app.command()(terms)
finetune_app.command()(rebuild)
