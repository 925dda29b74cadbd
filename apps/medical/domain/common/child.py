"""Ranks five common diseases of children by their symptoms: the knowledge of Chinese consultations.

Knows rhinitis, upper respiratory infection, pneumonia, hand-foot-mouth disease and diarrhoea, and
nothing else; `none_of_these` is measured by leaving each of them out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import as_file, files
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load as load_tensors

from apps.medical.domain.common.child_cases import ChildWords, Told, child_words
from apps.medical.domain.common.child_model import ChildModel, child_log_ratio, features
from apps.medical.domain.common.inquiry import LEAST_BITS, expected_bits
from apps.medical.domain.common.matching import above
from apps.medical.domain.common.outside import PRIOR, Outside
from apps.medical.domain.common.vocabulary import PACKAGE
from apps.medical.domain.common.weighing import LEAST_NATS, against_others
from apps.medical.domain.differential import (
    Candidate,
    Differential,
    NextQuestion,
    Reference,
    Weighed,
)
from apps.medical.domain.finding import Assertion, Finding
from apps.medical.domain.source import TextLanguage

Floats = npt.NDArray[np.float64]

CHILD_WEIGHTS = "child.safetensors"
QUESTIONS = 5
ASKED: Final = "DXY:"
"""A coding that begins so names the symptom that was asked about."""

OLDEST_YEARS = 14
"""Paediatrics in China ends with the 14th birthday; `suits_child` holds to it."""

DXY: Final = Reference(
    title="DXY: Chinese paediatric consultations with symptoms and diagnosis",
    url="https://github.com/lemuria-wchen/imcs21",
    detail="Xu et al., AAAI 2019",
)


@dataclass(frozen=True)
class ChildKnowledge:
    """The packaged model with its words. Make one with `load`; it never changes."""

    words: ChildWords
    model: ChildModel
    outside: Outside
    version: str
    trained_on: npt.NDArray[np.uint8]

    @classmethod
    @cache
    def load(cls) -> Self:
        """The knowledge that ships with the project, read once."""
        with as_file(files(PACKAGE) / CHILD_WEIGHTS) as path:
            content = path.read_bytes()
        stored = load_tensors(content)
        model = ChildModel(
            *(
                stored[name].astype(np.float64)
                for name in ("weight_FD", "bias_D", "rate_DS", "cases_D")
            ),
            temperature=float(stored["temperature"][0]),
        )
        digest = hashlib.sha256(content).hexdigest()[:12]
        outside = Outside(float(stored["outside_slope"][0]))
        return cls(child_words(), model, outside, f"child {digest}", stored["trained_on"])

    @cached_property
    def _by_name(self) -> Mapping[str, int]:
        return {
            name.casefold(): n
            for n, each in enumerate(self.words.symptoms)
            for name in (each.name, each.label.en, each.label.zh, *each.also)
        }

    def symptoms_of(self, finding: Finding) -> frozenset[int]:
        """The symptoms that a finding is: as the answer to a question, by name, or by HPO term."""
        asked = [each.code.removeprefix(ASKED) for each in finding.concept.codings
                 if each.code.startswith(ASKED)]  # fmt: skip
        answered = frozenset(self.words.number[name] for name in asked if name in self.words.number)
        if answered:
            return answered
        by_name = self._by_name.get(finding.concept.text.strip().casefold())
        if by_name is not None:
            return frozenset({by_name})
        terms = above(finding.hpo)
        return frozenset(n for n, each in enumerate(self.words.symptoms) if terms & set(each.hpo))

    def rank(
        self, findings: Iterable[Finding], *, limit: int = 5, language: TextLanguage = "zh"
    ) -> Differential:
        """The diseases that fit; with `none_of_these` and `rest` their probabilities sum to 1."""
        if limit < 1:
            raise ValueError(f"limit={limit}; ask for at least one candidate")
        seen = _Seen.of(self, findings)
        closed_D = self.model.probabilities(features(seen.told(self.words), self.words))[0]
        none = self._none(seen) if seen.found else 0.0
        shown = np.argsort(-closed_D, kind="stable")[:limit] if seen.found else []
        candidates = tuple(
            self._candidate(seen, closed_D, int(n), (1 - none) * float(closed_D[n]), language)
            for n in shown
        )
        return Differential(
            knowledge="common",
            candidates=candidates,
            none_of_these=none,
            rest=max(0.0, 1 - none - sum(each.probability for each in candidates)),
            next_questions=self._questions(seen, closed_D, language),
            used=seen.used,
            unused=seen.unused,
            model_version=self.version,
            data_version=f"DXY, {self.model.cases_D.sum():.0f} consultations",
        )

    def _none(self, seen: _Seen) -> float:
        nats = child_log_ratio(self.model.rate_DS, seen.told(self.words))[0]
        return float(self.outside.probability(nats, prior=PRIOR))

    def _candidate(
        self, seen: _Seen, closed_D: Floats, number: int, share: float, language: TextLanguage
    ) -> Candidate:
        lines = [line for line in self._lines(seen, closed_D, number, language)
                 if abs(line.nats) >= LEAST_NATS]  # fmt: skip
        lines.sort(key=lambda line: -abs(line.nats))
        disease = self.words.diseases[number]
        return Candidate(
            id=f"ICD10:{disease.icd10}",
            name=disease.label.in_(language),
            probability=share,
            supports=tuple(line for line in lines if line.nats > 0),
            opposes=tuple(line for line in lines if line.nats < 0),
            references=(DXY,),
        )

    def _lines(
        self, seen: _Seen, closed_D: Floats, number: int, language: TextLanguage
    ) -> Iterator[Weighed]:
        """Each symptom is worth what the score loses without it, with the signs it is part of."""
        whole_D = self.model.logits(features(seen.told(self.words), self.words))[0]
        for symptom, finding in seen.found.items():
            less = features(seen.told(self.words, without=symptom), self.words)
            term_D = whole_D - self.model.logits(less)[0]
            nats = against_others(term_D, closed_D, number)
            label = self.words.symptoms[symptom].label.in_(language)
            if finding.assertion is Assertion.ABSENT:
                label = f"无{label}" if language == "zh" else f"no {label}"
            yield Weighed(label, nats, finding, DXY, self._frequency(symptom, number, language))

    def _frequency(self, symptom: int, number: int, language: TextLanguage) -> str:
        rates_D, count = self.model.rate_DS[:, symptom], self.model.cases_D
        others = float(np.average(np.delete(rates_D, number), weights=np.delete(count, number)))
        name = self.words.diseases[number].label.in_(language)
        own = float(rates_D[number])
        if language == "zh":
            return f"{count[number]:.0f} 例{name}中 {own:.0%} 提及，其他四种疾病中 {others:.0%}"
        return (
            f"told in {own:.0%} of {count[number]:.0f} cases of {name}, {others:.0%} of the others"
        )

    def _questions(
        self, seen: _Seen, closed_D: Floats, language: TextLanguage
    ) -> tuple[NextQuestion, ...]:
        rated: list[tuple[float, int]] = []
        for symptom in range(len(self.words.symptoms)):
            if symptom not in seen.found:
                rate = self.model.rate_DS[:, [symptom]]
                bits = expected_bits(closed_D, np.concatenate([1 - rate, rate], axis=1))
                rated.append((-bits, symptom))
        return tuple(
            self._question(symptom, -bits, closed_D, language)
            for bits, symptom in sorted(rated)[:QUESTIONS]
            if -bits >= LEAST_BITS
        )

    def _question(
        self, symptom: int, bits: float, closed_D: Floats, language: TextLanguage
    ) -> NextQuestion:
        after_D = self.model.rate_DS[:, symptom] * closed_D
        best = int(after_D.argmax())
        name = self.words.diseases[best].label.in_(language)
        label = self.words.symptoms[symptom].label.in_(language)
        share = after_D[best] / after_D.sum()
        return NextQuestion(
            code=f"{ASKED}{self.words.symptoms[symptom].name}",
            text=f"患儿有无{label}？" if language == "zh" else f"Does the child have {label}?",
            bits=round(bits, 3),
            splits=f"{'是' if language == 'zh' else 'yes'} → {name} {share:.0%}",
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The first finding for each symptom, statements before denials."""

    found: Mapping[int, Finding]
    used: tuple[Finding, ...]
    unused: tuple[Finding, ...]

    @classmethod
    def of(cls, knowledge: ChildKnowledge, findings: Iterable[Finding]) -> Self:
        found: dict[int, Finding] = {}
        used: list[Finding] = []
        unused: list[Finding] = []
        plain = (Assertion.PRESENT, Assertion.ABSENT)
        every: Sequence[Finding] = sorted(
            findings, key=lambda finding: finding.assertion is Assertion.ABSENT
        )
        for finding in every:
            symptoms = knowledge.symptoms_of(finding) if finding.assertion in plain else frozenset()
            kept = {n for n in symptoms if n not in found or _same(found[n], finding)}
            (used if kept else unused).append(finding)
            for symptom in kept:
                found.setdefault(symptom, finding)
        return cls(found, tuple(used), tuple(unused))

    def told(self, words: ChildWords, *, without: int | None = None) -> Told:
        size = (1, len(words.symptoms))
        there, denied = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        for symptom, finding in self.found.items():
            if symptom != without:
                (denied if finding.assertion is Assertion.ABSENT else there)[0, symptom] = True
        return Told(there, np.zeros(size, dtype=bool), denied)


def _same(one: Finding, other: Finding) -> bool:
    return (one.assertion is Assertion.ABSENT) == (other.assertion is Assertion.ABSENT)


def suits_child(age_years: float | None) -> bool:
    """Whether a patient of this age is one of those that this knowledge is about."""
    return age_years is not None and age_years < OLDEST_YEARS


def rank_child(
    findings: Iterable[Finding], *, limit: int = 5, language: TextLanguage = "zh"
) -> Differential:
    """Ranks by the packaged knowledge; see ChildKnowledge.rank."""
    return ChildKnowledge.load().rank(findings, limit=limit, language=language)
