"""The table without one publication: what would be known had it never been annotated.

Only the diseases that cite it, and those that borrow from them, change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.frequencies import propagated
from apps.medical.domain.rare.table import Table, direct_of


@dataclass(frozen=True, slots=True)
class Omission:
    """New rows for the candidates `diseases` (ascending); the columns mean what Table's do."""

    diseases: npt.NDArray[np.int64]
    direct: sp.csr_matrix
    own: sp.csr_matrix
    kin: sp.csr_matrix
    onset_years: npt.NDArray[np.floating]
    x_linked: npt.NDArray[np.int64]
    publications: npt.NDArray[np.int64]


def without(table: Table, reference: str) -> Omission | None:
    """Drop every row that names `reference` (PMID:...), alone or among others.

    None where nothing cites it. What the others of a pooled row found goes too: the row's counts
    cannot be told apart.
    """
    citing = table.citing.get(reference)
    if citing is None:
        return None
    borrowers = np.flatnonzero(np.diff(table.relatives[:, citing].indptr))
    diseases = np.union1d(citing, borrowers)
    place = np.full(len(table.ids), -1, np.int64)
    place[diseases] = np.arange(len(diseases))
    rows = table.rows[np.concatenate([table.rows_of[d] for d in diseases.tolist()])]
    rows = rows[~np.isin(rows.reference, table.naming[reference])]
    rows.disease[:] = place[rows.disease]
    direct = direct_of(rows, (len(diseases), len(table.ontology.ids)))
    own = propagated(direct, table.ontology)
    lost = table.own[diseases] - own
    kin = table.kin[diseases] - table.relatives[diseases][:, diseases] @ lost
    kin.data = np.maximum(kin.data, 0.0)
    return Omission(
        diseases,
        direct,
        own,
        sp.csr_matrix(kin),
        table.onset_of(rows, len(diseases)),
        table.x_linked_of(rows, len(diseases)),
        table.publications[diseases] - np.isin(diseases, citing),
    )
