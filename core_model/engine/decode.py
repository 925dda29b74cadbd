"""Runs the model token by token: reads the prompt in chunks, then writes one token a step.

Yields after every bounded piece of work, so that whoever drives it can interleave and cancel.
Works on token ids; knows nothing of text or threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from transformers import DynamicCache, PreTrainedModel

from core_model.engine.sampling import Sampler

PREFILL_CHUNK = 256


def decode(
    model: PreTrainedModel, prompt: Sequence[int], sampler: Sampler, limit: int
) -> Iterator[int | None]:
    """Yields None after each chunk of the prompt but the last, then up to `limit` token ids.

    Run it under `torch.inference_mode()`. The caller ends it on an end-of-sequence token.
    """
    cache = DynamicCache(config=model.config)
    chunks = torch.tensor([list(prompt)], device=model.device).split(PREFILL_CHUNK, dim=1)
    for chunk in chunks[:-1]:
        _step(model, chunk, cache)
        yield None
    token = sampler.pick(_step(model, chunks[-1], cache))
    yield token
    for _ in range(limit - 1):
        token = sampler.pick(_step(model, torch.tensor([[token]], device=model.device), cache))
        yield token


def _step(model: PreTrainedModel, ids: torch.Tensor, cache: DynamicCache) -> torch.Tensor:
    """Logits (V,) after the last of `ids` (1, T), which the cache then holds."""
    output = model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
    return output.logits[0, -1].cpu()
