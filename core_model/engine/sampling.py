"""Chooses the next token of each row from its logits.

Rows without penalties or randomness are one argmax together; the others are drawn one by one, each
from its own generator, so that a seed repeats an answer whatever else is in the batch. Knows
nothing of text or grammars but the mask they give.

Shapes: B rows, V size of the vocabulary, C candidates left to draw from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch

from core_model.engine.request import Sampling

WIDE = 16.0
"""Logits this far below the best are looked at only where the nearer ones do not suffice."""


class NotNumbers(ArithmeticError):
    """The model gave logits that are no numbers."""


class Sampler:
    """One request's choices: penalties over what it has seen, and its own random numbers."""

    def __init__(self, sampling: Sampling, prompt: Iterable[int] = ()):
        self.sampling = sampling
        self._generator = torch.Generator()
        if sampling.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(sampling.seed % 2**63)
        self._written: dict[int, int] = {}
        self._seen = dict.fromkeys(prompt) if sampling.repetition_penalty != 1 else {}
        self._bias = [(token, bias) for token, bias in sampling.logit_bias if bias]

    @property
    def plain(self) -> bool:
        """Whether the choice is the greatest logit as it stands."""
        return self.sampling.temperature == 0 and not self._adjusts

    def pick(self, logits_V: torch.Tensor, allowed_V: torch.Tensor | None = None) -> int:
        """The next token's id, among those `allowed_V` where given. `logits_V` is left alone."""
        logits_V = logits_V.float()
        if allowed_V is not None:
            logits_V = logits_V.masked_fill(~allowed_V, -math.inf)
        if self._adjusts:
            logits_V = self._adjusted(logits_V)
        best = float(logits_V.max())
        if not math.isfinite(best):
            raise NotNumbers(f"the greatest logit is {best}")
        if self.sampling.temperature == 0:
            return int(logits_V.argmax())
        return self._draw((logits_V - best) / self.sampling.temperature)

    def note(self, token: int) -> None:
        """Counts a token as written."""
        self._written[token] = self._written.get(token, 0) + 1
        if self.sampling.repetition_penalty != 1:
            self._seen[token] = None

    @property
    def _adjusts(self) -> bool:
        asked = self.sampling
        return bool(
            self._bias
            or asked.presence_penalty
            or asked.frequency_penalty
            or asked.repetition_penalty != 1
        )

    def _adjusted(self, logits_V: torch.Tensor) -> torch.Tensor:
        """Repetition penalty over prompt and answer, the others over the answer, then the bias."""
        asked, logits_V = self.sampling, logits_V.clone()
        if self._seen:
            seen = torch.tensor(list(self._seen))
            logits = logits_V[seen]
            rate = asked.repetition_penalty
            logits_V[seen] = torch.where(logits > 0, logits / rate, logits * rate)
        if self._written and (asked.presence_penalty or asked.frequency_penalty):
            counts = torch.tensor(list(self._written.values()), dtype=torch.float32)
            loss = asked.presence_penalty + asked.frequency_penalty * counts
            logits_V[torch.tensor(list(self._written))] -= loss
        for token, bias in self._bias:
            logits_V[token] += bias
        return logits_V

    def _draw(self, logits_V: torch.Tensor) -> int:
        """By inverting the cumulative distribution at one random number. The best logit is 0."""
        weights_C, token_C = candidates(logits_V, self.sampling)
        total_C = weights_C.cumsum(dim=-1)
        point = torch.rand((), generator=self._generator, dtype=torch.float64) * total_C[-1]
        chosen = int(torch.searchsorted(total_C, point, right=True).clamp(max=len(total_C) - 1))
        return chosen if token_C is None else int(token_C[chosen])


class Candidates(NamedTuple):
    """Weights (C,) in fp64, not normalised, and token ids (C,); None where they are all tokens."""

    weights: torch.Tensor
    tokens: torch.Tensor | None


def candidates(logits_V: torch.Tensor, sampling: Sampling) -> Candidates:
    """What top-k, then top-p, then min-p leave to draw from; never nothing. The best logit is 0."""
    weights_V = logits_V.double().exp()
    if not (sampling.top_k or sampling.top_p < 1 or sampling.min_p):
        return Candidates(weights_V, None)
    near = logits_V > -WIDE
    token_C = near.nonzero().flatten()
    ranked_C, order = weights_V[token_C].sort(descending=True, stable=True)
    total = weights_V.sum()
    if not _suffices(ranked_C, total, sampling):
        ranked_C, token_C = weights_V.sort(descending=True, stable=True)
        order = torch.arange(len(token_C))
    count = _kept(ranked_C, total, sampling)
    return Candidates(ranked_C[:count], token_C[order[:count]])


def _suffices(ranked_C: torch.Tensor, total: torch.Tensor, sampling: Sampling) -> bool:
    """Whether the limits cut within these candidates, so that no others need to be looked at."""
    if 0 < sampling.top_k <= len(ranked_C):
        return True
    if sampling.top_k == 0 and sampling.top_p < 1:
        return bool(ranked_C.sum() >= sampling.top_p * total)
    return sampling.top_k == 0 and sampling.min_p >= math.exp(-WIDE)


def _kept(ranked_C: torch.Tensor, total: torch.Tensor, sampling: Sampling) -> int:
    """How many of the most probable candidates are kept, at least one."""
    if sampling.top_k:
        ranked_C = ranked_C[: sampling.top_k]
        total = ranked_C.sum()
    count = len(ranked_C)
    if sampling.top_p < 1:
        before_C = ranked_C.cumsum(dim=-1) - ranked_C
        count = min(count, int((before_C < sampling.top_p * total).sum()))
    if sampling.min_p:
        count = min(count, int((ranked_C >= sampling.min_p * ranked_C[0]).sum()))
    return max(count, 1)


def greatest(rows: Sequence[torch.Tensor]) -> list[int | None]:
    """The greatest logit's place in each row (V,); None where a row holds what is no number."""
    best, token = torch.stack(list(rows)).max(dim=-1)
    return [
        at if math.isfinite(value) else None
        for value, at in zip(best.tolist(), token.tolist(), strict=True)
    ]
