"""What is known of every disease, as arrays: frequencies of its own, of its kin, signs in its name.

Legend: D candidates (merged diseases), T terms, R annotation rows. Knows no patient.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.annotations import Annotations, Row
from apps.medical.domain.rare.duplicates import Entry, kin, merged, pairs
from apps.medical.domain.rare.frequencies import pooled, propagated
from apps.medical.domain.rare.names import Mentions
from apps.medical.domain.rare.ontology import Ontology

ONSET_YEARS: Final = {
    "HP:0030674": -0.5, "HP:0011460": -0.5, "HP:0011461": -0.3, "HP:0034197": -0.3,
    "HP:0034198": -0.2, "HP:0034199": -0.1, "HP:0003577": 0.0, "HP:0003623": 0.01,
    "HP:0003593": 0.1, "HP:0011463": 1.0, "HP:0410280": 1.0, "HP:0003621": 5.0,
    "HP:0003581": 16.0, "HP:0011462": 16.0, "HP:0025708": 16.0, "HP:0025709": 20.0,
    "HP:0025710": 30.0, "HP:0003596": 40.0, "HP:0003584": 60.0,
}  # fmt: skip
"""Earliest age of each onset class (definitions of HP:0003674's children)."""

X_LINKED: Final = {"HP:0001417": 1, "HP:0001419": 1, "HP:0001423": 2}
"""1 recessive or unstated, 2 dominant."""

AMBIGUOUS: Final = frozenset({"Disability", "Face", "Hearing"})
"""Synonyms that, in a name, mean less than the term they stand for."""

MORE: Final = 0.3
"""Patients added to every term's background, so that unannotated terms are rare, not impossible."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Annotation rows; `patients` is NaN where no frequency is stated. `kind` is the aspect."""

    disease: npt.NDArray[np.int64]
    term: npt.NDArray[np.int64]
    reference: npt.NDArray[np.int64]
    having: npt.NDArray[np.floating]
    patients: npt.NDArray[np.floating]
    words: npt.NDArray[np.int64]
    negated: npt.NDArray[np.bool_]
    phenotype: npt.NDArray[np.bool_]

    def __getitem__(self, which: npt.NDArray) -> Rows:
        return Rows(*(getattr(self, name)[which] for name in self.__slots__))


@dataclass(frozen=True)
class Table:
    """`ids[d]` is the entry shown for a candidate, `members[d]` all entries merged into it.

    `relatives` is D x D with rows that sum to 1 or 0: whose frequencies a disease borrows.
    """

    version: str
    ontology: Ontology
    ids: tuple[str, ...]
    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    references: tuple[str, ...]
    wordings: tuple[str, ...]
    rows: Rows
    direct: sp.csr_matrix
    own: sp.csr_matrix
    kin: sp.csr_matrix
    named: sp.csr_matrix
    relatives: sp.csr_matrix
    number: Mapping[str, int] = field(repr=False)

    @cached_property
    def background(self) -> npt.NDArray[np.floating]:
        """Mean frequency of each term over the candidates."""
        share = np.asarray(self.own.mean(axis=0)).ravel() + MORE / len(self.ids)
        return share.astype(np.float32)

    @cached_property
    def information(self) -> npt.NDArray[np.floating]:
        """-log background, in nats."""
        return -np.log(self.background)

    @cached_property
    def shared_information(self) -> Callable[[int], npt.NDArray[np.floating]]:
        """For a term: the most information that each term of the ontology shares with it."""
        return lru_cache(maxsize=512)(self._shared_information)

    def _shared_information(self, term: int) -> npt.NDArray[np.floating]:
        shared = np.zeros(len(self.ontology.ids), np.float32)
        above = self.ontology.ancestors_of(term)
        shared[above] = self.information[above]
        return np.maximum.reduceat(shared[self.ontology.ancestors], self.ontology.starts[:-1])

    @cached_property
    def rows_of(self) -> Mapping[int, npt.NDArray[np.int64]]:
        order = np.argsort(self.rows.disease, kind="stable")
        bounds = np.searchsorted(self.rows.disease[order], np.arange(len(self.ids) + 1))
        return {d: order[bounds[d] : bounds[d + 1]] for d in range(len(self.ids))}

    @cached_property
    def naming(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """Numbers of the references that name each publication: `PMID:1;PMID:2` names two."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, written in enumerate(self.references):
            for one in written.split(";"):
                found[one.strip()].append(n)
        return {one: np.array(ns, np.int64) for one, ns in found.items()}

    @cached_property
    def citing(self) -> Mapping[str, npt.NDArray[np.int64]]:
        """Candidates with a row from each publication, alone or among others."""
        rows_by: dict[int, set[int]] = defaultdict(set)
        for d, r in zip(self.rows.disease.tolist(), self.rows.reference.tolist(), strict=True):
            rows_by[r].add(d)
        return {
            one: np.array(sorted(set().union(*(rows_by[n] for n in ns.tolist()))), np.int64)
            for one, ns in self.naming.items()
        }

    @cached_property
    def publications(self) -> npt.NDArray[np.int64]:
        """Distinct references, data sets' own among them, that each candidate's rows give."""
        return self.publications_of(self.rows, len(self.ids))

    def publications_of(self, rows: Rows, diseases: int) -> npt.NDArray[np.int64]:
        pairs_found = np.unique(rows.disease * len(self.references) + rows.reference)
        return np.bincount(pairs_found // len(self.references), minlength=diseases)

    @cached_property
    def onset_years(self) -> npt.NDArray[np.floating]:
        """Earliest stated onset of each candidate, NaN where none is stated."""
        return self.onset_of(self.rows, len(self.ids))

    @cached_property
    def x_linked(self) -> npt.NDArray[np.int64]:
        return self.x_linked_of(self.rows, len(self.ids))

    def onset_of(self, rows: Rows, diseases: int) -> npt.NDArray[np.floating]:
        years = {self.ontology.number[t]: y for t, y in ONSET_YEARS.items()
                 if t in self.ontology.number}  # fmt: skip
        earliest = np.full(diseases, np.nan, np.float32)
        aside = rows[~rows.phenotype]
        for d, t in zip(aside.disease.tolist(), aside.term.tolist(), strict=True):
            if t in years:
                earliest[d] = np.fmin(earliest[d], np.float32(years[t]))
        return earliest

    def x_linked_of(self, rows: Rows, diseases: int) -> npt.NDArray[np.int64]:
        kinds = {self.ontology.number[t]: k for t, k in X_LINKED.items()
                 if t in self.ontology.number}  # fmt: skip
        found = np.zeros(diseases, np.int64)
        aside = rows[~rows.phenotype]
        for d, t in zip(aside.disease.tolist(), aside.term.tolist(), strict=True):
            found[d] = max(found[d], kinds.get(t, 0))
        return found


def compile_table(
    ontology: Ontology, annotations: Annotations, genes: Mapping[str, frozenset[str]]
) -> Table:
    """Merge the entries, pool their rows and borrow from kin. Seconds of work: see `stored`."""
    rows = [row for row in annotations.rows if row.term in ontology.number]
    entries = _entries(ontology, rows, genes)
    found = pairs(entries, _information(entries, len(ontology.ids)))
    into = merged(found)
    shown = [n for n in range(len(entries)) if n not in into]
    place = {n: d for d, n in enumerate(shown)}
    candidate = [place[into.get(n, n)] for n in range(len(entries))]
    number = {entry.id: candidate[n] for n, entry in enumerate(entries)}
    members: list[list[str]] = [[entries[n].id] for n in shown]
    for left, right in into.items():
        members[place[right]].append(entries[left].id)
    arrays, references, wordings = _arrays(ontology, rows, number)
    shape = (len(shown), len(ontology.ids))
    direct = direct_of(arrays, shape)
    own = propagated(direct, ontology)
    relatives = _relatives(kin(entries, found, candidate), len(shown))
    return Table(
        version=annotations.version,
        ontology=ontology,
        ids=tuple(entries[n].id for n in shown),
        names=tuple(entries[n].name for n in shown),
        members=tuple(map(tuple, members)),
        references=references,
        wordings=wordings,
        rows=arrays,
        direct=direct,
        own=own,
        kin=sp.csr_matrix(relatives @ own),
        named=_named(ontology, entries, candidate, shape),
        relatives=relatives,
        number=number,
    )


def direct_of(rows: Rows, shape: tuple[int, int]) -> sp.csr_matrix:
    kept = rows[rows.phenotype & ~rows.negated]
    return pooled(kept.disease, kept.term, kept.having, kept.patients, shape)


def _entries(
    ontology: Ontology, rows: Sequence[Row], genes: Mapping[str, frozenset[str]]
) -> list[Entry]:
    names: dict[str, str] = {}
    terms: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        names.setdefault(row.disease, row.name)
        if row.aspect == "P" and not row.negated:
            terms[row.disease].update(ontology.ancestors_of(ontology.number[row.term]).tolist())
    none: frozenset[str] = frozenset()
    return [Entry(d, name, genes.get(d, none), frozenset(terms[d])) for d, name in names.items()]


def _information(entries: Sequence[Entry], terms: int) -> list[float]:
    count = np.zeros(terms)
    for entry in entries:
        count[list(entry.terms)] += 1
    return (-np.log(np.maximum(count, 1) / len(entries))).tolist()


def _arrays(
    ontology: Ontology, rows: Sequence[Row], number: Mapping[str, int]
) -> tuple[Rows, tuple[str, ...], tuple[str, ...]]:
    references: dict[str, int] = {}
    wordings: dict[str, int] = {"": 0}
    often = [row.frequency for row in rows]
    arrays = Rows(
        disease=np.array([number[row.disease] for row in rows], np.int64),
        term=np.array([ontology.number[row.term] for row in rows], np.int64),
        reference=np.array(
            [references.setdefault(row.reference, len(references)) for row in rows], np.int64
        ),
        having=np.array([f.having if f else np.nan for f in often], np.float32),
        patients=np.array([f.patients if f else np.nan for f in often], np.float32),
        words=np.array(
            [wordings.setdefault(f.words if f else "", len(wordings)) for f in often], np.int64
        ),
        negated=np.array([row.negated for row in rows], bool),
        phenotype=np.array([row.aspect == "P" for row in rows], bool),
    )
    return arrays, tuple(references), tuple(wordings)


def _relatives(weights: Mapping[tuple[int, int], float], diseases: int) -> sp.csr_matrix:
    if not weights:
        return sp.csr_matrix((diseases, diseases), dtype=np.float32)
    borrower, lender = np.array(list(weights), np.int64).T
    weight = np.array(list(weights.values()), np.float32)
    total = np.bincount(borrower, weight, diseases)
    return sp.csr_matrix(
        ((weight / total[borrower]).astype(np.float32), (borrower, lender)),
        shape=(diseases, diseases),
    )


def _named(
    ontology: Ontology, entries: Sequence[Entry], candidate: Sequence[int], shape: tuple[int, int]
) -> sp.csr_matrix:
    """One where a name mentions the term or one below it."""
    mentions = Mentions(_wordings(ontology))
    cells = sorted({
        (candidate[n], int(above))
        for n, entry in enumerate(entries)
        for term in mentions.find(entry.name)
        for above in ontology.ancestors_of(term)
    })  # fmt: skip
    at = np.array(cells, np.int64).reshape(-1, 2)
    return sp.csr_matrix((np.ones(len(at), np.float32), (at[:, 0], at[:, 1])), shape=shape)


def _wordings(ontology: Ontology) -> dict[str, int]:
    terms = np.flatnonzero(ontology.findings).tolist()
    found: dict[str, int] = {}
    for term in terms:
        for synonym in ontology.synonyms[term]:
            if synonym not in AMBIGUOUS:
                found.setdefault(synonym, term)
    return found | {ontology.labels[term]: term for term in terms}
