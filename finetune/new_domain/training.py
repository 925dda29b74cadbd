"""How a new domain's adapter is trained: supervised tuning with settings for a few minutes.

Knows the stage's config; knows nothing of the other steps.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from finetune.new_domain.making import NewDomainConfig, Train

if TYPE_CHECKING:
    from finetune.sft import SftConfig

BATCH = 8
"""Lessons of one step: small, since a few minutes on a laptop are few steps."""
VALIDATION = 0
"""Lessons measured on while training: none, since the domain is measured afterwards."""


def sft_config(config: NewDomainConfig, lessons: Path) -> SftConfig:
    """The run under the domain's own folder."""
    from finetune.sft import SftConfig

    return SftConfig(
        out=config.out / "run",
        model=config.model,
        seed=config.seed,
        minutes=config.minutes,
        max_steps=config.max_steps,
        checkpoint_minutes=1,
        threads=config.threads,
        lessons=(lessons,),
        batch=BATCH,
        micro_batch=BATCH // 2,
        validation=VALIDATION,
        licences={config.data.name: config.licence},
        name=config.name,
    )


def trainer(config: NewDomainConfig, model: Path) -> Train:
    """Trains on a file of lessons, or resumes; the adapter's folder."""

    def train(lessons: Path) -> Path:
        from finetune.sft import sft

        return sft(sft_config(config, lessons), model)

    return train
