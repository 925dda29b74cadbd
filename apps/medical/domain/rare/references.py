"""Where a row of the annotations can be opened, and which row best speaks to a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.medical.domain.differential import Reference
from apps.medical.domain.rare.table import Table

TELLING: Final = 0.5
"""Nats of information that a row must share with a finding to speak of it."""

_PLACES: Final = {
    "PMID": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "OMIM": "https://omim.org/entry/{}",
    "ORPHA": "https://www.orpha.net/en/disease/detail/{}",
    "DECIPHER": "https://www.deciphergenomics.org/syndrome/{}",
}


def reference_of(written: str, detail: str = "") -> Reference:
    """A reference as `phenotype.hpoa` writes it; of several the first opens. Books have no page."""
    first, *more = written.split(";")
    source, _, number = first.partition(":")
    place = first if source in ("http", "https") else _PLACES.get(source, "").format(number)
    title = f"{first} (+{len(more)}: {', '.join(more)})" if more else first
    return Reference(title, place, detail)


@dataclass(frozen=True, slots=True)
class Support:
    """The annotated term closest to a finding, its frequency in words, and who says so."""

    term: int
    words: str
    reference: Reference


def support_for(table: Table, disease: int, term: int) -> Support | None:
    """The disease's own row that shares most with the term; None where it shares nothing telling.

    Equal matches: the one with more patients, then the earlier row.
    """
    rows = table.rows_of[disease]
    rows = rows[table.rows.phenotype[rows] & ~table.rows.negated[rows]]
    if not len(rows):
        return None
    terms = table.rows.term[rows]
    match = table.shared_information(term)[terms] + 0.01 * (terms == term)
    patients = np.minimum(np.nan_to_num(table.rows.patients[rows]), 1000.0)
    best = int(np.argmax(match + 1e-6 * patients))
    chosen = int(rows[best]) if match[best] > TELLING else None
    return None if chosen is None else _support(table, chosen)


def _support(table: Table, row: int) -> Support:
    words = table.wordings[table.rows.words[row]]
    written = table.references[table.rows.reference[row]]
    return Support(int(table.rows.term[row]), words, reference_of(written, words))
