"""Which finding to look for next: the expected information of its answer about the diagnosis.

Bits, over the candidates looked at, with 2% of answers taken to be wrong either way. Knows what
separates diseases, not what a test costs or harms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.evidence import Compared, Patient
from apps.medical.domain.rare.table import Table

Floats = npt.NDArray[np.floating]

WRONG: Final = 0.02
BORROWED: Final = 0.5
LOOKED_AT: Final = 40
"""Terms annotated to the first so many candidates may be asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """`term` to look for; `yes` and `no` are the candidates that each answer favours most."""

    term: int
    bits: float
    yes: int
    no: int


def entropy(chance: Floats) -> Floats:
    """Of a yes or no, in bits."""
    sure = np.clip(chance, 1e-12, 1 - 1e-12)
    return -(sure * np.log2(sure) + (1 - sure) * np.log2(1 - sure))


def best_questions(
    table: Table, patient: Patient, compared: Compared, chance_C: Floats, limit: int = 5
) -> list[Question]:
    """The most telling findings, none above or below another, none already answered."""
    order = np.argsort(-chance_C, kind="stable")
    candidates, chance = compared.candidates_C[order], chance_C[order] / chance_C.sum()
    terms = _askable(table, patient, candidates[:LOOKED_AT])
    if not len(terms):
        return []
    likely_CT = _frequency(table, candidates, terms)
    yes_T = chance @ likely_CT
    bits_T = entropy(yes_T) - chance @ entropy(likely_CT)
    chosen: list[Question] = []
    for n in np.argsort(-bits_T, kind="stable").tolist():
        if len(chosen) == limit:
            break
        term = int(terms[n])
        if not any(_related(table, term, other.term) for other in chosen):
            rise = chance * (likely_CT[:, n] / yes_T[n] - 1)
            ends = int(candidates[rise.argmax()]), int(candidates[rise.argmin()])
            chosen.append(Question(term, float(bits_T[n]), *ends))
    return chosen


def _frequency(table: Table, candidates: npt.NDArray[np.int64], terms: npt.NDArray) -> Floats:
    own = sp.csr_matrix(table.own[candidates])[:, terms].toarray()
    kin = sp.csr_matrix(table.kin[candidates])[:, terms].toarray()
    return WRONG + (1 - 2 * WRONG) * np.maximum(own, BORROWED * kin)


def _askable(
    table: Table, patient: Patient, candidates: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    ontology = table.ontology
    known = {int(a) for term in patient.present for a in ontology.ancestors_of(term)}
    excluded = set(patient.absent)
    terms = np.unique(table.direct[candidates].indices)
    kept = [
        int(term) for term in terms
        if int(term) not in known
        and ontology.findings[term]
        and not excluded.intersection(ontology.ancestors_of(int(term)).tolist())
    ]  # fmt: skip
    return np.array(kept, np.int64)


def _related(table: Table, one: int, other: int) -> bool:
    ancestors = table.ontology.ancestors_of
    return one in ancestors(other) or other in ancestors(one)
