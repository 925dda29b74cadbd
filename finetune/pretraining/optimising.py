"""The optimizer of pre-training and its rates: down-projections, gates and ups, routers."""

from __future__ import annotations

import torch
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from finetune.pretraining.config import PretrainConfig
from finetune.runs.clock import Clock
from finetune.runs.schedule import factor

KINDS = ("down_proj", "gate_up_proj", "router.weight")


def optimizer_of(model: nn.Module, config: PretrainConfig) -> torch.optim.AdamW:
    """AdamW over three groups in the order of KINDS; what does not learn is left out."""
    named = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
    groups = [[each for name, each in named if name.endswith(kind)] for kind in KINDS]
    rates = (config.learning_rate, config.learning_rate, config.router_learning_rate)
    decays = (config.weight_decay, config.weight_decay, 0.0)
    return torch.optim.AdamW(
        [
            {"params": weights, "lr": rate, "weight_decay": decay}
            for weights, rate, decay in zip(groups, rates, decays, strict=True)
        ],
        betas=config.betas,
        fused=True,
    )


def schedule_of(
    optimizer: torch.optim.Optimizer, config: PretrainConfig, clock: Clock, newborn: bool
) -> LambdaLR:
    """Rates by the clock; a newborn's down-projections learn alone at first."""
    alone = config.only_down_steps if newborn else 0

    def down(step: int) -> float:
        part = clock.fraction(step)
        return factor(step, part, warmup_steps=config.warmup_steps, decay=config.decay)

    def others(step: int) -> float:
        return 0.0 if step < alone else down(step)

    return LambdaLR(optimizer, [down, others, others])
