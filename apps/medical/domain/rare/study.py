"""Many cases at once, each with its own publication left out of the knowledge."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.medical.domain.rare.cases import Case, clusters, fold_of
from apps.medical.domain.rare.evidence import Compared, Evidence
from apps.medical.domain.rare.network import Ensemble, Network
from apps.medical.domain.rare.omission import Contributed, Omission, without
from apps.medical.domain.rare.outcome import signs_of
from apps.medical.domain.rare.table import Table
from apps.medical.domain.rare.training import Example, example_weight, shortened, widened


@dataclass(frozen=True, slots=True)
class Studied:
    """`right` is the place of the right disease among the candidates.

    None where the knowledge has no such disease, or nothing of it is left once the publication is
    left out (`emptied`), or it is not among the likely ones (`missed`: its number in the table).
    """

    case: Case
    fold: int
    cluster: str
    compared: Compared
    right: int | None
    emptied: bool
    missed: int | None

    @property
    def known(self) -> bool:
        return self.right is not None or self.missed is not None


def study(
    evidence: Evidence, cases: Sequence[Case], *, pooled: bool = True, held_out: bool = True
) -> Iterator[Studied]:
    """Compare every case, its publication left out of all diseases that cite it (see `without`).

    `held_out=False` passes over the clusters that are not trained on.
    """
    gave = contributions(evidence.table, cases)
    for case, cluster in zip(cases, clusters(cases, evidence.table), strict=True):
        if not held_out and fold_of(cluster) < 0:
            continue
        omitted = without(evidence.table, case.reference, gave[case.reference], pooled=pooled)
        yield _studied(evidence, case, cluster, omitted)


def contributions(table: Table, cases: Sequence[Case]) -> Mapping[str, Contributed]:
    """What each publication's own cases add to the counts of its diseases' terms."""
    having: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    looked: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for case in cases:
        disease = table.number.get(case.disease, -1)
        for term in case.patient.present:
            having[case.reference][disease, term] += 1
        for term in (*case.patient.present, *case.patient.absent):
            looked[case.reference][disease, term] += 1
    return {
        reference: {cell: (having[reference][cell], count) for cell, count in counts.items()}
        for reference, counts in looked.items()
    }


def _studied(evidence: Evidence, case: Case, cluster: str, omitted: Omission | None) -> Studied:
    compared = evidence.compare(case.patient, omitted)
    disease = evidence.table.number.get(case.disease)
    emptied = disease is not None and not _annotations_left(evidence, disease, omitted)
    right = missed = None
    if disease is not None and not emptied:
        place = np.flatnonzero(compared.candidates_C == disease)
        right = int(place[0]) if len(place) else None
        missed = None if right is not None else disease
    return Studied(case, fold_of(cluster), cluster, shortened(compared), right, emptied, missed)


def _annotations_left(evidence: Evidence, disease: int, omitted: Omission | None) -> bool:
    direct = evidence.table.direct
    if omitted is not None:
        place = int(np.searchsorted(omitted.diseases, disease))
        if place < len(omitted.diseases) and omitted.diseases[place] == disease:
            direct, disease = omitted.direct, place
    return bool(direct.indptr[disease + 1] > direct.indptr[disease])


def examples_of(studied: Sequence[Studied]) -> list[Example]:
    """What a network can learn from: cases whose disease is among the candidates."""
    sizes = Counter(each.cluster for each in studied if each.known)
    return [
        Example(widened(each.compared), each.right, example_weight(sizes[each.cluster]))
        for each in studied
        if each.right is not None
    ]


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of a case's candidates and the signs that the outcome model reads."""

    studied: Studied
    scores: np.ndarray
    signs: np.ndarray


def scored(model: Ensemble | Network, each: Studied, *, removed: bool = False) -> Scored:
    """`removed`: as if the knowledge had no entry of the right disease."""
    compared = widened(each.compared)
    if removed and each.right is not None:
        compared = _without_candidate(compared, each.right)
    scores = model.score(compared)
    return Scored(each, scores, signs_of(compared, model, scores))


def _without_candidate(compared: Compared, place: int) -> Compared:
    kept = np.arange(len(compared.candidates_C)) != place
    return Compared(
        compared.candidates_C[kept], compared.present_PCF[:, kept], compared.absent_ECF[:, kept],
        compared.disease_CF[kept], compared.first_C[kept],
    )  # fmt: skip


def rank_of(each: Scored) -> int | None:
    """Places above the right disease, ties shared; None where it was not looked at."""
    right = each.studied.right
    if right is None:
        return None
    better = int((each.scores > each.scores[right]).sum())
    equal = int((each.scores == each.scores[right]).sum()) - 1
    return better + (equal + 1) // 2
