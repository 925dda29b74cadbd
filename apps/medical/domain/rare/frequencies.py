"""How often a patient with a disease has a term or anything below it, from annotation rows.

Counts of several publications are pooled: `(having + 1/2) / (patients + 1)` (Jeffreys' prior). A
row without a frequency counts as 1.2 of 2 patients. Above the annotated terms a frequency lies
between the largest one below (signs always together) and that of independent signs; the middle of
the two is taken. Legend: D diseases, T terms.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.ontology import Ontology

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]

UNSTATED: Final = (1.2, 2.0)
"""Patients having the term, and patients, of a row without a frequency."""

CERTAIN: Final = 0.98


def pooled(
    disease_R: Ints, term_R: Ints, having_R: Floats, patients_R: Floats, shape: tuple[int, int]
) -> sp.csr_matrix:
    """Frequency of each annotated term; rows (R) of one disease and term are pooled.

    NaN marks an unstated frequency. A term that no patient had is left out.
    """
    cell_R = disease_R * shape[1] + term_R
    cells, of_R = np.unique(cell_R, return_inverse=True)
    unstated_R = np.isnan(patients_R)
    having = np.bincount(of_R, np.where(unstated_R, UNSTATED[0], having_R), len(cells))
    patients = np.bincount(of_R, np.where(unstated_R, UNSTATED[1], patients_R), len(cells))
    seen = having > 0
    share = ((having + 0.5) / (patients + 1.0))[seen].astype(np.float32)
    return sp.csr_matrix((share, (cells[seen] // shape[1], cells[seen] % shape[1])), shape=shape)


def above(ontology: Ontology) -> sp.csr_matrix:
    """T x T: one where the column's term is the row's term or above it."""
    terms = len(ontology.ids)
    ones = np.ones(len(ontology.ancestors), np.float32)
    return sp.csr_matrix((ones, ontology.ancestors, ontology.starts), shape=(terms, terms))


def propagated(direct_DT: sp.csr_matrix, ontology: Ontology) -> sp.csr_matrix:
    """Frequencies of the annotated terms and of all terms above them."""
    independent = direct_DT.copy()
    independent.data = np.log1p(-np.minimum(independent.data, CERTAIN))
    independent = sp.csr_matrix(independent @ above(ontology))
    independent.sort_indices()
    largest = _largest_below(direct_DT, ontology)
    share = (-np.expm1(independent.data) + largest) / 2
    return sp.csr_matrix(
        (share.astype(np.float32), independent.indices, independent.indptr), shape=direct_DT.shape
    )


def _largest_below(direct_DT: sp.csr_matrix, ontology: Ontology) -> Floats:
    """In the order of the propagated cells: disease, then term."""
    cells = direct_DT.tocoo()
    lengths = np.diff(ontology.starts)[cells.col]
    first = np.repeat(ontology.starts[cells.col] - np.cumsum(lengths) + lengths, lengths)
    term = ontology.ancestors[first + np.arange(int(lengths.sum()))]
    cell = np.repeat(cells.row.astype(np.int64), lengths) * len(ontology.ids) + term
    places, of_cell = np.unique(cell, return_inverse=True)
    largest = np.zeros(len(places), np.float32)
    np.maximum.at(largest, of_cell, np.repeat(cells.data, lengths))
    return largest
