"""A sign, symptom, disease or abnormal value of a patient, with how it was asserted and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.medical.domain.concept import HPO, Concept
from apps.medical.domain.source import Source
from apps.medical.domain.when import When


class Assertion(StrEnum):
    """What the words claim of the finding (i2b2 2010 assertions, with ConText's temporality)."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    FAMILY = "family"


class Origin(StrEnum):
    TEXT = "text"
    CODED = "coded"
    LABORATORY = "laboratory"


@dataclass(frozen=True, slots=True)
class Finding:
    """`source` spans the finding's own words; `cue` the words that decided its assertion."""

    concept: Concept
    assertion: Assertion
    origin: Origin
    source: Source
    when: When | None = None
    cue: Source | None = None

    @property
    def hpo(self) -> str | None:
        return self.concept.code(HPO)
