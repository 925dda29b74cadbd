"""From scores to probabilities: of each candidate, of a disease not looked at, of none known.

A multinomial logit over a few numbers of the whole comparison says whether the right disease is
among the candidates, elsewhere in the knowledge, or outside it; a softmax with a temperature that
depends on the number of findings divides the first share. How many findings were excluded is left
out: in published cases that tells the series a case comes from, not the disease. Legend: C
candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import DISEASE_FEATURES, PRESENT_FEATURES, Compared
from apps.medical.domain.rare.network import Ensemble, Network

Floats = npt.NDArray[np.floating]

OUTCOMES: Final = ("among the candidates", "elsewhere in the knowledge", "outside it")

SIGNS: Final = (
    "log findings", "first chance", "first less second chance", "entropy",
    "log sum of scores", "best score", "nats per finding", "best nats of a finding",
    "nats lost to the best of any candidate", "mean information", "largest information",
    "covered share", "findings explained", "findings annotated", "mean match", "mean frequency",
    "chance of the first ten", "signs of the first impression",
    "most nats of any candidate", "weakest quarter of nats", "unmatched information",
    "score over the next ten", "worth of the disease as a whole",
    "log publications", "log annotated terms", "uncovered", "younger than onset",
    "likely nats per finding", "likely covered share", "likely explained", "likely annotated",
    "likely publications", "likely uncovered", "spread of scores", "most covered of the first ten",
    "most share covered of the first ten", "most explained of any", "most annotated of any",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of `candidates_C`, `elsewhere` and `outside` sum to 1."""

    candidates_C: Floats
    elsewhere: float
    outside: float

    def lowered(self, share: float) -> Outcome:
        """The diseases keep `share` of what they had; the rest is outside."""
        outside = 1.0 - (1.0 - self.outside) * share
        return Outcome(self.candidates_C * share, self.elsewhere * share, outside)


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
    """The numbers named in SIGNS: of the best candidate, and of the likely ones on average."""
    order = np.argsort(-scores_C, kind="stable")
    chance = softmax(scores_C)
    nats_PC = model.present(compared.present_PCF)
    signs = [
        *_of_scores(compared, scores_C, chance, order),
        *_of_findings(compared, nats_PC, int(order[0])),
        *_of_disease(compared, model, nats_PC, chance, int(order[0])),
        *_of_any(compared, order[:10]),
    ]
    return np.array([value for _, value in sorted(signs)], np.float64)


def _of_scores(
    compared: Compared, scores_C: Floats, chance_C: Floats, order: npt.NDArray[np.int64]
) -> list[tuple[int, float]]:
    best, others = order[0], order[1:11]
    second = chance_C[order[1]] if len(order) > 1 else 0.0
    next_ten = scores_C[others].mean() if len(others) else scores_C[best]
    return _named(
        {
            "first chance": chance_C[best],
            "first less second chance": chance_C[best] - second,
            "entropy": -(chance_C * np.log(np.maximum(chance_C, 1e-12))).sum(),
            "log sum of scores": scores_C[best] + np.log(np.exp(scores_C - scores_C[best]).sum()),
            "best score": scores_C[best],
            "chance of the first ten": chance_C[order[:10]].sum(),
            "signs of the first impression": compared.first_C[best] / len(compared.present_PCF),
            "score over the next ten": scores_C[best] - next_ten,
            "spread of scores": scores_C.std(),
        }
    )


def _of_findings(compared: Compared, nats_PC: Floats, best: int) -> list[tuple[int, float]]:
    present, nats = compared.present_PCF, nats_PC[:, best]
    information = present[:, best, PRESENT_FEATURES.index("information")]
    unmatched = (present[:, best, 0] == 0) * information
    return _named(
        {
            "log findings": np.log(len(present)),
            "nats per finding": nats.mean(),
            "best nats of a finding": nats.max(),
            "nats lost to the best of any candidate": (nats_PC.max(axis=1) - nats).mean(),
            "mean information": information.mean(),
            "largest information": information.max(),
            "mean match": present[:, best, 0].mean(),
            "mean frequency": present[:, best, 3].mean(),
            "most nats of any candidate": nats_PC.mean(axis=0).max(),
            "weakest quarter of nats": np.quantile(nats, 0.25),
            "unmatched information": unmatched.sum() / max(information.sum(), 1e-6),
        }
    )


def _of_disease(
    compared: Compared, model: Ensemble | Network, nats_PC: Floats, chance_C: Floats, best: int
) -> list[tuple[int, float]]:
    def column(name: str) -> Floats:
        return compared.disease_CF[:, DISEASE_FEATURES.index(name)]

    return _named(
        {
            "worth of the disease as a whole": model.disease(compared.disease_CF[[best]])[0],
            "covered share": column("covered share")[best],
            "findings explained": column("findings explained")[best],
            "findings annotated": column("findings annotated")[best],
            "log publications": column("publications")[best],
            "log annotated terms": column("annotated terms")[best],
            "uncovered": column("uncovered")[best],
            "younger than onset": column("younger than onset")[best],
            "likely nats per finding": chance_C @ nats_PC.mean(axis=0),
            "likely covered share": chance_C @ column("covered share"),
            "likely explained": chance_C @ column("findings explained"),
            "likely annotated": chance_C @ column("findings annotated"),
            "likely publications": chance_C @ column("publications"),
            "likely uncovered": chance_C @ column("uncovered"),
        }
    )


def _of_any(compared: Compared, likely: npt.NDArray[np.int64]) -> list[tuple[int, float]]:
    """How well anything known fits, whichever it is."""

    def column(name: str) -> Floats:
        return compared.disease_CF[:, DISEASE_FEATURES.index(name)]

    return _named(
        {
            "most covered of the first ten": column("covered share")[likely].max(),
            "most share covered of the first ten": column("mean share covered")[likely].max(),
            "most explained of any": column("findings explained").max(),
            "most annotated of any": column("findings annotated").max(),
        }
    )


def _named(values: dict[str, Any]) -> list[tuple[int, float]]:
    return [(SIGNS.index(name), float(value)) for name, value in values.items()]
