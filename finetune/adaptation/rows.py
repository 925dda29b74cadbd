"""Texts with their features, as the adaptation layer reads them.

Knows rows, a tokenizer and the core; knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from torch.nn.utils.rnn import pad_sequence
from transformers import PreTrainedTokenizerFast

from core_model.model import CoreForCausalLM
from finetune.adaptation.spans import IGNORED, Span, labels
from finetune.corpora.split import Part
from finetune.runs.rows import BrokenRow, read_rows

LABELLED, OTHER = 0, 1


class TermRow(BaseModel):
    """A text; `terms` are its terms by character, None where nobody marked them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    part: Part
    terms: list[Span] | None = None


@dataclass(frozen=True, slots=True)
class Featured:
    """A text with the core's features of its tokens (T, D), their offsets and labels."""

    row: TermRow
    domain: int
    offsets: tuple[Span, ...]
    labels: tuple[int, ...]
    features: torch.Tensor


def read_terms(file: Path, part: Part, limit: int | None = None) -> list[TermRow]:
    """Rows of a part. Raises BrokenRow for rows of another form."""
    found: list[TermRow] = []
    for raw in read_rows(file):
        try:
            row = TermRow.model_validate(raw)
        except ValidationError as problem:
            raise BrokenRow(f"{file}: row {raw.get('id')!r}: {problem}") from problem
        if row.part == part and row.text.strip():
            found.append(row)
            if limit is not None and len(found) == limit:
                break
    return found


@torch.inference_mode()
def featured(
    rows: Iterable[TermRow],
    domain: int,
    core: CoreForCausalLM,
    tokenizer: PreTrainedTokenizerFast,
    *,
    length: int,
) -> list[Featured]:
    """The rows with the last hidden states of the frozen core; those of `OTHER` lose their labels.

    Texts beyond `length` tokens are cut there.
    """
    found = []
    for row in rows:
        encoded = tokenizer(
            row.text, truncation=True, max_length=length, return_offsets_mapping=True
        )
        offsets = tuple((int(a), int(b)) for a, b in encoded["offset_mapping"])
        states = core.model(torch.tensor([encoded["input_ids"]])).last_hidden_state[0]
        marked = row.terms is not None and domain == LABELLED
        tags = labels(offsets, row.terms or ()) if marked else [IGNORED] * len(offsets)
        found.append(Featured(row, domain, offsets, tuple(tags), states.to(torch.bfloat16)))
    return found


def collate(texts: Sequence[Featured]) -> dict[str, Any]:
    """A batch, padded with zeros and ignored labels."""
    return {
        "features": pad_sequence([text.features.float() for text in texts], batch_first=True),
        "labels": pad_sequence(
            [torch.tensor(text.labels) for text in texts], batch_first=True, padding_value=IGNORED
        ),
        "domains": torch.tensor([text.domain for text in texts]),
    }
