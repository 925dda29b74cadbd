"""Which answers of the knowledge a finding states: by HPO term and its ancestors, ICD-10 or label.

A finding may answer several questions ("coughs up phlegm" answers both "coughs" and "coughs up more
sputum"): then any of them may have been meant, and the ranking averages over them. Only what is
asserted plainly is matched; what is possible or hypothetical stays unused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from apps.medical.domain.common.vocabulary import About, Question, Vocabulary
from apps.medical.domain.concept import ICD10CM
from apps.medical.domain.finding import Assertion, Finding
from apps.medical.domain.text.ontology import ancestors, current

Alternatives = tuple[tuple[str, ...], ...]
"""Each a group of tokens, any one of which states the finding."""

_STATES: Mapping[About, frozenset[Assertion]] = {
    "present": frozenset({Assertion.PRESENT}),
    "history": frozenset({Assertion.PRESENT, Assertion.HISTORICAL}),
    "family": frozenset({Assertion.FAMILY}),
    "either": frozenset({Assertion.PRESENT, Assertion.HISTORICAL, Assertion.FAMILY}),
}
_DENIABLE: frozenset[About] = frozenset({"present", "history"})


ASKED: Final = "DDXPlus:"
"""A coding that begins so names the question that the finding is the answer to."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that is stated, or denied, by one or more findings that say the same."""

    alternatives: Alternatives
    denied: bool
    findings: tuple[Finding, ...]

    def tokens(self) -> frozenset[str]:
        return frozenset(token for group in self.alternatives for token in group)


@dataclass(frozen=True)
class Matcher:
    """`implied` lists, by HPO id, groups of answers that state a finding."""

    words: Vocabulary
    implied: Mapping[str, tuple[str, ...]]

    @cached_property
    def _by_hpo(self) -> Mapping[str, tuple[Question, ...]]:
        found: dict[str, tuple[Question, ...]] = {}
        for question in self.words.questions.values():
            for id in question.hpo:
                found[id] = (*found.get(id, ()), question)
        return found

    @cached_property
    def _by_label(self) -> Mapping[str, Question]:
        return {
            label.casefold(): question
            for question in self.words.questions.values()
            for label in (question.label.en, question.label.zh)
        }

    def observations(
        self, findings: Iterable[Finding]
    ) -> tuple[tuple[Observation, ...], tuple[Finding, ...]]:
        """What was stated or denied, and the findings that the knowledge has no question for.

        Where one finding states what another denies, the statement counts and the denial does not.
        """
        grouped: dict[tuple[Alternatives, bool], list[Finding]] = {}
        unused: list[Finding] = []
        for finding in findings:
            denied = finding.assertion is Assertion.ABSENT
            alternatives = self.denied(finding) if denied else self.stated(finding)
            if alternatives:
                grouped.setdefault((alternatives, denied), []).append(finding)
            else:
                unused.append(finding)
        stated = {key[0] for key in grouped if not key[1]}
        for key in [key for key in grouped if key[1] and key[0] in stated]:
            unused.extend(grouped.pop(key))
        made = tuple(
            Observation(alternatives, denied, tuple(members))
            for (alternatives, denied), members in grouped.items()
        )
        return made, tuple(unused)

    def stated(self, finding: Finding) -> Alternatives:
        """The groups of answers that a finding which is there may state; empty if none."""
        answered = self._answered(finding)
        if answered:
            return answered if finding.assertion is Assertion.PRESENT else ()
        terms = above(finding.hpo)
        details = _most_specific(terms & self.implied.keys())
        groups = [self.implied[id] for id in details if finding.assertion is Assertion.PRESENT]
        covered = {token for group in groups for token in group}
        covered |= {self.words.question_of(token).parent for token in covered}
        questions = self._asked(finding, terms)
        groups += [(q.code,) for q in questions
                   if q.code not in covered and finding.assertion in _STATES[q.about]]  # fmt: skip
        return tuple(sorted(set(groups)))

    def denied(self, finding: Finding) -> Alternatives:
        """What a denial covers: the finding's own questions, and those of more special findings."""
        answered = self._answered(finding)
        if answered:
            return answered
        id = _living(finding.hpo)
        codes = {q.code for q in self._coded(finding)}
        groups = []
        if id is not None:
            codes |= {q.code for key, asked in self._by_hpo.items() for q in asked
                      if id in above(key) and q.about in _DENIABLE}  # fmt: skip
            groups = [self.implied[key] for key in self.implied if id in above(key)]
        codes |= {q.code for q in self._labelled(finding)}
        return tuple(sorted({*groups, *((code,) for code in codes)}))

    def _answered(self, finding: Finding) -> Alternatives:
        codes = (coding.code.removeprefix(ASKED) for coding in finding.concept.codings
                 if coding.code.startswith(ASKED))  # fmt: skip
        return tuple((code,) for code in codes if code in self.words.number)

    def _asked(self, finding: Finding, terms: frozenset[str]) -> Iterator[Question]:
        found = {q.code: q for id in terms for q in self._by_hpo.get(id, ())}
        found |= {q.code: q for q in self._coded(finding)}
        found |= {q.code: q for q in self._labelled(finding)}
        return iter(found.values())

    def _coded(self, finding: Finding) -> Iterator[Question]:
        code = finding.concept.code(ICD10CM)
        if code is None:
            return
        for question in self.words.questions.values():
            if any(code.startswith(prefix) for prefix in question.icd10):
                yield question

    def _labelled(self, finding: Finding) -> Iterator[Question]:
        question = self._by_label.get(finding.concept.text.strip().casefold())
        if question is not None:
            yield question


def _living(hpo: str | None) -> str | None:
    """The id as the packaged ontology has it; None where it has no such term."""
    if hpo is None:
        return None
    try:
        return current(hpo)
    except KeyError:
        return None


def above(hpo: str | None) -> frozenset[str]:
    """The term itself and all above it; empty for an id that the ontology does not know."""
    id = _living(hpo)
    return frozenset() if id is None else ancestors(id)


def _most_specific(ids: Iterable[str]) -> list[str]:
    ids = sorted(ids)
    return [id for id in ids if not any(id != other and id in ancestors(other) for other in ids)]
