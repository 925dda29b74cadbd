"""Chooses the next token from its logits. Works on one row; knows nothing of text.

Shapes: V size of the vocabulary.
"""

from __future__ import annotations

import torch

from core_model.engine.request import Sampling


class Sampler:
    """Draws tokens with penalties, temperature and nucleus, repeatably where a seed is given."""

    def __init__(self, sampling: Sampling):
        self._sampling = sampling
        self._generator = torch.Generator()
        if sampling.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(sampling.seed % 2**63)
        self._counts: dict[int, int] = {}

    def pick(self, logits_V: torch.Tensor) -> int:
        """The next token's id."""
        logits_V = self._penalised(logits_V.float())
        if self._sampling.temperature == 0:
            token = int(logits_V.argmax())
        else:
            token = self._draw(logits_V / self._sampling.temperature)
        self._counts[token] = self._counts.get(token, 0) + 1
        return token

    def _draw(self, logits_V: torch.Tensor) -> int:
        probability_V = logits_V.softmax(dim=-1)
        if self._sampling.top_p < 1:
            probability_V = nucleus(probability_V, self._sampling.top_p)
        return int(torch.multinomial(probability_V, 1, generator=self._generator))

    def _penalised(self, logits_V: torch.Tensor) -> torch.Tensor:
        presence, frequency = self._sampling.presence_penalty, self._sampling.frequency_penalty
        if not self._counts or (presence == 0 and frequency == 0):
            return logits_V
        seen = torch.tensor(list(self._counts))
        counts = torch.tensor(list(self._counts.values()), dtype=torch.float32)
        return logits_V.index_add(0, seen, -(presence + frequency * counts))


def nucleus(probability_V: torch.Tensor, top_p: float) -> torch.Tensor:
    """Zeroes all but the fewest most probable tokens that reach `top_p` together; keeps one."""
    ranked, order = probability_V.sort(descending=True)
    before = ranked.cumsum(dim=-1) - ranked
    kept = torch.where(before < top_p, ranked, torch.zeros_like(ranked))
    kept[0] = ranked[0]
    return torch.zeros_like(probability_V).scatter(0, order, kept)
