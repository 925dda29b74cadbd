"""Reads the texts of each domain as token ids, one part of them.

Knows corpus rows and a tokenizer; knows nothing of shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import numpy as np
from transformers import PreTrainedTokenizerFast

from finetune.corpora.split import Part
from finetune.mixing.mixture import Documents
from finetune.runs.rows import BrokenRow, read_rows

BATCH = 256


def read_documents(
    texts: Mapping[str, Path], tokenizer: PreTrainedTokenizerFast, part: Part
) -> dict[str, list[np.ndarray]]:
    """Token ids (int32) of every non-empty text of `part`, by domain.

    Raises BrokenRow for a row without text or part, ValueError for a domain without any.
    """
    found = {name: list(_encoded(file, tokenizer, part)) for name, file in texts.items()}
    empty = [name for name, documents in found.items() if not documents]
    if empty:
        files = ", ".join(str(texts[name]) for name in empty)
        raise ValueError(f"{files}: no row of part {part!r}; give a larger corpus")
    return found


def sized(documents: Documents) -> dict[str, int]:
    """Tokens of each domain."""
    return {name: sum(map(len, texts)) for name, texts in documents.items()}


def _encoded(file: Path, tokenizer: PreTrainedTokenizerFast, part: Part) -> Iterator[np.ndarray]:
    for batch in _batches(_texts(file, part)):
        encoded = tokenizer(batch, add_special_tokens=False, verbose=False)["input_ids"]
        for ids in encoded:
            if ids:
                yield np.asarray(ids, dtype=np.int32)


def _texts(file: Path, part: Part) -> Iterator[str]:
    for row in read_rows(file):
        if not isinstance(row.get("text"), str) or "part" not in row:
            raise BrokenRow(f"{file}: row {row.get('id')!r} has no text or no part")
        if row["part"] == part:
            yield row["text"]


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, BATCH)):
        yield batch
