"""The attention kernels against plain torch. Slots that nobody may read are poisoned."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import torch

from core_model.kernels.architecture import Tiles, power_of_two
from core_model.kernels.paged_attention import (
    paged_attention_reference,
    paged_attention_triton,
)

PREFILLS = {
    "mixed": ((3, 5), (9, 1), (0, 1)),
    "boundaries": ((15, 1), (0, 16), (5, 12)),
    "long": ((17, 23),),
}
CONTEXTS = {"single": (0,), "boundaries": (15, 16), "ragged": (40, 0, 5)}
HEADS = [(6, 2, 16, 4), (9, 3, 24, 5)]


@dataclass(frozen=True)
class Batch:
    """Arguments of an attention call."""

    tensors: tuple[torch.Tensor, ...]
    scale: float
    tiles: Tiles


def batch(sequences, shape, dtype) -> Batch:
    """Random sequences of (cached, new) tokens in shuffled blocks of a poisoned cache."""
    heads, key_heads, width, slots = shape
    needed = [-(-(cached + new) // slots) for cached, new in sequences]
    blocks = torch.randperm(sum(needed) + 2).int()
    keys = torch.full((len(blocks), slots, key_heads, width), float("nan"), dtype=dtype)
    values = keys.clone()
    # an entry beyond the last block would lead outside the cache
    table = torch.full((len(sequences), max(needed) + 1), 10**6, dtype=torch.int32)
    for row, ((cached, new), count) in enumerate(zip(sequences, needed, strict=True)):
        table[row, :count], blocks = blocks[:count], blocks[count:]
        for slot in range(cached + new):
            place = table[row, slot // slots], slot % slots
            keys[place] = torch.randn(key_heads, width).to(dtype)
            values[place] = torch.randn(key_heads, width).to(dtype)
    new = torch.tensor([0, *(each for _, each in sequences)])
    cached = torch.tensor([each for each, _ in sequences], dtype=torch.int32)
    q = torch.randn(int(new.sum()), heads, width).to(dtype)
    sizes = {"BLOCK_M": 16, "BLOCK_N": 16, "BLOCK_D": power_of_two(width, least=16)}
    tensors = (q, keys, values, table, new.cumsum(0).int(), cached)
    return Batch(tensors, width**-0.5, Tiles(sizes))


@pytest.mark.parametrize("shape", HEADS, ids=str)
@pytest.mark.parametrize("sequences", PREFILLS.values(), ids=PREFILLS)
def test_prefill(sequences, shape, dtype, close):
    case = batch(sequences, shape, dtype)
    expected = paged_attention_reference(*case.tensors, scale=case.scale)
    close(paged_attention_triton(*case.tensors, scale=case.scale, tiles=case.tiles), expected)


@pytest.mark.parametrize("splits", [1, 4])
@pytest.mark.parametrize("shape", HEADS, ids=str)
@pytest.mark.parametrize("contexts", CONTEXTS.values(), ids=CONTEXTS)
def test_decode(contexts, shape, splits, dtype, close):
    case = batch([(cached, 1) for cached in contexts], shape, dtype)
    expected = paged_attention_reference(*case.tensors, scale=case.scale)
    actual = paged_attention_triton(
        *case.tensors, scale=case.scale, tiles=case.tiles, splits=splits
    )
    close(actual, expected)


@pytest.mark.parametrize("sequences", [((30, 1),), ((2, 6), (0, 3))])
def test_tiles_of_a_launch(sequences, dtype, close):
    case = batch(sequences, (8, 1, 16, 16), dtype)
    expected = paged_attention_reference(*case.tensors, scale=case.scale)
    close(paged_attention_triton(*case.tensors, scale=case.scale), expected)


def test_caches_that_are_slices_of_one_tensor(dtype, close):
    case = batch(((3, 4), (0, 2)), (4, 2, 16, 4), dtype)
    q, keys, values, *indices = case.tensors
    both = torch.stack([keys, values], dim=1)
    expected = paged_attention_reference(*case.tensors, scale=case.scale)
    actual = paged_attention_triton(
        q, both[:, 0], both[:, 1], *indices, scale=case.scale, tiles=case.tiles
    )
    close(actual, expected)


def test_caches_of_different_layouts_are_refused():
    case = batch(((3, 4),), (4, 2, 16, 4), torch.float32)
    q, keys, values, *indices = case.tensors
    with pytest.raises(ValueError, match="allocate both alike"):
        paged_attention_triton(
            q, keys, values.transpose(1, 2).contiguous().transpose(1, 2), *indices, scale=1.0
        )
