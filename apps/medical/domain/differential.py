"""Ranked diagnoses with calibrated probabilities and what speaks for and against each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apps.medical.domain.finding import Finding

Knowledge = Literal["common", "rare"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a piece of knowledge can be opened: a publication, a data set's entry, a passage."""

    title: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One finding weighed for one candidate, in nats of log likelihood ratio; above 0 supports.

    `finding` is None where the candidate expects what the record does not mention.
    """

    label: str
    nats: float
    finding: Finding | None
    reference: Reference
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A disease with its probability within the differential. `id` is OMIM:..., ICD10:... etc."""

    id: str
    name: str
    probability: float
    supports: tuple[Weighed, ...]
    opposes: tuple[Weighed, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask or test next. `bits` is the expected information about the diagnosis."""

    code: str
    text: str
    bits: float
    splits: str = ""


@dataclass(frozen=True, slots=True)
class Differential:
    """Probabilities of `candidates`, of those not shown (`rest`) and of `none_of_these` sum to 1.

    `used` are the findings that were weighed, `unused` those that the knowledge does not know.
    """

    knowledge: Knowledge
    candidates: tuple[Candidate, ...]
    none_of_these: float
    rest: float
    next_questions: tuple[NextQuestion, ...]
    used: tuple[Finding, ...]
    unused: tuple[Finding, ...]
    model_version: str
    data_version: str
