"""Runs a BERT encoder: token ids in, hidden states out, and vectors pooled from them.

Works on tensors and a tokenizer; knows nothing of which model it runs or what the text means.
Written out rather than taken from transformers, whose import alone takes seconds that a first
question would wait for; a test holds the two equal.

Shapes: B texts in a batch, L tokens, D width, H heads, F inner width, N texts in all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

BATCH_TOKENS = 2_048
"""Tokens in a batch, padding included: large enough for the matrix units, small for the caches
(40 texts a CPU second against 29 with four times as many)."""

STEP = 16
"""Lengths are padded to multiples: every new shape costs the CPU library a new kernel."""

ALONE_TOKENS = 512
"""A batch up to this runs on one thread: threads that wait for each other at every small step
cost a question 265 ms of CPU on a busy machine instead of 17 ms."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoder layer: (weight, bias) of each projection and norm."""

    qkv: tuple[Tensor, Tensor]
    attended: tuple[Tensor, Tensor]
    attended_norm: tuple[Tensor, Tensor]
    inner: tuple[Tensor, Tensor]
    outer: tuple[Tensor, Tensor]
    outer_norm: tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything a BERT encoder is made of. `positions_LD` already holds the token type."""

    words_VD: Tensor
    positions_LD: Tensor
    norm: tuple[Tensor, Tensor]
    layers: tuple[Layer, ...]
    heads: int
    eps: float

    def to(self, dtype: torch.dtype) -> Weights:
        """The same weights in another precision; norms stay in it too, as autocast would not."""

        def pair(values: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
            return values[0].to(dtype), values[1].to(dtype)

        layers = tuple(
            Layer(*(pair(getattr(layer, name)) for name in Layer.__slots__))
            for layer in self.layers
        )
        words, positions = self.words_VD.to(dtype), self.positions_LD.to(dtype)
        return Weights(words, positions, pair(self.norm), layers, self.heads, self.eps)


def fast_dtype() -> torch.dtype:
    """bfloat16 where the CPU multiplies in it, float32 elsewhere."""
    capabilities = torch.cpu.get_capabilities()
    return torch.bfloat16 if capabilities.get("avx512_bf16") else torch.float32


@contextmanager
def _threads_for(tokens: int) -> Iterator[None]:
    """One thread for little work; torch keeps this number for each thread by itself."""
    before = torch.get_num_threads()
    if tokens > ALONE_TOKENS or before == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Bert:
    """An encoder with its tokenizer.

    `max_tokens` cuts longer texts, special tokens included; `replaced` says which characters the
    tokenizer expects to have been replaced before it.
    """

    def __init__(
        self,
        weights: Weights,
        tokenizer: Tokenizer,
        *,
        max_tokens: int,
        replaced: Mapping[int, str] | None = None,
    ) -> None:
        self._weights = weights
        self._replaced = dict(replaced or {})
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.no_padding()
        self.width = weights.words_VD.shape[1]

    def pooled(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean-pooled vectors of length 1, shape (N, D), in the order of `texts`."""
        out_ND = np.zeros((len(texts), self.width), dtype=np.float32)
        for places, hidden_BLD, mask_BL in self._batches(texts):
            summed_BD = torch.bmm(mask_BL[:, None, :].float(), hidden_BLD.float())[:, 0]
            out_ND[places] = F.normalize(summed_BD, dim=-1).numpy()
        return out_ND

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """One (L, D) array of token vectors of length 1 per text, special tokens left out."""
        out: list[NDArray[np.float32]] = [np.zeros((0, self.width), np.float32)] * len(texts)
        for places, hidden_BLD, mask_BL in self._batches(texts):
            unit_BLD = F.normalize(hidden_BLD.float(), dim=-1).numpy()
            for place, row, length in zip(places, unit_BLD, mask_BL.sum(1).tolist(), strict=True):
                out[place] = row[1 : int(length) - 1]
        return out

    def count(self, texts: Sequence[str]) -> int:
        """Tokens that the texts take, special tokens included and what is cut off left out."""
        return sum(map(len, self._rows(texts)))

    def _rows(self, texts: Sequence[str]) -> list[list[int]]:
        clean = [text.translate(self._replaced) for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(clean)]

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Tensor, Tensor]]:
        """Texts of like length together; yields (places, hidden_BLD, mask_BL)."""
        rows = self._rows(texts)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        while order:
            longest = -(-len(rows[order[-1]]) // STEP) * STEP
            size = max(1, BATCH_TOKENS // longest)
            places, order = order[-size:], order[:-size]
            ids_BL = torch.zeros(len(places), longest, dtype=torch.long)
            mask_BL = torch.zeros(len(places), longest, dtype=torch.bool)
            for at, place in enumerate(places):
                ids_BL[at, : len(rows[place])] = torch.tensor(rows[place])
                mask_BL[at, : len(rows[place])] = True
            with _threads_for(ids_BL.numel()):
                hidden_BLD = self.hidden(ids_BL, mask_BL)
            yield places, hidden_BLD, mask_BL

    @torch.inference_mode()
    def hidden(self, ids_BL: Tensor, mask_BL: Tensor) -> Tensor:
        """The last layer's states, (B, L, D); what stands at padding means nothing."""
        weights = self._weights
        x_BLD = F.embedding(ids_BL, weights.words_VD) + weights.positions_LD[: ids_BL.shape[1]]
        x_BLD = self._norm(x_BLD, weights.norm)
        allowed = None if bool(mask_BL.all()) else mask_BL[:, None, None, :]
        for layer in weights.layers:
            x_BLD = self._layer(layer, x_BLD, allowed)
        return x_BLD

    def _layer(self, layer: Layer, x_BLD: Tensor, allowed: Tensor | None) -> Tensor:
        size, length, width = x_BLD.shape
        qkv = F.linear(x_BLD, *layer.qkv).view(size, length, 3, self._weights.heads, -1)
        q_BHLd, k_BHLd, v_BHLd = qkv.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q_BHLd, k_BHLd, v_BHLd, attn_mask=allowed)
        mixed_BLD = mixed.transpose(1, 2).reshape(size, length, width)
        x_BLD = self._norm(x_BLD + F.linear(mixed_BLD, *layer.attended), layer.attended_norm)
        inner_BLF = F.gelu(F.linear(x_BLD, *layer.inner))
        return self._norm(x_BLD + F.linear(inner_BLF, *layer.outer), layer.outer_norm)

    def _norm(self, x_BLD: Tensor, norm: tuple[Tensor, Tensor]) -> Tensor:
        return F.layer_norm(x_BLD, x_BLD.shape[-1:], *norm, eps=self._weights.eps)
