"""A small mixture of experts that stands in for the large one while shares are looked for.

Trains it on a `Mixture` with the trainer of transformers; after every few steps each domain's
validation loss is measured and handed to the mixture (DoReMi's proxy, Xie et al. 2023). Knows
blocks of token ids.

Shapes: B blocks, T tokens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from core_model.config import tiny
from core_model.model import CoreForCausalLM
from finetune.mixing.mixture import Mixture
from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.clock import Clock
from finetune.runs.folder import PREFIX, RunFolder, write_json
from finetune.runs.log import RunLog

STATE = "mixture.json"
HEAD = 32
"""Width of a head."""

Unseen = Mapping[str, torch.Tensor]
"""Validation blocks [B, T] of each domain."""


def proxy(vocabulary: int, *, width: int, layers: int, length: int, seed: int) -> CoreForCausalLM:
    """A newborn small model. `width` is a multiple of 64."""
    torch.manual_seed(seed)
    config = tiny(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=3 * width,
        num_hidden_layers=layers,
        num_attention_heads=width // HEAD,
        num_key_value_heads=width // HEAD // 2,
        max_position_embeddings=length,
        initializer_range=0.02,
        bos_token_id=None,
        eos_token_id=1,
        pad_token_id=None,
    )
    model = CoreForCausalLM(config)
    model.set_experts_implementation("eager")
    return model


@torch.no_grad()
def losses(model: CoreForCausalLM, unseen: Unseen) -> dict[str, float]:
    """The mean loss of each domain, nats a token, without the router's losses."""
    training = model.training
    model.eval()
    found = {
        name: float(model(input_ids=blocks_BT, labels=blocks_BT).loss)
        for name, blocks_BT in unseen.items()
    }
    model.train(training)
    return found


def unseen_blocks(
    documents: Mapping[str, Sequence[np.ndarray]], *, length: int, count: int, end: int
) -> dict[str, torch.Tensor]:
    """At most `count` blocks of each domain, from documents spread over all; at least one.

    Raises ValueError for a domain with less than one block.
    """
    found = {}
    for name, texts in documents.items():
        order = np.random.default_rng(0).permutation(len(texts))
        parts = [np.append(texts[number][: 2 * length], end) for number in order]
        ids = np.concatenate(parts)[: count * length]
        if len(ids) < length:
            raise ValueError(f"{name}: {len(ids)} tokens to validate on; {length} are needed")
        whole = ids[: len(ids) // length * length].reshape(-1, length)
        found[name] = torch.from_numpy(whole.astype(np.int64))
    return found


def train(
    folder: RunFolder[Any],
    model: CoreForCausalLM,
    mixture: Mixture,
    unseen: Unseen,
    clock: Clock,
    *,
    batch: int,
    learning_rate: float,
    every: int,
) -> None:
    """Trains to the end of the run, or goes on with one that was cut."""
    following = Following(folder, model, mixture, unseen, clock, every)
    trainer = Trainer(
        model,
        TrainingArguments(
            **arguments(
                folder,
                per_device_train_batch_size=batch,
                learning_rate=learning_rate,
                lr_scheduler_type="constant_with_warmup",
                warmup_steps=20,
                ignore_data_skip=True,
                remove_unused_columns=False,
            )
        ),
        train_dataset=mixture,
        data_collator=_together,
        callbacks=[
            following,
            *callbacks(folder, clock, per_step=batch * unseen_length(unseen), unit="tokens"),
        ],
    )
    newest = folder.newest_checkpoint()
    if newest is not None:
        mixture.load_state_dict(json.loads((newest / STATE).read_text(encoding="utf-8")))
    trainer.train(resume_from_checkpoint=None if newest is None else str(newest))


class Following(TrainerCallback):
    """Measures each domain every few steps, tells the mixture, and keeps its state."""

    def __init__(
        self,
        folder: RunFolder[Any],
        model: CoreForCausalLM,
        mixture: Mixture,
        unseen: Unseen,
        clock: Clock,
        every: int,
    ):
        self.path = folder.path
        self.log = RunLog(folder.log)
        self.model = model
        self.mixture = mixture
        self.unseen = unseen
        self.clock = clock
        self.every = every

    def on_step_end(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        self.clock.steps = state.global_step
        if state.global_step % self.every:
            return
        measured = losses(self.model, self.unseen)
        figures = {f"loss/{name}": loss for name, loss in measured.items()}
        figures |= {f"share/{name}": share for name, share in self.mixture.shares.of.items()}
        self.log.append(state.global_step, self.clock.seconds, figures)
        self.mixture.observe(measured)

    def on_save(self, args, state: TrainerState, control: TrainerControl, **kwargs):
        write_json(
            self.path / f"{PREFIX}{state.global_step}" / STATE,
            self.mixture.state_dict(),
        )


def unseen_length(unseen: Unseen) -> int:
    """Tokens of a block."""
    return next(iter(unseen.values())).shape[1]


def _together(blocks: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    ids_BT = torch.tensor([block["input_ids"] for block in blocks])
    return {"input_ids": ids_BT, "labels": ids_BT}
