"""What each comparison is worth: three small networks whose sum is a disease's score, in nats.

score(disease) = sum over present findings + sum over excluded findings + the disease as a whole.
A better match of a present finding never lowers the score (its weights are kept positive), and a
finding that nothing of the disease matches adds exactly 0: unrelated findings do not count against
it. Legend: P findings, E excluded, C candidates, F features, H hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from apps.medical.domain.rare.evidence import (
    ABSENT_FEATURES,
    DISEASE_FEATURES,
    PRESENT_FEATURES,
    Compared,
)

Floats = npt.NDArray[np.floating]

MATCHES = PRESENT_FEATURES.index("information")
"""The first features say how well the finding matches; the others describe the finding itself."""

ABSENT_MATCHES = ABSENT_FEATURES.index("information")


def softplus(x: Floats) -> Floats:
    return np.logaddexp(0.0, x, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Network:
    """Parameters; `raw` ones pass through softplus(x - 1), the slope through softplus(x)."""

    present_in_FH: Floats
    present_bias_H: Floats
    present_out_H: Floats
    present_slope_F: Floats
    absent_in_FH: Floats
    absent_bias_H: Floats
    absent_out_H: Floats
    disease_in_FH: Floats
    disease_bias_H: Floats
    disease_out_H: Floats

    @classmethod
    def fresh(cls, rng: np.random.Generator, *, present: int = 16, other: int = 8) -> Network:
        """Small random weights around a plain sum of log ratios."""

        def normal(*shape: int, scale: float = 0.3) -> Floats:
            return (rng.standard_normal(shape) * scale).astype(np.float32)

        return cls(
            normal(len(PRESENT_FEATURES), present),
            normal(present),
            normal(present, scale=0.2),
            np.array([2.5, 1.0, 1.0, 0.1, 0.1], np.float32),
            normal(len(ABSENT_FEATURES), other),
            normal(other),
            normal(other),
            normal(len(DISEASE_FEATURES), other, scale=0.2),
            normal(other, scale=0.2),
            normal(other, scale=0.3),
        )

    @classmethod
    def named(cls, arrays: Mapping[str, npt.NDArray]) -> Network:
        return cls(**{each.name: np.asarray(arrays[each.name]) for each in fields(cls)})

    def arrays(self) -> dict[str, Floats]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def present_weights(self) -> tuple[Floats, Floats, Floats]:
        """Input, output and slope weights, those of matches positive."""
        inward = self.present_in_FH.copy()
        inward[:MATCHES] = softplus(inward[:MATCHES] - 1)
        return inward, softplus(self.present_out_H - 1), softplus(self.present_slope_F)

    def present(self, present_PCF: Floats) -> Floats:
        """Nats for each finding and candidate; 0 where nothing matches."""
        inward, outward, slope = self.present_weights()
        whole = np.tanh(present_PCF @ inward + self.present_bias_H)
        unmatched = np.tanh(present_PCF[..., MATCHES:] @ inward[MATCHES:] + self.present_bias_H)
        return (whole - unmatched) @ outward + present_PCF[..., :MATCHES] @ slope

    def absent(self, absent_ECF: Floats) -> Floats:
        """Nats for each excluded finding and candidate; 0 where the disease does not know it."""
        inward, bias = self.absent_in_FH, self.absent_bias_H
        whole = np.tanh(absent_ECF @ inward + bias)
        unknown = np.tanh(absent_ECF[..., ABSENT_MATCHES:] @ inward[ABSENT_MATCHES:] + bias)
        return (whole - unknown) @ self.absent_out_H

    def disease(self, disease_CF: Floats) -> Floats:
        hidden = np.tanh(disease_CF @ self.disease_in_FH + self.disease_bias_H)
        return hidden @ self.disease_out_H

    def score(self, compared: Compared) -> Floats:
        total = self.disease(compared.disease_CF)
        total = total + self.present(compared.present_PCF).sum(axis=0)
        return total + self.absent(compared.absent_ECF).sum(axis=0)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The mean of several networks; still a sum over findings."""

    networks: tuple[Network, ...]

    def present(self, present_PCF: Floats) -> Floats:
        return _mean([each.present(present_PCF) for each in self.networks])

    def absent(self, absent_ECF: Floats) -> Floats:
        return _mean([each.absent(absent_ECF) for each in self.networks])

    def disease(self, disease_CF: Floats) -> Floats:
        return _mean([each.disease(disease_CF) for each in self.networks])

    def score(self, compared: Compared) -> Floats:
        return _mean([each.score(compared) for each in self.networks])


def _mean(parts: Sequence[Floats]) -> Floats:
    return np.mean(np.stack(parts), axis=0)
