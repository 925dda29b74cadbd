"""What a quantisation run measured. Knows numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Perplexity of each domain before rounding, rounded, and rounded after training.

    `kept` maps the spared parts to the harm, in nats a token, that rounding them would do.
    """

    before: Mapping[str, float]
    rounded: Mapping[str, float]
    trained: Mapping[str, float]
    kept: Mapping[str, float]
    bytes_before: int
    bytes_after: int

    def worst(self) -> float:
        """The largest perplexity after training over before rounding."""
        return max(self.trained[domain] / self.before[domain] for domain in self.before)

    def as_json(self) -> dict[str, object]:
        """As other programs read them."""
        return {
            "perplexity_before": dict(self.before),
            "perplexity_rounded": dict(self.rounded),
            "perplexity_trained": dict(self.trained),
            "worst_ratio": self.worst(),
            "kept": dict(self.kept),
            "smaller": self.bytes_before / self.bytes_after,
        }
