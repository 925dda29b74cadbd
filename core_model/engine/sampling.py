"""Chooses the next token of each row from its logits.

A row without penalties or randomness is one look for its greatest logit; the others are drawn one
by one, each from its own random numbers, so that a seed repeats an answer whatever else is in the
batch. Knows nothing of text or grammars but the mask they give.

Shapes: B rows, V size of the vocabulary, C candidates left to draw from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from core_model.engine.request import Sampling

NEAR = (5.0, 10.0)
"""Logits further below the best are looked at only where the nearer ones do not suffice."""


class NotNumbers(ArithmeticError):
    """The model gave logits that are no numbers."""


class Sampler:
    """One request's choices: penalties over what it has seen, and its own random numbers."""

    def __init__(self, sampling: Sampling, prompt: Iterable[int] = ()):
        self.sampling = sampling
        seed = None if sampling.seed is None else sampling.seed % 2**63
        self._random = np.random.default_rng(seed)
        self._written: dict[int, int] = {}
        self._seen = dict.fromkeys(prompt) if sampling.repetition_penalty != 1 else {}
        self._bias = [(token, bias) for token, bias in sampling.logit_bias if bias]
        self._adjusts = bool(
            self._bias
            or sampling.presence_penalty
            or sampling.frequency_penalty
            or sampling.repetition_penalty != 1
        )

    @property
    def plain(self) -> bool:
        """Whether the choice is the greatest logit as it stands."""
        return self.sampling.temperature == 0 and not self._adjusts

    def pick(self, logits_V: np.ndarray, allowed_V: np.ndarray | None = None) -> int:
        """The next token's id, among those `allowed_V` (bool) where given. Leaves `logits_V`."""
        if allowed_V is not None:
            logits_V = np.where(allowed_V, logits_V, -np.inf)
        if self._adjusts:
            logits_V = self._adjusted(logits_V)
        token = greatest_of(logits_V)
        if token is None:
            raise NotNumbers("the greatest logit is not finite")
        if self.sampling.temperature == 0:
            return token
        return self._draw((logits_V - logits_V[token]) / self.sampling.temperature)

    def note(self, token: int) -> None:
        """Counts a token as written."""
        if self._adjusts:
            self._written[token] = self._written.get(token, 0) + 1
            self._seen[token] = None

    def _adjusted(self, logits_V: np.ndarray) -> np.ndarray:
        """Repetition penalty over prompt and answer, the others over the answer, then the bias."""
        asked, logits_V = self.sampling, logits_V.copy()
        rate = asked.repetition_penalty
        if self._seen and rate != 1:
            seen = np.fromiter(self._seen, dtype=np.int64)
            logits = logits_V[seen]
            logits_V[seen] = np.where(logits > 0, logits / rate, logits * rate)
        if self._written and (asked.presence_penalty or asked.frequency_penalty):
            counts = np.fromiter(self._written.values(), dtype=np.float32)
            loss = asked.presence_penalty + asked.frequency_penalty * counts
            logits_V[np.fromiter(self._written, dtype=np.int64)] -= loss
        for token, bias in self._bias:
            logits_V[token] += bias
        return logits_V

    def _draw(self, logits_V: np.ndarray) -> int:
        """By inverting the cumulative distribution at one random number. The best logit is 0."""
        logits_C, token_C = candidates(logits_V, self.sampling)
        total_C = np.exp(logits_C, dtype=np.float64).cumsum()
        chosen = np.searchsorted(total_C, self._random.random() * total_C[-1], side="right")
        at = min(int(chosen), len(total_C) - 1)
        return at if token_C is None else int(token_C[at])


class Candidates(NamedTuple):
    """Logits (C,) and token ids (C,), in the vocabulary's order; None for all tokens."""

    logits: np.ndarray
    tokens: np.ndarray | None


def candidates(logits_V: np.ndarray, sampling: Sampling) -> Candidates:
    """What top-k, then top-p, then min-p leave to draw from; never nothing. The best logit is 0.

    Tokens exactly as probable as the last one kept are kept with it.
    """
    lowest = -math.inf
    if 0 < sampling.top_k < len(logits_V):
        lowest = float(np.partition(logits_V, -sampling.top_k)[-sampling.top_k])
    if sampling.top_p < 1:
        lowest = max(lowest, _nucleus(logits_V, lowest, sampling.top_p))
    if sampling.min_p:
        lowest = max(lowest, math.log(sampling.min_p))
    if lowest == -math.inf:
        return Candidates(logits_V, None)
    token_C = np.flatnonzero(logits_V >= min(lowest, 0.0))
    return Candidates(logits_V[token_C], token_C)


def _nucleus(logits_V: np.ndarray, lowest: float, top_p: float) -> float:
    """The last logit of the fewest most probable that reach `top_p` of those from `lowest` on."""
    weights_V = np.exp(logits_V, dtype=np.float64)
    wanted = top_p * float(weights_V.sum(where=logits_V >= lowest))
    for width in (*NEAR, math.inf):
        near_C = logits_V[logits_V >= max(lowest, -width)]
        ranked_C = np.sort(near_C)[::-1]
        total_C = np.exp(ranked_C, dtype=np.float64).cumsum()
        if total_C[-1] >= wanted or width == math.inf:
            break
    count = int(np.searchsorted(total_C, wanted, side="left"))
    return float(ranked_C[min(count, len(ranked_C) - 1)])


def greatest(rows: Sequence[torch.Tensor]) -> list[int | None]:
    """The greatest logit's place in each row (V,); None where a row holds what is no number."""
    if rows[0].is_cpu:
        return [greatest_of(row.numpy()) for row in rows]
    best, token = torch.stack(list(rows)).max(dim=-1)
    return [
        at if math.isfinite(value) else None
        for value, at in zip(best.tolist(), token.tolist(), strict=True)
    ]


def greatest_of(row_V: np.ndarray) -> int | None:
    """The greatest logit's place; None where the row holds what is no number."""
    at = int(row_V.argmax())
    return at if math.isfinite(row_V[at]) else None
