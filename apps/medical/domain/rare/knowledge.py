"""The ranker as the desk uses it: findings in, a differential with its evidence out.

Intended for suspected rare disease with coded findings. Knows the diseases of one release of the
HPO annotations only. Probabilities are fitted to published cases, of which about a fifth had a
disease that the release does not know, and then lowered by how improbable a rare disease is in a
clinic before a finding speaks for one (everyday.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from apps.medical.domain.differential import Candidate, Differential, NextQuestion
from apps.medical.domain.finding import Assertion, Finding
from apps.medical.domain.rare.cases import terms_of
from apps.medical.domain.rare.everyday import everyday_terms, explained_nats, rare_at_all
from apps.medical.domain.rare.evidence import Compared, Evidence, Patient, Sex
from apps.medical.domain.rare.explanation import Case, Explanation
from apps.medical.domain.rare.omission import without
from apps.medical.domain.rare.outcome import Outcome, signs_of
from apps.medical.domain.rare.questions import Question, best_questions
from apps.medical.domain.rare.references import reference_of
from apps.medical.domain.rare.stored import sources, table_of
from apps.medical.domain.rare.table import Table
from apps.medical.domain.rare.weights import Weights, load
from apps.medical.domain.source import TextLanguage

PRESENT = frozenset({Assertion.PRESENT, Assertion.HISTORICAL})
SHOWN_AGAINST = 6


@dataclass(frozen=True, slots=True)
class Weighable:
    """Findings by term: what is there, what is not, and what cannot be weighed."""

    present: Mapping[int, Finding]
    absent: Mapping[int, Finding]
    unused: tuple[Finding, ...]


class RareKnowledge:
    """One table and the weights fitted to it."""

    def __init__(self, table: Table, weights: Weights) -> None:
        self.table = table
        self.weights = weights

    @classmethod
    def load(cls, *, home: Path | None = None, data: Path | None = None) -> RareKnowledge:
        """Read the packaged HPO release, or `data`/hp.obo and phenotype.hpoa.

        What was compiled from it is kept under `home`/rare, by default the installation's home.
        Raises MissingKnowledge where the files are not there.
        """
        if home is None:
            from apps.shared.settings import Settings

            home = Settings().home
        table, _ = table_of(sources(data), home / "rare")
        return cls(table, load())

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.table)

    @cached_property
    def _everyday(self) -> npt.NDArray[np.bool_]:
        return everyday_terms(self.table.ontology)

    @cached_property
    def _explanation(self) -> Explanation:
        return Explanation(self.evidence, self.weights.ensemble)

    def score(
        self,
        present: Sequence[str],
        excluded: Sequence[str],
        *,
        sex: Sex | None,
        age_years: float | None,
        without_reference: str | None = None,
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.floating]]:
        """Numbers of the likely diseases in the table, and their scores in nats.

        `without_reference` leaves one publication's annotations out. Raises ValueError where no
        present term is known.
        """
        seen = terms_of(present, self.table)
        if not seen:
            raise ValueError(f"no known HPO term among {list(present)!r}; give at least one")
        gone = tuple(term for term in terms_of(excluded, self.table) if term not in seen)
        omitted = without(self.table, without_reference) if without_reference else None
        compared = self.evidence.compare(Patient(seen, gone, sex, age_years), omitted)
        return compared.candidates_C, self.weights.ensemble.score(compared)

    def rank(
        self,
        findings: Sequence[Finding],
        *,
        sex: Sex | None,
        age_years: float | None,
        limit: int = 10,
        language: TextLanguage = "en",
    ) -> Differential:
        """The most probable diseases. Findings without a known HPO term come back as unused.

        Present and historical findings count as present. Without any, no disease is named. Without
        two that are not met every day, `none_of_these` is nearly 1.
        """
        given = self._weighable(findings)
        if not given.present:
            return self._nothing(findings)
        patient = Patient(tuple(given.present), tuple(given.absent), sex, age_years)
        compared = self.evidence.compare(patient)
        outcome = self._in_clinic(patient, compared, self._outcome(compared))
        case = Case(given.present, given.absent, compared, age_years)
        order = np.argsort(-outcome.candidates_C, kind="stable")
        shown = [self._candidate(case, outcome, int(place)) for place in order[:limit]]
        asked = best_questions(self.table, patient, compared, outcome.candidates_C)
        rest = float(outcome.candidates_C[order[limit:]].sum()) + outcome.elsewhere
        return Differential(
            knowledge="rare",
            candidates=tuple(shown),
            none_of_these=outcome.outside,
            rest=rest,
            next_questions=tuple(self._asked(question, language) for question in asked),
            used=(*given.present.values(), *given.absent.values()),
            unused=given.unused,
            model_version=self.weights.version,
            data_version=self.table.version,
        )

    def _outcome(self, compared: Compared) -> Outcome:
        model = self.weights.ensemble
        scores = model.score(compared)
        signs = signs_of(compared, model, scores)
        return self.weights.outcome.outcome(signs, scores, len(compared.present_PCF))

    def _in_clinic(self, patient: Patient, compared: Compared, published: Outcome) -> Outcome:
        """The shares among published cases, lowered to those among all who come to a clinic."""
        nats = explained_nats(patient.present, compared, published.candidates_C, self._everyday)
        return published.lowered(rare_at_all(nats))

    def _weighable(self, findings: Sequence[Finding]) -> Weighable:
        present: dict[int, Finding] = {}
        absent: dict[int, Finding] = {}
        for wanted, kept in ((PRESENT, present), (frozenset({Assertion.ABSENT}), absent)):
            for finding in findings:
                terms = terms_of([finding.hpo] if finding.hpo else [], self.table)
                if finding.assertion in wanted and terms and terms[0] not in present:
                    kept.setdefault(terms[0], finding)
        used = [*present.values(), *absent.values()]
        unused = tuple(f for f in findings if not any(f is each for each in used))
        return Weighable(present, absent, unused)

    def _nothing(self, findings: Sequence[Finding]) -> Differential:
        outside = 1.0 - (1.0 - float(self.weights.outcome.prior[2])) * rare_at_all(0.0)
        return Differential(
            knowledge="rare",
            candidates=(),
            none_of_these=outside,
            rest=1.0 - outside,
            next_questions=(),
            used=(),
            unused=tuple(findings),
            model_version=self.weights.version,
            data_version=self.table.version,
        )

    def _candidate(self, case: Case, outcome: Outcome, place: int) -> Candidate:
        disease = int(case.compared.candidates_C[place])
        supports, opposes = self._explanation.of(case, place)
        return Candidate(
            id=self.table.ids[disease],
            name=self.table.names[disease],
            probability=float(outcome.candidates_C[place]),
            supports=tuple(supports),
            opposes=tuple(opposes[:SHOWN_AGAINST]),
            references=tuple(reference_of(entry) for entry in self.table.members[disease]),
        )

    def _asked(self, question: Question, language: TextLanguage) -> NextQuestion:
        code = self.table.ontology.ids[question.term]
        yes, no = self.table.names[question.yes], self.table.names[question.no]
        splits = f"有：{yes}；无：{no}" if language == "zh" else f"yes: {yes}; no: {no}"
        return NextQuestion(code, self._label(question.term, language), question.bits, splits)

    def _label(self, term: int, language: TextLanguage) -> str:
        """The Chinese label where the desk's own table has one, else the ontology's."""
        english = self.table.ontology.labels[term]
        if language == "en":
            return english
        from apps.medical.domain.text.vocabulary import hpo_label

        return hpo_label(self.table.ontology.ids[term], language) or english
