"""transformers' Trainer over quick steps: lanes instead of one pass, and small checkpoints.

The loop, the optimizer, clipping, logging and resuming are the Trainer's. Knows blocks; knows
nothing of where they come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import torch
from torch.utils.data import DataLoader, IterableDataset
from transformers import Trainer, TrainingArguments

from core_model.model import CoreForCausalLM
from finetune.mixing.mixture import Mixture
from finetune.pretraining.balance import RunningLoad, counts, routing_loss
from finetune.pretraining.blocks import Block, labelled, micro_batches, packed
from finetune.pretraining.config import GENERAL, PretrainConfig
from finetune.pretraining.learning import load_trained, save_trained
from finetune.pretraining.optimising import optimizer_of, schedule_of
from finetune.runs.clock import Clock
from finetune.speed.forward import Packed, QuickStep
from finetune.speed.head_loss import cross_entropy, divergence
from finetune.speed.lanes import Lanes
from finetune.speed.specialists import Sink

STATE = "state.json"


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
        newborn: bool,
        **others: Any,
    ):
        self.config = config
        self.newborn = newborn
        self.mixture = mixture
        self.clock = clock
        self.lanes = Lanes(config.lanes)
        self.step = QuickStep(model, config.frozen_layers, config.recompute)
        self.load = RunningLoad(len(self.step.copies), model.config.num_experts)
        self._sinks = [_sinks(self.step) for _ in range(config.lanes)]
        super().__init__(model, args, **others)

    def get_train_dataloader(self) -> DataLoader:
        return DataLoader(Batches(self.mixture, self.config.batch), batch_size=None)

    def training_step(self, model, inputs, num_items_in_batch=None) -> torch.Tensor:
        """One step over all micro-batches; leaves gradients where the optimizer looks for them."""
        blocks = cast(list[Block], inputs["blocks"])
        general = GENERAL if self.config.anchor else None
        parts = micro_batches(blocks, self.config.micro, general)
        total = labelled(blocks)
        self.step.refresh()
        for sinks in self._sinks:
            for sink in sinks:
                sink.gate_up.zero_()
                sink.down.zero_()

        def one(lane: int, part: list[Block]) -> tuple[torch.Tensor, torch.Tensor]:
            anchored = part[0]["domain"] == general
            loss, shown, used = self.micro_loss(packed(part), self._sinks[lane], anchored, total)
            loss.backward()
            return shown.detach(), used

        found = self.lanes.run(parts, one)
        self._collect()
        self.load.update(torch.stack([used for _, used in found]).sum(dim=0))
        return torch.stack([shown for shown, _ in found]).sum()

    def micro_loss(
        self, given: Packed, sinks: list[Sink] | None, anchored: bool, total: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """What is minimised, the part of it that is about text, and choices by specialist.

        The first two are means over the step's `total` tokens.
        """
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
        top_k, config = core.config.num_experts_per_tok, self.config
        routing = routing_loss(
            logits,
            self.load.share_LE,
            top_k,
            balance=config.balance,
            entropy=config.entropy,
            z=config.z,
        )
        return text + share * routing, text, counts(logits, top_k)

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
        if self.optimizer is None:
            self.optimizer = optimizer_of(self.step.model, self.config)
        return self.optimizer

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        if self.lr_scheduler is None:
            self.lr_scheduler = schedule_of(
                optimizer or self.optimizer, self.config, self.clock, self.newborn
            )
        return self.lr_scheduler

    def _save(self, output_dir: str | None = None, state_dict=None) -> None:
        folder = Path(str(output_dir or self.args.output_dir))
        save_trained(self.step.model, folder)
        state = {"mixture": self.mixture.state_dict(), "load": self.load.share_LE.tolist()}
        (folder / STATE).write_text(json.dumps(state), encoding="utf-8")

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model=None) -> None:
        folder = Path(resume_from_checkpoint)
        load_trained(self.step.model, folder)
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
        self.mixture.load_state_dict(state["mixture"])
        self.load.share_LE = torch.tensor(state["load"])


def _sinks(step: QuickStep) -> list[Sink]:
    return [
        Sink(torch.zeros_like(copy.gate_up_proj), torch.zeros_like(copy.down_proj))
        for copy in step.copies
    ]
