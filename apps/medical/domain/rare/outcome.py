"""From scores to probabilities: of each candidate, of a disease not looked at, of none known.

A multinomial logit over a few numbers of the whole comparison says whether the right disease is
among the candidates, elsewhere in the knowledge, or outside it; a softmax with a temperature that
depends on the number of findings divides the first share. Legend: C candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import DISEASE_FEATURES, PRESENT_FEATURES, Compared
from apps.medical.domain.rare.network import Ensemble, Network

Floats = npt.NDArray[np.floating]

OUTCOMES: Final = ("among the candidates", "elsewhere in the knowledge", "outside it")

SIGNS: Final = (
    "log findings", "log excluded", "first chance", "first less second chance", "entropy",
    "log sum of scores", "best score", "nats per finding", "best nats of a finding",
    "nats lost to the best of any candidate", "mean information", "largest information",
    "covered share", "findings explained", "findings annotated", "mean match", "mean frequency",
    "chance of the first ten", "signs of the first impression", "excluded nats",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of `candidates_C`, `elsewhere` and `outside` sum to 1."""

    candidates_C: Floats
    elsewhere: float
    outside: float


@dataclass(frozen=True, slots=True)
class OutcomeModel:
    """`temperature` is (a, b): scores are multiplied by exp(a + b log findings).

    `prior` are the shares of OUTCOMES among the cases fitted to.
    """

    temperature: Floats
    mean: Floats
    scale: Floats
    weight: Floats
    bias: Floats
    prior: Floats

    def sharpness(self, findings: int) -> float:
        return float(np.exp(self.temperature[0] + self.temperature[1] * np.log(max(findings, 1))))

    def outcome(self, signs: Floats, scores_C: Floats, findings: int) -> Outcome:
        logits = expanded((signs - self.mean) / self.scale) @ self.weight + self.bias
        shares = softmax(logits)
        candidates = shares[0] * softmax(scores_C * self.sharpness(findings))
        return Outcome(candidates, float(shares[1]), float(shares[2]))


def expanded(standard: Floats) -> Floats:
    """The standardised signs, kept within three deviations, and their squares."""
    kept = np.clip(standard, -3.0, 3.0)
    return np.concatenate([kept, kept**2 - 1.0], axis=-1)


def softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max())
    return powers / powers.sum()


def signs_of(compared: Compared, model: Ensemble | Network, scores_C: Floats) -> Floats:
    """The numbers named in SIGNS."""
    order = np.argsort(-scores_C, kind="stable")
    best = int(order[0])
    chance = softmax(scores_C)
    nats_PC = model.present(compared.present_PCF)
    present, disease = compared.present_PCF, compared.disease_CF
    information = present[:, best, PRESENT_FEATURES.index("information")]
    absent = model.absent(compared.absent_ECF)[:, best].sum() if len(compared.absent_ECF) else 0.0
    place = DISEASE_FEATURES.index
    second = chance[order[1]] if len(order) > 1 else 0.0
    return np.array(
        [
            np.log(len(present)),
            np.log1p(len(compared.absent_ECF)),
            chance[best],
            chance[best] - second,
            -(chance * np.log(np.maximum(chance, 1e-12))).sum(),
            scores_C.max() + np.log(np.exp(scores_C - scores_C.max()).sum()),
            scores_C[best],
            nats_PC[:, best].mean(),
            nats_PC[:, best].max(),
            (nats_PC.max(axis=1) - nats_PC[:, best]).mean(),
            information.mean(),
            information.max(),
            disease[best, place("covered share")],
            disease[best, place("findings explained")],
            disease[best, place("findings annotated")],
            present[:, best, 0].mean(),
            present[:, best, 3].mean(),
            chance[order[:10]].sum(),
            compared.first_C[best] / len(present),
            absent,
        ],
        np.float64,
    )
