"""Which parts suffer most from rounding, measured one by one, and which of them to spare.

Knows a model with fake quantisers and windows of tokens; knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch
import torch.nn.functional as F

from core_model.model import CoreForCausalLM
from core_model.quantise import EMBEDDINGS
from finetune.quantise.fake import Rounded, only

SCALE_BYTES = 4
KEPT_BYTES = 2
"""Bytes of a weight that stays in bfloat16."""


@torch.inference_mode()
def sensitivities(
    model: CoreForCausalLM, rounded: Rounded, windows: Iterable[Sequence[int]]
) -> dict[str, float]:
    """Mean KL divergence, in nats a token, that rounding each part alone causes."""
    totals = dict.fromkeys(rounded, 0.0)
    tokens = 0
    for ids in windows:
        with only(rounded, ()):
            reference = _log_probabilities(model, ids)
        tokens += len(ids)
        for part in rounded:
            with only(rounded, (part,)):
                found = _log_probabilities(model, ids)
            totals[part] += F.kl_div(found, reference, log_target=True, reduction="sum").item()
    return {part: total / tokens for part, total in totals.items()}


def to_keep(
    model: CoreForCausalLM, sensitivity: Mapping[str, float], smaller: float
) -> frozenset[str]:
    """The parts that hurt most for their size, as many as leave the model so much smaller.

    `smaller` is the size in fp32 over the size in the end; the rest has 8 bits, the kept 16.
    """
    weights = {part: part_weights(model, part) for part in sensitivity}
    whole = sum(weights.values())
    room = (
        4 * whole / smaller - whole - SCALE_BYTES * sum(_rows(model, part) for part in sensitivity)
    )
    kept: list[str] = []
    for part in sorted(sensitivity, key=lambda name: -sensitivity[name] / weights[name]):
        cost = (KEPT_BYTES - 1) * weights[part]
        if cost <= room:
            kept.append(part)
            room -= cost
    return frozenset(kept)


def part_weights(model: CoreForCausalLM, part: str) -> int:
    """Weights of a part at their own widths, without padding; the tied head counts once."""
    config = model.config
    width, inner = config.hidden_size, config.intermediate_size
    if part == EMBEDDINGS:
        return config.vocab_size * width * (1 if config.tie_word_embeddings else 2)
    heads = config.num_attention_heads + config.key_value_heads
    return {
        "attention": 2 * width * config.head_width * heads,
        "general": 3 * width * inner,
        "specialists": 3 * width * sum(config.widths),
    }[part.partition(".")[2]]


def _rows(model: CoreForCausalLM, part: str) -> int:
    """Rows, each with a scale of its own."""
    config = model.config
    width, inner = config.hidden_size, config.intermediate_size
    if part == EMBEDDINGS:
        return config.vocab_size * (1 if config.tie_word_embeddings else 2)
    heads = config.head_width * (config.num_attention_heads + 2 * config.key_value_heads)
    return {
        "attention": heads + width,
        "general": 2 * inner + width,
        "specialists": 2 * sum(config.widths) + config.num_experts * width,
    }[part.partition(".")[2]]


def _log_probabilities(model: CoreForCausalLM, ids: Sequence[int]) -> torch.Tensor:
    return model(torch.tensor([list(ids)])).logits[0].float().log_softmax(dim=-1)
