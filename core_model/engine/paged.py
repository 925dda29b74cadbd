"""A paged key-value cache, and the attention that reads and writes it in a step of the model.

Registered with transformers as an attention of its own, so that Llama's modules call it. Knows
tensors and block tables; knows nothing of tokens or requests.

Shapes: T tokens of a step, N blocks of the cache, P slots of a block, S slots of one sequence, H
query heads, G key-value heads, d head width.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate

import numpy as np
import torch
from transformers import PreTrainedModel
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.models.llama.modeling_llama import LlamaAttention

from core_model.config import CoreConfig
from core_model.engine.runner import Work
from core_model.kernels.paged_attention import paged_attention

NAME = "consilium_paged"


class PagedCache:
    """Keys and values of all layers, `num_blocks * block_size` slots of each."""

    def __init__(
        self,
        config: CoreConfig,
        num_blocks: int,
        block_size: int,
        *,
        dtype: torch.dtype,
        device: torch.device,
    ):
        heads, width = config.key_value_heads, config.head_width
        shape = (2, config.num_hidden_layers, num_blocks, block_size, heads, width)
        self.block_size = block_size
        self._all = _zeros(shape, dtype, device)

    def layer(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Keys and values of one layer, each (blocks, block_size, G, d)."""
        return self._all[0, index], self._all[1, index]

    def move(self, source: Sequence[int], target: Sequence[int]) -> None:
        slots = self._all.flatten(2, 3)
        device = slots.device
        slots[:, :, torch.tensor(target, device=device)] = slots[
            :, :, torch.tensor(source, device=device)
        ]

    def free(self) -> None:
        self._all = self._all.new_empty(0)


class PagedStep:
    """Where one step's tokens lie in the cache, and the attention that was asked for."""

    def __init__(self, cache: PagedCache, work: Sequence[Work]):
        device = cache.layer(0)[0].device
        self._cache = cache
        self._work = work
        self._starts = list(accumulate((len(one.tokens) for one in work), initial=0))
        new = [at for one in work for at in _new_slots(one, cache.block_size)]
        self._new_T = torch.tensor(new, device=device)
        widest = max(len(one.blocks) for one in work)
        table = [[*one.blocks, *[0] * (widest - len(one.blocks))] for one in work]
        self._table = torch.tensor(table, device=device)
        self._starts_S1 = torch.tensor(self._starts, device=device)
        self._cached_S = torch.tensor([one.cached for one in work], device=device)
        positions = [one.position + at for one in work for at in range(len(one.tokens))]
        self.positions_T = torch.tensor(positions, device=device)
        self._seen: dict[int, torch.Tensor] = {}
        self._layers = 0

    def attend(
        self,
        layer: int,
        q_THd: torch.Tensor,
        k_TGd: torch.Tensor,
        v_TGd: torch.Tensor,
        scale: float,
    ) -> torch.Tensor:
        """Stores the new keys and values, and returns the attention's output (T, H, d)."""
        keys_NPGd, values_NPGd = self._cache.layer(layer)
        keys_NPGd.flatten(0, 1).index_copy_(0, self._new_T, k_TGd)
        values_NPGd.flatten(0, 1).index_copy_(0, self._new_T, v_TGd)
        self._layers += 1
        for at, one in enumerate(self._work):
            if one.observe:
                self._observe(at, q_THd[self._starts[at] : self._starts[at + 1]], keys_NPGd, scale)
        return paged_attention(
            q_THd,
            keys_NPGd,
            values_NPGd,
            self._table,
            self._starts_S1,
            self._cached_S,
            scale=scale,
        )

    def observed(self, at: int) -> torch.Tensor | None:
        """Attention (S,) of one work's tokens, summed over them, averaged over heads and layers."""
        return (self._seen[at] / self._layers).cpu() if at in self._seen else None

    def _observe(self, at: int, q_THd: torch.Tensor, keys_NPGd: torch.Tensor, scale: float) -> None:
        tokens, slots = len(q_THd), self._work[at].cached + len(q_THd)
        blocks = self._table[at, : -(-slots // keys_NPGd.shape[1])]
        k_SGd = keys_NPGd[blocks].flatten(0, 1)[:slots].float()
        k_HdS = k_SGd.permute(1, 2, 0).repeat_interleave(q_THd.shape[1] // k_SGd.shape[1], dim=0)
        score_HTS = q_THd.float().transpose(0, 1) @ k_HdS * scale
        seen_TS = torch.ones(tokens, slots, dtype=torch.bool, device=q_THd.device)
        score_HTS = score_HTS.masked_fill(~seen_TS.tril(slots - tokens), -math.inf)
        paid_S = score_HTS.softmax(dim=-1).sum(dim=1).mean(dim=0)
        self._seen[at] = paid_S + self._seen[at] if at in self._seen else paid_S


@contextmanager
def paging(model: PreTrainedModel) -> Iterator[None]:
    """While it lasts, the model's attention is the paged one and needs the keyword `paged`."""
    before = model.config._attn_implementation
    model.config._attn_implementation = NAME
    try:
        yield
    finally:
        model.config._attn_implementation = before


def _attend(
    module: LlamaAttention,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    paged: PagedStep,
    scaling: float,
    **_,
) -> tuple[torch.Tensor, None]:
    """transformers' attention interface over one row of all sequences' tokens."""
    q_THd, k_TGd, v_TGd = (part[0].transpose(0, 1) for part in (query, key, value))
    return paged.attend(module.layer_idx, q_THd, k_TGd, v_TGd, scaling)[None], None


def _new_slots(one: Work, block_size: int) -> list[int]:
    """Places in the cache of a sequence's new slots."""
    slots = range(one.cached, one.cached + len(one.tokens))
    return [one.blocks[at // block_size] * block_size + at % block_size for at in slots]


def _zeros(shape: tuple[int, ...], dtype: torch.dtype, device: torch.device) -> torch.Tensor:
    """Zeros; on a CPU the memory is only claimed as it is written."""
    if device.type != "cpu":
        return torch.zeros(shape, dtype=dtype, device=device)
    size = math.prod(shape) * dtype.itemsize
    return torch.from_numpy(np.zeros(size, dtype=np.uint8)).view(dtype).view(shape)


ALL_ATTENTION_FUNCTIONS.register(NAME, _attend)
