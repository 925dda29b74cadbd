"""Trains a sequence network: Adam, one cycle of rates, averaged weights, the best round kept.

Losses are in nats per answer; the validation students are only listened to for which round was
best, never learned from. Knows nothing of logs: rows of columns come in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from apps.education.service.tracing.network import Asked, NetworkShape, SequenceNetwork
from apps.education.service.tracing.windows import Batch, Window, pack, windows_of

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]
Floats = NDArray[np.float32]
State = dict[str, Tensor]


class Stopped(Exception):
    """Training was cancelled; there is no model."""


@dataclass(frozen=True, slots=True)
class Recipe:
    rounds: int = 8
    patience: int = 2
    """Rounds without a better validation loss before training ends."""
    rate: float = 4e-3
    places: int = 2500
    """Answers of one batch, padding included."""
    longest: int = 256
    overlap: int = 32
    item_precision: float = 100.0
    """Of the prior that items lie at their points, against one answer's evidence."""
    decay: float = 1e-2
    average: float = 0.99
    """Weight of the past in the averaged weights, per step."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """One answer per row, of students in one piece each, oldest first. `item` and `points` (answer,
    most points of an item) count from 1, 0 is unknown or padding.
    """

    columns: Floats
    item: NDArray[np.int64]
    points: NDArray[np.int64]
    right: NDArray[np.bool_]
    student: NDArray[np.int32]

    def asked(self, rows: NDArray[np.int64]) -> Asked:
        return Asked(
            torch.from_numpy(self.columns[rows]),
            torch.from_numpy(self.item[rows]),
            torch.from_numpy(self.points[rows]),
        )

    def answers(self, rows: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(self.right[rows].astype(np.int64))


def fit_network(
    shape: NetworkShape,
    train: Rows,
    valid: Rows,
    recipe: Recipe,
    *,
    seed: int,
    progress: Progress,
    cancelled: Cancelled,
) -> SequenceNetwork:
    """The network with the averaged weights of its best round. Raises Stopped if cancelled."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = SequenceNetwork(shape)
    averaged = _copy(network)
    best, best_loss, waited = averaged, math.inf, 0
    stepper = _Stepper(network, averaged, train, recipe)
    for current in range(recipe.rounds):
        batches = pack(stepper.windows, recipe.places, rng)
        for place, batch in enumerate(batches):
            if cancelled():
                raise Stopped
            done = (current + place / len(batches)) / recipe.rounds
            stepper.step(batch, done)
            progress(done)
        loss = _loss(shape, averaged, valid if len(valid.right) else train, recipe)
        waited = 0 if loss < best_loss else waited + 1
        if loss < best_loss:
            best_loss, best = loss, {name: value.clone() for name, value in averaged.items()}
        if waited >= recipe.patience:
            break
    return network_of(shape, best)


def network_of(shape: NetworkShape, state: State) -> SequenceNetwork:
    """Ready to predict."""
    network = SequenceNetwork(shape)
    network.load_state_dict(state)
    return network.eval()


def predict(network: SequenceNetwork, rows: Rows, places: int = 8192) -> Floats:
    """Logits of right answers, each from all of the student's earlier ones."""
    logits = np.zeros(len(rows.right), np.float32)
    with torch.inference_mode():
        for batch in pack(windows_of(rows.student), places):
            found = network(rows.asked(batch.rows), rows.answers(batch.rows)).numpy()
            logits[batch.rows[batch.scored]] = found[batch.scored]
    return logits


class _Stepper:
    """One step of learning at a time; keeps `averaged` up to date in place."""

    def __init__(
        self, network: SequenceNetwork, averaged: State, rows: Rows, recipe: Recipe
    ) -> None:
        self.network, self.averaged, self.rows, self.recipe = network, averaged, rows, recipe
        self.windows: tuple[Window, ...] = windows_of(rows.student, recipe.longest, recipe.overlap)
        self.optimiser = torch.optim.AdamW(
            network.parameters(), lr=recipe.rate, betas=(0.9, 0.98), weight_decay=recipe.decay
        )
        self.taken = 0

    def step(self, batch: Batch, done: float) -> None:
        for group in self.optimiser.param_groups:
            group["lr"] = self.recipe.rate * _share_of_rate(done, self.taken)
        self.network.train()
        logits = self.network(self.rows.asked(batch.rows), self.rows.answers(batch.rows))
        right = self.rows.answers(batch.rows).float()
        scored = torch.from_numpy(batch.scored)
        loss = binary_cross_entropy_with_logits(logits[scored], right[scored])
        held = self.recipe.item_precision / 2 / len(self.rows.right)
        (loss + held * self.network.shrinkage()).backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self._average()

    def _average(self) -> None:
        self.taken += 1
        past = min(self.recipe.average, self.taken / (self.taken + 10))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.averaged[name].lerp_(value, 1 - past)


def _share_of_rate(done: float, taken: int) -> float:
    """Warm for 50 steps, then down a half cosine."""
    return min(1.0, (taken + 1) / 50) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * done)))


def _loss(shape: NetworkShape, state: State, rows: Rows, recipe: Recipe) -> float:
    logits = torch.from_numpy(predict(network_of(shape, state), rows))
    return float(binary_cross_entropy_with_logits(logits, torch.from_numpy(rows.right).float()))


def _copy(network: SequenceNetwork) -> State:
    return {name: value.detach().clone() for name, value in network.state_dict().items()}


def shape_for(rows: Rows, items: int, points: int, base: NetworkShape) -> NetworkShape:
    """`items` and `points` without the unknown one."""
    return replace(base, columns=rows.columns.shape[1], items=items + 1, points=points + 1)
