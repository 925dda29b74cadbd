"""Fits a network to solved cases: the right disease against the other likely candidates.

Loss: cross-entropy over the candidates of a case (conditional logit), cases of a cluster weighted
by one over the square root of its size. AdamW with one cycle of learning rates. Gradients are
written out, so that nothing but numpy is needed. Legend as in network.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import Compared
from apps.medical.domain.rare.network import ABSENT_MATCHES, MATCHES, Network

Floats = npt.NDArray[np.floating]
Gradient = dict[str, Floats]

MOST_PRESENT: Final = 25
MOST_ABSENT: Final = 40
"""Longer cases are trained on by their most informative findings."""


@dataclass(frozen=True, slots=True)
class Example:
    """A comparison and the place of the right disease among its candidates."""

    compared: Compared
    right: int
    weight: float


@dataclass(frozen=True, slots=True)
class Schedule:
    epochs: int = 8
    batch: int = 16
    rate: float = 5e-3
    decay: float = 1e-3


def fit(
    examples: Sequence[Example], rng: np.random.Generator, schedule: Schedule | None = None
) -> Network:
    """A network fitted to the examples. Raises ValueError without examples."""
    if not examples:
        raise ValueError("no case to train on: none has a known disease with annotations left")
    how = schedule or Schedule()
    network = Network.fresh(rng)
    first = {name: np.zeros_like(value) for name, value in network.arrays().items()}
    second = {name: np.zeros_like(value) for name, value in network.arrays().items()}
    steps = max(1, how.epochs * len(examples) // how.batch)
    order = np.concatenate([rng.permutation(len(examples)) for _ in range(how.epochs + 1)])
    for step in range(steps):
        batch = [examples[n] for n in order[step * how.batch : (step + 1) * how.batch]]
        slope = _batch_gradient(network, batch)
        rate = how.rate * one_cycle(step / steps)
        _adam(network, slope, (first, second), step + 1, rate, how.decay)
    return network


def one_cycle(part: float) -> float:
    """Rises over the first 30% of the way, then falls to 0 (Smith and Topin 2018)."""
    if part < 0.3:
        return 0.04 + 0.96 * (1 - np.cos(np.pi * part / 0.3)) / 2
    return (1 + np.cos(np.pi * (part - 0.3) / 0.7)) / 2


def _adam(
    network: Network,
    slope: Gradient,
    moments: tuple[Gradient, Gradient],
    step: int,
    rate: float,
    decay: float,
) -> None:
    """One step in place (Loshchilov and Hutter 2019)."""
    first, second = moments
    for name, value in network.arrays().items():
        first[name] += 0.1 * (slope[name] - first[name])
        second[name] += 0.001 * (slope[name] ** 2 - second[name])
        mean, square = first[name] / (1 - 0.9**step), second[name] / (1 - 0.999**step)
        value -= rate * (mean / (np.sqrt(square) + 1e-8) + decay * value)


def _batch_gradient(network: Network, batch: Sequence[Example]) -> Gradient:
    total = {name: np.zeros_like(value) for name, value in network.arrays().items()}
    whole = sum(example.weight for example in batch)
    for example in batch:
        _, slope = loss_and_gradient(network, example.compared, example.right)
        for name, value in slope.items():
            total[name] += value * np.float32(example.weight / whole)
    return total


def loss_and_gradient(network: Network, compared: Compared, right: int) -> tuple[float, Gradient]:
    """Negative log probability of the right candidate, and its slope in every parameter."""
    score = network.score(compared)
    score = score - score.max()
    chance = np.exp(score) / np.exp(score).sum()
    loss = -float(np.log(max(chance[right], 1e-30)))
    slope_C = chance.astype(np.float32)
    slope_C[right] -= 1.0
    found: Gradient = {each.name: np.zeros(0, np.float32) for each in fields(network)}
    found |= _present_gradient(network, compared.present_PCF, slope_C)
    found |= _absent_gradient(network, compared.absent_ECF, slope_C)
    found |= _disease_gradient(network, compared.disease_CF, slope_C)
    return loss, found


def _present_gradient(network: Network, present_PCF: Floats, slope_C: Floats) -> Gradient:
    """The terms for unmatched findings are the same for all candidates, and slopes sum to 0."""
    flat = present_PCF.reshape(-1, present_PCF.shape[-1])
    slope = np.tile(slope_C, len(present_PCF))
    inward, outward, _ = network.present_weights()
    hidden = np.tanh(flat @ inward + network.present_bias_H)
    back = (slope[:, None] * outward) * (1 - hidden**2)
    into = flat.T @ back
    into[:MATCHES] *= _sigmoid(network.present_in_FH[:MATCHES] - 1)
    return {
        "present_in_FH": into,
        "present_bias_H": back.sum(axis=0),
        "present_out_H": (slope @ hidden) * _sigmoid(network.present_out_H - 1),
        "present_slope_F": (slope @ flat[:, :MATCHES]) * _sigmoid(network.present_slope_F),
    }


def _absent_gradient(network: Network, absent_ECF: Floats, slope_C: Floats) -> Gradient:
    flat = absent_ECF.reshape(-1, absent_ECF.shape[-1])
    slope = np.tile(slope_C, len(absent_ECF))
    hidden = np.tanh(flat @ network.absent_in_FH + network.absent_bias_H)
    back = (slope[:, None] * network.absent_out_H) * (1 - hidden**2)
    return {
        "absent_in_FH": flat.T @ back,
        "absent_bias_H": back.sum(axis=0),
        "absent_out_H": slope @ hidden,
    }


def _disease_gradient(network: Network, disease_CF: Floats, slope_C: Floats) -> Gradient:
    hidden = np.tanh(disease_CF @ network.disease_in_FH + network.disease_bias_H)
    back = (slope_C[:, None] * network.disease_out_H) * (1 - hidden**2)
    return {
        "disease_in_FH": disease_CF.T @ back,
        "disease_bias_H": back.sum(axis=0),
        "disease_out_H": slope_C @ hidden,
    }


def _sigmoid(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


def shortened(compared: Compared) -> Compared:
    """The most informative findings only, in half precision, to keep many cases in memory."""
    present, absent = compared.present_PCF, compared.absent_ECF
    if len(present) > MOST_PRESENT:
        most = np.argsort(-present[:, 0, MATCHES], kind="stable")[:MOST_PRESENT]
        present = present[np.sort(most)]
    if len(absent) > MOST_ABSENT:
        most = np.argsort(-absent[:, :, :ABSENT_MATCHES].sum(axis=(1, 2)), kind="stable")
        absent = absent[np.sort(most[:MOST_ABSENT])]
    return Compared(
        compared.candidates_C,
        present.astype(np.float16),
        absent.astype(np.float16),
        compared.disease_CF,
        compared.first_C,
    )


def widened(compared: Compared) -> Compared:
    """In single precision again, as the networks compute."""
    return Compared(
        compared.candidates_C,
        compared.present_PCF.astype(np.float32),
        compared.absent_ECF.astype(np.float32),
        compared.disease_CF,
        compared.first_C,
    )


def example_weight(cluster_size: int) -> float:
    return cluster_size**-0.5


def annotated(compared: Compared, right: int) -> bool:
    """Whether the right disease kept any annotation once its publication was left out."""
    return bool(compared.disease_CF[right, 4] > 0)
