"""Treatment options: what has been used for a disease, with sources and cautions. Never orders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from apps.medical.domain.concept import Concept
from apps.medical.domain.differential import Reference
from apps.medical.domain.source import Severity, Source


class Effect(StrEnum):
    """What a drug does for a disease (after PharmacotherapyDB's categories)."""

    DISEASE_MODIFYING = "disease-modifying"
    SYMPTOMATIC = "symptomatic"


class CautionKind(StrEnum):
    ALLERGY = "allergy"
    DUPLICATE = "duplicate-therapy"
    INTERACTION = "interaction"
    PREGNANCY = "pregnancy"
    RENAL = "renal-function"
    AGE = "age"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Caution:
    """Why an option needs thought in this patient; `because` are the lines of the record.

    `text` is English, `text_zh` the same in Chinese.
    """

    kind: CautionKind
    severity: Severity
    text: str
    because: tuple[Source, ...]
    reference: Reference
    text_zh: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A drug that has been used for `disease`; `neighbour` where the fact is another disease's.

    `mechanism` says what the drug acts on of that which drives the disease, empty where nothing is
    known; with no neighbour and no fact of its own, that is all that speaks for it.
    `score` ranks within one list only and is no probability of success. Labels in Chinese are
    empty where none is known.
    """

    drug: Concept
    effect: Effect
    disease: str
    score: float
    references: tuple[Reference, ...]
    cautions: tuple[Caution, ...] = ()
    neighbour: str | None = None
    drug_zh: str = ""
    disease_zh: str = ""
    neighbour_zh: str = ""
    mechanism: str = ""
    mechanism_zh: str = ""
