"""A name of a finding found in a text, and the codes that the name stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Codes(NamedTuple):
    """What a name means: an HPO id, an ICD-10-CM code, or both."""

    hpo: str | None
    icd10: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `[start, end)` that name a finding."""

    start: int
    end: int
    hpo: str | None
    icd10: str | None
