"""Two classics to stand beside the rare-disease ranker: plain likelihood and Resnik similarity.

Both see the same table, with the same publication left out. Legend: D diseases.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.evidence import Patient
from apps.medical.domain.rare.omission import Omission
from apps.medical.domain.rare.table import Table

Floats = npt.NDArray[np.floating]

FLOOR = 0.1
"""A term that a disease is not annotated with has this part of its background frequency."""


class Baselines:
    def __init__(self, table: Table) -> None:
        self.table = table
        self._own = sp.csc_matrix(table.own)
        self._binary = _binary(table.direct)
        self._shared = lru_cache(maxsize=4096)(self._shared_information)

    def likelihood(self, patient: Patient, omitted: Omission | None) -> Floats:
        """Sum of log P(term | disease) / P(term), present and excluded terms alike."""
        background = self.table.background
        total = np.zeros(len(self.table.ids), np.float32)
        for term in (*patient.present, *patient.absent):
            share = self._column(self._own, term, len(total))
            if omitted is not None:
                share[omitted.diseases] = omitted.own[:, [term]].toarray().ravel()
            if term in patient.present:
                total += np.log(np.maximum(share, FLOOR * background[term]) / background[term])
            else:
                total += np.log((1 - 0.95 * share) / (1 - 0.95 * background[term]))
        return total

    def resnik(self, patient: Patient, omitted: Omission | None) -> Floats:
        """Best-match average of Resnik similarity, both ways (Pesquita et al. 2008)."""
        forth = np.zeros(len(self.table.ids), np.float32)
        for term in patient.present:
            shared = self._shared(term).astype(np.float32)
            if omitted is not None:
                above = self.table.ontology.ancestors_of(term)
                has = omitted.own[:, above].toarray() > 0
                shared[omitted.diseases] = (has * self.table.information[above]).max(axis=1)
            forth += shared
        matched = self._matched(patient)
        back = _mean_over_terms(self._binary, matched)
        if omitted is not None:
            back[omitted.diseases] = _mean_over_terms(_binary(omitted.direct), matched)
        return forth / len(patient.present) + back

    def _matched(self, patient: Patient) -> Floats:
        ontology = self.table.ontology
        shared = np.zeros(len(ontology.ids), np.float32)
        for term in patient.present:
            above = ontology.ancestors_of(term)
            shared[above] = self.table.information[above]
        return np.maximum.reduceat(shared[ontology.ancestors], ontology.starts[:-1])

    def _shared_information(self, term: int) -> npt.NDArray[np.float16]:
        best = np.zeros(len(self.table.ids), np.float16)
        for above in self.table.ontology.ancestors_of(term).tolist():
            where = self._own.indices[self._own.indptr[above] : self._own.indptr[above + 1]]
            best[where] = np.maximum(best[where], self.table.information[above])
        return best

    @staticmethod
    def _column(columns: sp.csc_matrix, term: int, rows: int) -> Floats:
        found = np.zeros(rows, np.float32)
        at = slice(columns.indptr[term], columns.indptr[term + 1])
        found[columns.indices[at]] = columns.data[at]
        return found


def _binary(direct: sp.csr_matrix) -> sp.csr_matrix:
    return sp.csr_matrix((np.ones_like(direct.data), direct.indices, direct.indptr), direct.shape)


def _mean_over_terms(binary: sp.csr_matrix, matched: Floats) -> Floats:
    return (binary @ matched) / np.maximum(np.diff(binary.indptr), 1)


def place_of(scores: Floats, right: int) -> int:
    """Places above the right disease, ties shared."""
    equal = int((scores == scores[right]).sum()) - 1
    return int((scores > scores[right]).sum()) + (equal + 1) // 2
