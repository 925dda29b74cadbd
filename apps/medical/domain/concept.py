"""A clinical idea as it was worded, with the codes that were given or found for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
HPO: Final = "http://human-phenotype-ontology.org"
ICD10CM: Final = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM: Final = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED: Final = "http://snomed.info/sct"
"""Passed through only: the licence lets us ship no table of it."""


@dataclass(frozen=True, slots=True)
class Coding:
    system: str
    code: str
    display: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    text: str
    codings: tuple[Coding, ...] = ()

    def code(self, system: str) -> str | None:
        return next((coding.code for coding in self.codings if coding.system == system), None)
