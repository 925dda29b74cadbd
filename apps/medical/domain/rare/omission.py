"""The table without one publication: what would be known had it never been annotated.

Only the diseases that cite it, and those that borrow from them, change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.frequencies import propagated
from apps.medical.domain.rare.table import Rows, Table, direct_of


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


Contributed = Mapping[tuple[int, int], tuple[int, int]]
"""(disease, term) -> patients of one publication having the term, and those looked at for it."""


def without(
    table: Table, reference: str, contributed: Contributed | None = None, *, pooled: bool = True
) -> Omission | None:
    """Drop every row that names `reference` (PMID:...); None where nothing cites it.

    Of a row pooled from several publications, what this one contributed is subtracted; the row goes
    where that is not known, or where no patient of the others had the term. `pooled=False` leaves
    such rows as they are, which leaks what the publication added to them.
    """
    citing = table.citing.get(reference)
    if citing is None:
        return None
    borrowers = np.flatnonzero(np.diff(table.relatives[:, citing].indptr))
    diseases = np.union1d(citing, borrowers)
    place = np.full(len(table.ids), -1, np.int64)
    place[diseases] = np.arange(len(diseases))
    rows = table.rows[np.concatenate([table.rows_of[d] for d in diseases.tolist()])]
    rows = rows[_left(table, rows, reference, contributed or {}, pooled)]
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
        table.publications_of(rows, len(diseases)),
    )


def _left(
    table: Table, rows: Rows, reference: str, contributed: Contributed, pooled: bool
) -> npt.NDArray[np.bool_]:
    """Which rows stay; counts of pooled ones are lowered in place."""
    kept = ~np.isin(rows.reference, table.naming[reference])
    for n in np.flatnonzero(~kept).tolist():
        if table.references[rows.reference[n]] == reference:
            continue
        given = contributed.get((int(rows.disease[n]), int(rows.term[n])))
        if not pooled:
            kept[n] = True
        elif given is not None:
            having, patients = rows.having[n] - given[0], rows.patients[n] - given[1]
            kept[n] = having > 0 and patients >= having
            rows.having[n], rows.patients[n] = having, patients
    return kept
