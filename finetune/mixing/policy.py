"""How shares follow the validation loss of each domain.

Each domain has a loss to aim at; whoever is further above it gets more text. The rule is DoReMi's
exponentiated ascent on the excess loss (Xie et al. 2023, algorithm 1), applied while training, as
online data mixing does (Albalak et al. 2023), instead of once beforehand. Losses are means in nats
a token. Knows numbers; knows nothing of how they were measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from finetune.mixing.shares import Shares, proportional


class Policy(Protocol):
    """New shares from old ones and what was measured since."""

    def update(self, shares: Shares, losses: Mapping[str, float]) -> Shares: ...


@dataclass(frozen=True, slots=True)
class Fixed:
    """Shares stay as they are."""

    def update(self, shares: Shares, losses: Mapping[str, float]) -> Shares:
        return shares


@dataclass(frozen=True, slots=True)
class Excess:
    """Shares grow with the loss above `aims`, in nats a token.

    `memory` 1 adds up what was measured (DoReMi); 0 follows the latest measurement alone, which
    cannot run away for a domain whose aim is out of reach. `rate` is the growth for one nat, as a
    logarithm; `smoothing` the part that is always mixed as `prior`, so that no domain is forgotten.
    Raises ValueError for values outside their range.
    """

    aims: Mapping[str, float]
    prior: Shares
    rate: float = 4.0
    memory: float = 0.5
    smoothing: float = 0.2

    def __post_init__(self) -> None:
        if not (self.rate > 0 and 0 <= self.memory <= 1 and 0 <= self.smoothing <= 1):
            raise ValueError(
                f"rate {self.rate!r} must be above 0, memory {self.memory!r} and smoothing"
                f" {self.smoothing!r} from 0 to 1"
            )
        if set(self.aims) != set(self.prior.of):
            raise ValueError(f"aims are of {sorted(self.aims)}, shares of {sorted(self.prior.of)}")

    def update(self, shares: Shares, losses: Mapping[str, float]) -> Shares:
        """Shares after losses were measured. A domain without a new loss counts as at its aim."""
        weights = {}
        for name, aim in self.aims.items():
            excess = max(losses.get(name, aim) - aim, 0.0)
            carried = self.memory * math.log(max(shares[name], 1e-9) / self.prior[name])
            weights[name] = math.log(self.prior[name]) + carried + self.rate * excess
        most = max(weights.values())
        moved = proportional({name: math.exp(each - most) for name, each in weights.items()})
        return moved.mixed(self.prior, self.smoothing)


def aims_from(start: Mapping[str, float], ratios: Mapping[str, float]) -> dict[str, float]:
    """Losses that bring each domain's perplexity to `ratios` of what it was at the start.

    A domain without a ratio aims at staying as it was.
    """
    return {name: loss + math.log(ratios.get(name, 1.0)) for name, loss in start.items()}
