"""Blocks of a mixture as batches of tensors, for trainers that run the model as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import IterableDataset
from transformers import PreTrainedTokenizerFast

from finetune.mixing.documents import read_documents
from finetune.mixing.mixture import Mixture
from finetune.mixing.shares import uniform
from finetune.pretrain import end_of_text


class Blocks(IterableDataset[dict[str, Any]]):
    """Endless blocks of running text, evenly from each domain."""

    def __init__(
        self,
        texts: Mapping[str, Path],
        tokenizer: PreTrainedTokenizerFast,
        *,
        length: int,
        seed: int,
    ):
        self._mixture = Mixture(
            read_documents(texts, tokenizer, "train"),
            uniform(list(texts)),
            length=length,
            end=end_of_text(tokenizer),
            seed=seed,
        )

    def __iter__(self) -> Iterator[dict[str, Any]]:
        yield from self._mixture


def collate(blocks: Sequence[Mapping[str, Any]]) -> dict[str, torch.Tensor]:
    """Input ids, positions and labels (B, T)."""
    ids = torch.tensor([list(block["input_ids"]) for block in blocks])
    positions = torch.tensor([list(block["position_ids"]) for block in blocks])
    return {"input_ids": ids, "position_ids": positions, "labels": ids.clone()}
