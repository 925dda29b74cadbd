"""Decides which slots of a long prompt's cache are kept, evidence always among them.

Kept are the first tokens (attention sinks: Xiao et al. 2023), all evidence, the last window (the
question and the end of the template), and of the rest those that the last window attends to most
(SnapKV: Li et al. 2024). Works on slots and attention; knows nothing of blocks.

Shapes: S slots of the prompt.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

SINKS = 4
WINDOW = 64
SMOOTHING = 7


@dataclass(slots=True)
class Retention:
    """What one sequence may drop; `kept` is decided once, when its prompt has been read."""

    share: float
    evidence: tuple[tuple[int, int], ...]
    """Spans of tokens that are never dropped."""
    window: int
    kept: list[int] | None = None


def choose(attention_S: torch.Tensor, retention: Retention) -> list[int]:
    """The slots to keep, ascending: `share` of all, or more where evidence alone exceeds that."""
    slots = len(attention_S)
    kept_S = torch.zeros(slots, dtype=torch.bool)
    kept_S[:SINKS] = True
    kept_S[slots - retention.window :] = True
    for start, end in retention.evidence:
        kept_S[start:end] = True
    free = math.ceil(retention.share * slots) - int(kept_S.sum())
    if free > 0:
        score_S = _smooth(attention_S.float().cpu()).masked_fill(kept_S, -math.inf)
        kept_S[score_S.topk(min(free, slots)).indices] = True
    return kept_S.nonzero().flatten().tolist()


def _smooth(attention_S: torch.Tensor) -> torch.Tensor:
    """The greatest attention nearby, so that whole phrases are kept rather than single tokens."""
    row = attention_S[None, None]
    return F.max_pool1d(row, SMOOTHING, stride=1, padding=SMOOTHING // 2)[0, 0]
