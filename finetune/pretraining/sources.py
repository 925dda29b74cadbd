"""What a corpus file consists of, for the model card: collections, licences, documents.

Knows rows and the catalogue of collections; knows nothing of training.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from finetune.corpora.catalogue import COLLECTIONS
from finetune.runs.card import DataUsed
from finetune.runs.rows import read_rows

SAMPLED = "sampled"


def data_used(domain: str, file: Path, tokens: int) -> DataUsed:
    """One line of the card; a collection that the catalogue does not know is named as such."""
    found = Counter(str(row.get("source", "")).split("/")[0] for row in read_rows(file))
    said = [f"{name}: {_licence(name)}" for name, _ in found.most_common()]
    where = [f"{name} ({count:,} documents)" for name, count in found.most_common()]
    return DataUsed(domain, "; ".join(where), "; ".join(said), f"{tokens:,} tokens read")


def _licence(name: str) -> str:
    if name == SAMPLED:
        return "written by the base model, Apache-2.0"
    known = COLLECTIONS.get(name)
    return "not in the catalogue: see to its licence" if known is None else known.licence
