"""What speaks for and against one candidate, in nats that add up as the networks add them.

A present or excluded finding gets the nats that the score gives it over a disease that does not
know it. What the disease would show but the record does not mention, and what age and sex say, get
the difference that the score would show were it otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from apps.medical.domain.differential import Reference, Weighed
from apps.medical.domain.finding import Finding
from apps.medical.domain.rare.evidence import DISEASE_FEATURES, Compared, Evidence, coverage
from apps.medical.domain.rare.network import Ensemble
from apps.medical.domain.rare.references import reference_of, support_for

SMALL: Final = 0.05
"""Nats below which a line says nothing."""

EXPECTED: Final = 0.5
"""Frequency from which a sign is expected."""

MOST_EXPECTED: Final = 3
COVERED: Final = (*range(8), len(DISEASE_FEATURES) - 1)
"""Places of the features that `coverage` gives, in its order but for the last."""


@dataclass(frozen=True, slots=True)
class Case:
    """A patient's findings by term, and everything that was worked out from them."""

    present: Mapping[int, Finding]
    absent: Mapping[int, Finding]
    compared: Compared
    age_years: float | None


class Explanation:
    def __init__(self, evidence: Evidence, model: Ensemble) -> None:
        self._evidence = evidence
        self._table = evidence.table
        self._model = model

    def of(self, case: Case, place: int) -> tuple[list[Weighed], list[Weighed]]:
        """Lines for and against the candidate at `place`, the weightiest first."""
        lines = [
            *self._present(case, place), *self._absent(case, place),
            *self._expected(case, place), *self._circumstances(case, place),
        ]  # fmt: skip
        weighty = [line for line in lines if abs(line.nats) >= SMALL]
        supports = sorted((x for x in weighty if x.nats > 0), key=lambda x: -x.nats)
        return supports, sorted((x for x in weighty if x.nats < 0), key=lambda x: x.nats)

    def _present(self, case: Case, place: int) -> list[Weighed]:
        nats = self._model.present(case.compared.present_PCF[:, [place]])[:, 0]
        disease = int(case.compared.candidates_C[place])
        return [
            self._line(disease, term, finding, float(value), matches[place, :3])
            for (term, finding), value, matches in zip(
                case.present.items(), nats, case.compared.present_PCF, strict=True
            )
        ]

    def _line(
        self, disease: int, term: int, finding: Finding, nats: float, match: np.ndarray
    ) -> Weighed:
        label = self._table.ontology.labels[term]
        if match[0] > 0 and match[0] >= 0.7 * match[1]:
            support = support_for(self._table, disease, term)
            if support is not None:
                detail = self._closeness(term, support.term, support.words)
                return Weighed(label, nats, finding, support.reference, detail)
        entry = reference_of(self._table.ids[disease])
        if match[2] >= match[1] and match[2] > 0:
            return Weighed(label, nats, finding, entry, "in the name of the disease")
        return Weighed(label, nats, finding, entry, self._lenders(disease, term))

    def _closeness(self, term: int, annotated: int, words: str) -> str:
        """What the annotation says, and how it stands to the finding where it is another term."""
        often = words or "frequency not stated"
        if term == annotated:
            return often
        labels, ancestors = self._table.ontology.labels, self._table.ontology.ancestors_of
        if term in ancestors(annotated):
            return f"{labels[annotated]} (more specific): {often}"
        if annotated in ancestors(term):
            return f"{labels[annotated]} (broader): {often}"
        return f"{labels[annotated]} (related): {often}"

    def _lenders(self, disease: int, term: int) -> str:
        relatives = self._table.relatives[disease]
        having = np.asarray(self._table.own[relatives.indices][:, [term]].todense()).ravel()
        if not len(having) or having.max() <= 0:
            return "seen in related diseases"
        lender = int(relatives.indices[np.argmax(having * relatives.data)])
        return f"seen in a related disease: {self._table.names[lender]}"

    def _absent(self, case: Case, place: int) -> list[Weighed]:
        if not case.absent:
            return []
        disease = int(case.compared.candidates_C[place])
        nats = self._model.absent(case.compared.absent_ECF[:, [place]])[:, 0]
        lines = []
        for (term, finding), value in zip(case.absent.items(), nats, strict=True):
            if abs(value) < SMALL:
                continue
            support = support_for(self._table, disease, term)
            reference = support.reference if support else reference_of(self._table.ids[disease])
            words = self._closeness(term, support.term, support.words) if support else ""
            label = f"no {self._table.ontology.labels[term]}"
            lines.append(Weighed(label, float(value), finding, reference, words))
        return lines

    def _expected(self, case: Case, place: int) -> list[Weighed]:
        """The most telling signs that the disease mostly shows and no finding matches."""
        disease = int(case.compared.candidates_C[place])
        matched = self._evidence.matched(tuple(case.present))
        information = self._table.information
        row = self._table.direct[disease]
        missing = [
            (float(share * information[term]), int(term))
            for share, term in zip(row.data, row.indices, strict=True)
            if share >= EXPECTED
            and matched[term] < 0.5 * information[term]
            and not set(case.absent).intersection(self._table.ontology.ancestors_of(term).tolist())
        ]
        return [
            line
            for _, term in sorted(missing, reverse=True)[:MOST_EXPECTED]
            if (line := self._missing_line(case, place, disease, term, matched)).nats < 0
        ]

    def _missing_line(
        self, case: Case, place: int, disease: int, term: int, matched: np.ndarray
    ) -> Weighed:
        found = matched.copy()
        found[term] = self._table.information[term]
        features = case.compared.disease_CF[[place]].copy()
        now = float(self._model.disease(features)[0])
        other = coverage(
            self._table.direct[[disease]], found, self._table.information, len(case.present)
        )
        features[0, list(COVERED)] = [float(column[0]) for column in other]
        gain = float(self._model.disease(features)[0]) - now
        support = support_for(self._table, disease, term)
        words = support.words if support and support.term == term else ""
        reference = support.reference if support else reference_of(self._table.ids[disease])
        label = f"not mentioned: {self._table.ontology.labels[term]}"
        return Weighed(label, -max(gain, 0.0), None, reference, words or "frequency not stated")

    def _circumstances(self, case: Case, place: int) -> list[Weighed]:
        disease = int(case.compared.candidates_C[place])
        features = case.compared.disease_CF[[place]]
        onset = self._table.onset_years[disease]
        says: dict[str, tuple[str, Reference]] = {}
        entry = reference_of(self._table.ids[disease])
        for name in ("woman, X recessive", "man, X recessive", "man, X dominant",
                     "woman, X dominant"):  # fmt: skip
            says[name] = ("sex, and inheritance on the X chromosome", entry)
        says["younger than onset"] = (f"age below the earliest onset ({onset:g} years)", entry)
        lines = []
        for name, (label, reference) in says.items():
            at = DISEASE_FEATURES.index(name)
            if features[0, at] > 0:
                without = features.copy()
                without[0, at] = 0.0
                nats = float((self._model.disease(features) - self._model.disease(without))[0])
                lines.append(Weighed(label, nats, None, replace(reference, detail=name)))
        return lines
