"""Turns blocks of the mixture into what a quick step reads.

Shapes: B blocks, T tokens each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from finetune.speed.forward import Packed

NO_LABEL = -100

Block = dict[str, Any]
"""{"input_ids": [T], "position_ids": [T], "domain": name}, positions new with each document."""


def packed(blocks: Sequence[Block]) -> Packed:
    """The blocks as tensors; the last token of a document learns that it ends, no more."""
    ids = torch.tensor([block["input_ids"] for block in blocks])
    positions = torch.tensor([block["position_ids"] for block in blocks])
    labels = torch.full_like(ids, NO_LABEL)
    labels[:, :-1] = torch.where(positions[:, 1:] == 0, NO_LABEL, ids[:, 1:])
    first = torch.arange(ids.shape[1]) - positions
    return Packed(ids, labels, positions, first if bool(first.any()) else None)


def labelled(blocks: Sequence[Block]) -> int:
    """Tokens that a next one is predicted from."""
    return sum(sum(position != 0 for position in block["position_ids"][1:]) for block in blocks)


def micro_batches(blocks: Sequence[Block], size: int, general: str | None) -> list[list[Block]]:
    """At most `size` blocks each; those of the general domain by themselves."""
    apart = [block for block in blocks if block["domain"] == general]
    others = [block for block in blocks if block["domain"] != general]
    return [group[at : at + size] for group in (others, apart) for at in range(0, len(group), size)]
