"""Turns blocks of the mixture into what a quick step reads.

Shapes: B blocks, T tokens each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
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


def collate(blocks: list[Block]) -> dict[str, torch.Tensor]:
    """What the model's own forward takes. Labels are not shifted: the model does that."""
    given = packed(blocks)
    labels = torch.where(given.positions == 0, NO_LABEL, given.ids)
    return {"input_ids": given.ids, "position_ids": given.positions, "labels": labels}


def cut(documents: Sequence[np.ndarray], length: int, count: int, end: int) -> list[Block]:
    """At most `count` blocks for validation, always the same; one shorter block if need be.

    A long document gives its beginning only, so that many are heard.
    """
    order = np.random.default_rng(0).permutation(len(documents))
    ids: list[int] = []
    positions: list[int] = []
    for number in order:
        if len(ids) >= length * count:
            break
        text = documents[number][: 2 * length]
        ids += [*text.tolist(), end]
        positions += range(len(text) + 1)
    whole = max(1, min(len(ids) // length, count))
    return [
        {
            "input_ids": ids[at : at + length],
            "position_ids": from_zero(positions[at : at + length]),
            "domain": "",
        }
        for at in range(0, whole * length, length)
    ]


def from_zero(positions: list[int]) -> list[int]:
    """Positions of a block whose first document was begun in the block before."""
    first = positions[0]
    begun = next((at for at, each in enumerate(positions) if at and each == 0), len(positions))
    return [each - first for each in positions[:begun]] + positions[begun:]
