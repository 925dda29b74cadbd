"""Numbers that compare one patient's findings with the diseases: first all, then the likely ones.

Legend: P present findings, E excluded ones, C candidates looked at closely, D all diseases,
T terms. Knows frequencies, not what they are worth: the network does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from apps.medical.domain.rare.omission import Omission
from apps.medical.domain.rare.ontology import ABNORMALITY
from apps.medical.domain.rare.table import Table

Floats = npt.NDArray[np.floating]
Sex = Literal["male", "female"]

CLOSE: Final = 150
"""Candidates that the network weighs."""

SCALE: Final = 5.0
"""Nats per unit of the network's inputs."""

NAMED: Final = 0.7
"""Frequency granted to a sign that stands in the disease's name."""

KIN_WEIGHT: Final = 0.7
NAMED_WEIGHT: Final = 0.8

PRESENT_FEATURES: Final = ("own", "kin", "named", "frequency", "direct", "information", "count")
ABSENT_FEATURES: Final = ("frequency", "kin", "information")
DISEASE_FEATURES: Final = (
    "covered share", "covered share of terms", "uncovered", "expected signs", "annotated terms",
    "annotated terms beyond the findings", "mean information covered", "mean share covered",
    "Orphanet only", "DECIPHER", "younger than onset", "onset unstated", "woman, X recessive",
    "man, X recessive", "man, X dominant", "woman, X dominant", "relatives", "findings explained",
    "findings annotated", "publications", "merged", "root of covered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Patient:
    """Term numbers; `absent` shares none with `present`."""

    present: tuple[int, ...]
    absent: tuple[int, ...]
    sex: Sex | None
    age_years: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """`candidates` by falling first impression; features as the tuples above name them."""

    candidates_C: npt.NDArray[np.int64]
    present_PCF: Floats
    absent_ECF: Floats
    disease_CF: Floats
    first_C: Floats


@dataclass(frozen=True, slots=True)
class _View:
    """Rows of the table for C candidates, with an omission's rows in their places."""

    direct: sp.csr_matrix
    own_CT: Floats
    kin_CT: Floats
    onset_C: Floats
    x_linked_C: npt.NDArray[np.int64]
    publications_C: npt.NDArray[np.int64]


class Evidence:
    """Compares patients with one table; keeps what it worked out for terms asked before."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._telling = table.ontology.findings.copy()
        self._telling[table.ontology.number.get(ABNORMALITY, [])] = False
        self._own = self._log_ratio(table.own)
        self._kin = self._log_ratio(table.kin)
        self._named = self._log_ratio(table.named * np.float32(NAMED))
        self._relatives = np.diff(table.relatives.indptr).astype(np.float32)
        self._orphanet = np.array([i.startswith("ORPHA") for i in table.ids])
        self._merged = np.array([len(entries) > 1 for entries in table.members])
        self._decipher = np.array([i.startswith("DECIPHER") for i in table.ids])
        self.ratios = lru_cache(maxsize=4096)(self._ratios)

    def _log_ratio(self, share_DT: sp.csr_matrix) -> sp.csc_matrix:
        """log(frequency / background), at least 0, by columns; 0 for the root, which all share."""
        columns = sp.csc_matrix(share_DT)
        term = np.repeat(np.arange(len(columns.indptr) - 1), np.diff(columns.indptr))
        ratio = np.log(np.maximum(columns.data, 1e-6)) + self.table.information[term]
        columns.data = (np.maximum(ratio, 0.0) * self._telling[term]).astype(np.float16)
        return columns

    def _ratios(self, term: int) -> npt.NDArray[np.float16]:
        """3 x D: best log ratio over the term and all above it, in own, kin and named."""
        best = np.zeros((3, len(self.table.ids)), np.float16)
        for row, columns in zip(best, (self._own, self._kin, self._named), strict=True):
            for above in self.table.ontology.ancestors_of(term).tolist():
                at = slice(columns.indptr[above], columns.indptr[above + 1])
                where = columns.indices[at]
                row[where] = np.maximum(row[where], columns.data[at])
        return best

    def first_impression(self, present: Sequence[int], omitted: Omission | None = None) -> Floats:
        """Sum over findings of the best log ratio of the three kinds; D values in nats."""
        total = np.zeros(len(self.table.ids), np.float32)
        changed = self._changed_ratios(present, omitted)
        for n, term in enumerate(present):
            ratios = self.ratios(term).astype(np.float32)
            if omitted is not None:
                ratios[:2, omitted.diseases] = changed[n]
            total += np.maximum(
                ratios[0], np.maximum(KIN_WEIGHT * ratios[1], NAMED_WEIGHT * ratios[2])
            )
        return total

    def _changed_ratios(self, present: Sequence[int], omitted: Omission | None) -> Floats:
        if omitted is None:
            return np.zeros((len(present), 2, 0), np.float32)
        dense = np.stack([omitted.own.toarray(), omitted.kin.toarray()])
        return np.stack([self._best_ratio(dense, term) for term in present])

    def _best_ratio(self, share_T: Floats, term: int) -> Floats:
        """Over the last axis: the best log ratio among the term and all above it."""
        above = self.table.ontology.ancestors_of(term)
        ratio = np.log(np.maximum(share_T[..., above], 1e-6)) + self.table.information[above]
        return (np.maximum(ratio, 0.0) * self._telling[above]).max(axis=-1)

    def compare(
        self, patient: Patient, omitted: Omission | None = None, *, must: int | None = None
    ) -> Compared:
        """The likely candidates and their features. `must` is looked at in any case (training)."""
        first = self.first_impression(patient.present, omitted)
        size = min(CLOSE, len(first))
        close = np.argpartition(-first, size - 1)[:size]
        if must is not None and must not in close:
            close[-1] = must
        close = close[np.argsort(-first[close], kind="stable")].astype(np.int64)
        view = self._view(close, omitted)
        return Compared(
            close,
            self._present(patient, close, view, omitted),
            self._absent(patient, view),
            self._disease(patient, close, view),
            first[close],
        )

    def _view(self, close: npt.NDArray[np.int64], omitted: Omission | None) -> _View:
        table = self.table
        own, kin = table.own[close].toarray(), table.kin[close].toarray()
        direct = table.direct[close]
        onset, linked = table.onset_years[close], table.x_linked[close]
        publications = table.publications[close]
        if omitted is not None:
            _, here, there = np.intersect1d(close, omitted.diseases, return_indices=True)
            own[here], kin[here] = omitted.own[there].toarray(), omitted.kin[there].toarray()
            onset[here], linked[here] = omitted.onset_years[there], omitted.x_linked[there]
            publications[here] = omitted.publications[there]
            order = np.arange(len(close))
            order[here] = len(close) + there
            direct = sp.csr_matrix(sp.vstack([direct, omitted.direct]))[order]
        return _View(direct, own, kin, onset, linked, publications)

    def _present(
        self,
        patient: Patient,
        close: npt.NDArray[np.int64],
        view: _View,
        omitted: Omission | None,
    ) -> Floats:
        count = len(patient.present)
        features = np.zeros((count, len(close), len(PRESENT_FEATURES)), np.float32)
        direct = sp.csc_matrix(view.direct)
        changed = np.isin(close, omitted.diseases) if omitted is not None else None
        for n, term in enumerate(patient.present):
            ratios = self.ratios(term)[:, close].astype(np.float32)
            if changed is not None and changed.any():
                ratios[0, changed] = self._best_ratio(view.own_CT[changed], term)
                ratios[1, changed] = self._best_ratio(view.kin_CT[changed], term)
            features[n, :, :3] = ratios.T / SCALE
            features[n, :, 3] = view.own_CT[:, term]
            features[n, direct.indices[direct.indptr[term] : direct.indptr[term + 1]], 4] = 1.0
            features[n, :, 5] = self.table.information[term] / SCALE
        features[..., 6] = np.log(max(count, 1)) / 2
        return features

    def _absent(self, patient: Patient, view: _View) -> Floats:
        terms = list(patient.absent)
        information = np.broadcast_to(
            self.table.information[terms][:, None] / SCALE, (len(terms), len(view.onset_C))
        )
        shares = (np.sqrt(view.own_CT[:, terms].T), np.sqrt(view.kin_CT[:, terms].T))
        return np.stack([*shares, information], axis=-1).astype(np.float32)

    def matched(self, present: Sequence[int]) -> Floats:
        """For each term, the information of what it shares with the best matching finding."""
        ontology = self.table.ontology
        shared = np.zeros(len(ontology.ids), np.float32)
        for term in present:
            above = ontology.ancestors_of(term)
            shared[above] = self.table.information[above]
        return np.maximum.reduceat(shared[ontology.ancestors], ontology.starts[:-1])

    def _disease(self, patient: Patient, close: npt.NDArray[np.int64], view: _View) -> Floats:
        matched = self.matched(patient.present)
        covered = coverage(view.direct, matched, self.table.information, len(patient.present))
        present = list(patient.present)
        explained = (view.own_CT[:, present] > 0).mean(axis=1) if present else 0.0 * view.onset_C
        direct = view.direct[:, present].getnnz(axis=1) / max(len(present), 1)
        age = patient.age_years
        early = np.zeros(len(close)) if age is None else (age < view.onset_C - 0.01)
        linked, sex = view.x_linked_C, patient.sex
        columns = [
            *covered[:-1],
            self._orphanet[close],
            self._decipher[close],
            early,
            np.isnan(view.onset_C),
            (linked == 1) & (sex == "female"),
            (linked == 1) & (sex == "male"),
            (linked == 2) & (sex == "male"),
            (linked == 2) & (sex == "female"),
            np.log1p(self._relatives[close]),
            explained,
            direct,
            np.log1p(view.publications_C),
            self._merged[close],
            covered[-1],
        ]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def coverage(
    direct_CT: sp.csr_matrix, matched_T: Floats, information_T: Floats, findings: int
) -> list[Floats]:
    """How much of what each disease would show the findings account for; nine columns of C."""
    terms = sp.csr_matrix(
        (np.ones_like(direct_CT.data), direct_CT.indices, direct_CT.indptr), direct_CT.shape
    )
    count = np.diff(direct_CT.indptr).astype(np.float32)
    got, whole = direct_CT @ matched_T, direct_CT @ information_T
    got_terms, whole_terms = terms @ matched_T, terms @ information_T
    expected = np.asarray(direct_CT.sum(axis=1)).ravel()
    share = np.minimum(matched_T / np.maximum(information_T, 0.1), 1.0)
    return [
        got / np.maximum(whole, 0.1),
        got_terms / np.maximum(whole_terms, 0.1),
        np.log1p(np.maximum(whole - got, 0.0)),
        np.log1p(expected),
        np.log1p(count),
        np.log1p(np.maximum(count - findings, 0.0)),
        got_terms / np.maximum(count, 1.0) / 6,
        direct_CT @ share / np.maximum(expected, 0.1),
        np.sqrt(np.maximum(got, 0.0)) / 5,
    ]
