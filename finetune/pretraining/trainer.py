"""transformers' Trainer over quick steps: lanes instead of one pass, and small checkpoints.

The loop, the optimizer, clipping, logging and resuming are the Trainer's. Knows blocks; knows
nothing of where they come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, IterableDataset
from transformers import Trainer, TrainingArguments

from core_model.model import CoreForCausalLM
from core_model.routing import RouterLosses, router_losses
from finetune.mixing.mixture import Mixture
from finetune.pretraining.blocks import Block, labelled, micro_batches, packed
from finetune.pretraining.config import GENERAL, PretrainConfig
from finetune.pretraining.learning import load_trained, save_trained
from finetune.runs.clock import Clock
from finetune.runs.schedule import factor
from finetune.speed.forward import Packed, QuickStep
from finetune.speed.head_loss import cross_entropy, divergence
from finetune.speed.lanes import Lanes
from finetune.speed.specialists import Sink

MIXTURE = "mixture.json"


class Batches(IterableDataset[dict[str, Any]]):
    """`size` blocks of the mixture at a time, as a batch that the Trainer passes on unread."""

    def __init__(self, mixture: Mixture, size: int):
        self.mixture = mixture
        self.size = size

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while True:
            yield {"blocks": [self.mixture.block() for _ in range(self.size)]}


class PretrainTrainer(Trainer):
    """Trains what `learner` made trainable."""

    def __init__(
        self,
        model: CoreForCausalLM,
        args: TrainingArguments,
        *,
        config: PretrainConfig,
        mixture: Mixture,
        clock: Clock,
        **others: Any,
    ):
        self.config = config
        self.mixture = mixture
        self.clock = clock
        self.lanes = Lanes(config.lanes)
        self.step = QuickStep(model, config.frozen_layers, config.recompute)
        self._sinks = [_sinks(self.step) for _ in range(config.lanes)]
        self.newborn = False
        super().__init__(model, args, **others)

    def get_train_dataloader(self) -> DataLoader:
        return DataLoader(Batches(self.mixture, self.config.batch), batch_size=None)

    def training_step(self, model, inputs, num_items_in_batch=None) -> torch.Tensor:
        """One step over all micro-batches; leaves gradients where the optimizer looks for them."""
        blocks: list[Block] = inputs["blocks"]
        general = GENERAL if self.config.anchor else None
        parts = micro_batches(blocks, self.config.micro, general)
        total = labelled(blocks)
        self.step.refresh()
        for sinks in self._sinks:
            for sink in sinks:
                sink.gate_up.zero_()
                sink.down.zero_()

        def one(lane: int, part: list[Block]) -> torch.Tensor:
            anchored = part[0]["domain"] == general
            loss, shown = self.micro_loss(packed(part), self._sinks[lane], anchored, total)
            loss.backward()
            return shown.detach()

        found = self.lanes.run(parts, one)
        self._collect()
        return torch.stack(found).sum()

    def micro_loss(
        self, given: Packed, sinks: list[Sink] | None, anchored: bool, total: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """What is minimised, and the part of it that is about text; both over `total` tokens."""
        core = self.step.model
        hidden, logits = self.step(given, sinks)
        flat = hidden.reshape(given.ids.numel(), -1)
        if anchored:
            with torch.no_grad():
                base = self.step(given, silent=True)[0].reshape(flat.shape)
            text = divergence(flat, core.lm_head.weight, base, divisor=total / self.config.anchor)
        else:
            text = cross_entropy(flat, core.lm_head.weight, given.labels.reshape(-1), divisor=total)
        share = given.ids.numel() / (self.config.batch * self.config.length)
        losses = router_losses(logits[self.step.frozen_layers :], core.config.num_experts_per_tok)
        return text + share * self._weighted(losses), text

    def _weighted(self, losses: RouterLosses) -> torch.Tensor:
        config = self.config
        return (
            config.balance * losses.balance
            + config.entropy * losses.entropy
            + (config.z * losses.z)
        )

    def _collect(self) -> None:
        """Adds the lanes' gradients up, into the parameters'."""
        for at, copy in enumerate(self.step.copies):
            first, *others = [sinks[at] for sinks in self._sinks]
            for other in others:
                first.gate_up.add_(other.gate_up)
                first.down.add_(other.down)
            if at >= self.step.frozen_layers:
                copy.gate_up_proj.grad = first.gate_up
                copy.down_proj.grad = first.down
                self._spare(first)

    def _spare(self, sink: Sink) -> None:
        """Specialists that do not learn get no gradient."""
        chosen = self.config.specialists
        if chosen is None:
            return
        for expert in set(range(len(sink.down))) - set(chosen):
            sink.gate_up[expert] = 0
            sink.down[expert] = 0

    def create_optimizer(self, model=None) -> torch.optim.Optimizer:
        """AdamW over three groups: down-projections, gates and ups, routers."""
        if self.optimizer is None:
            config = self.config
            panels = self.step.model.panels()[config.frozen_layers :]
            rate, decay = config.learning_rate, config.weight_decay
            stacks = [panel.specialists for panel in panels]
            self.optimizer = torch.optim.AdamW(
                [
                    {"params": [each.down_proj for each in stacks], "weight_decay": decay},
                    {"params": [each.gate_up_proj for each in stacks], "weight_decay": decay},
                    {
                        "params": [panel.router.weight for panel in panels],
                        "lr": config.router_learning_rate,
                    },
                ],
                lr=rate,
                betas=config.betas,
                weight_decay=0.0,
                fused=True,
            )
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        """Rates by the clock; a newborn's down-projections learn alone at first."""
        config, clock = self.config, self.clock
        alone = config.only_down_steps if self.newborn else 0

        def down(step: int) -> float:
            part = clock.fraction(step)
            return factor(step, part, warmup_steps=config.warmup_steps, decay=config.decay)

        def others(step: int) -> float:
            return 0.0 if step < alone else down(step)

        if self.lr_scheduler is None:
            self.lr_scheduler = torch.optim.lr_scheduler.LambdaLR(
                optimizer or self.optimizer, [down, others, others]
            )
        return self.lr_scheduler

    def _save(self, output_dir: str | None = None, state_dict=None) -> None:
        folder = Path(output_dir or self.args.output_dir)
        save_trained(self.step.model, folder)
        (folder / MIXTURE).write_text(json.dumps(self.mixture.state_dict()), encoding="utf-8")

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model=None) -> None:
        folder = Path(resume_from_checkpoint)
        load_trained(self.step.model, folder)
        self.mixture.load_state_dict(json.loads((folder / MIXTURE).read_text(encoding="utf-8")))


def _sinks(step: QuickStep) -> list[Sink]:
    return [
        Sink(torch.zeros_like(copy.gate_up_proj), torch.zeros_like(copy.down_proj))
        for copy in step.copies
    ]
