"""Measures that packing loses nothing that matters: perplexity before and after, on held-out text.

Knows models and windows of tokens; knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

from core_model.model import CoreForCausalLM
from finetune.corpora.split import Part
from finetune.evaluation.perplexity import Text, Window, cut, score
from finetune.runs.rows import read_rows

Weights = Mapping[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Parity:
    """Perplexities on one domain's held-out text: of the base, as trained, as shipped."""

    base: float
    trained: float
    shipped: float

    @property
    def loss(self) -> float:
        """Shipped over trained: 1 where packing loses nothing."""
        return self.shipped / self.trained


def held_out(
    files: Mapping[str, Path], encode, windows: int, part: Part
) -> dict[str, list[Window]]:
    """So many windows of each domain's rows `{"id", "text", "part"}` that belong to `part`.

    Raises ValueError where a file holds none.
    """
    found = {}
    for domain, file in files.items():
        rows = (row for row in read_rows(file) if row["part"] == part)
        texts = [Text(row["id"], row.get("source", domain), row["text"]) for row in rows]
        found[domain] = cut(texts, encode, windows)
        if not found[domain]:
            raise ValueError(f"{file}: no row of the part {part!r} to measure on")
    return found


@torch.inference_mode()
def perplexities(
    model: CoreForCausalLM, windows: Mapping[str, Sequence[Window]]
) -> dict[str, float]:
    """Perplexity of each domain."""

    def nats(ids: Sequence[int]) -> float:
        logits = model(torch.tensor([ids])).logits[0, :-1]
        return F.cross_entropy(logits.float(), torch.tensor(ids[1:]), reduction="sum").item()

    return {domain: score(some, nats).value for domain, some in windows.items()}


def parity(
    core: CoreForCausalLM,
    trained: Weights,
    shipped: Weights,
    windows: Mapping[str, Sequence[Window]],
) -> dict[str, Parity]:
    """Each domain's perplexities; leaves the shipped weights in `core`.

    `core` is newborn, so that it is its base, and shaped like the trained one.
    """
    measured = [perplexities(core, windows)]
    for weights in (trained, shipped):
        unknown = core.load_state_dict(dict(weights), strict=False).unexpected_keys
        if unknown:
            raise ValueError(f"the core has no place for {unknown!r}; it has another shape")
        measured.append(perplexities(core, windows))
    base, before, after = measured
    return {domain: Parity(base[domain], before[domain], after[domain]) for domain in windows}
