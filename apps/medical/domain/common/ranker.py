"""Ranks common conditions by a record's findings, with what speaks for and against each.

The knowledge is DDXPlus: synthetic patients, so the probabilities are calibrated on such patients
and say how well a condition fits the findings, not how often a clinic meets it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Self

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.inquiry import Situation, next_questions
from apps.medical.domain.common.likelihood import believed, known_or_not, score, touched
from apps.medical.domain.common.matching import Matcher, Observation
from apps.medical.domain.common.model import Model, load, softmax
from apps.medical.domain.common.outside import (
    PRIOR,
    Outside,
)
from apps.medical.domain.common.vocabulary import PACKAGE, Vocabulary, implied, packaged
from apps.medical.domain.common.weighing import Case, candidate
from apps.medical.domain.differential import Differential
from apps.medical.domain.finding import Finding
from apps.medical.domain.record import Sex
from apps.medical.domain.source import TextLanguage

Floats = npt.NDArray[np.float64]

WEIGHTS = "knowledge.safetensors"
QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class CommonKnowledge:
    """Rates of answers by condition, ready to rank. Make one with `load`; it never changes."""

    words: Vocabulary
    model: Model
    outside: Outside
    matcher: Matcher
    patients_C: Floats
    temperature: float
    version: str
    data: str

    @classmethod
    @cache
    def load(cls) -> Self:
        """The knowledge that ships with the project, read once."""
        words = packaged()
        with as_file(files(PACKAGE) / WEIGHTS) as path:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            model, stored = load(path, words)
        patients_C = stored["counts_C"].astype(np.float64)
        return cls(
            words=words,
            model=model,
            outside=Outside(float(stored["outside_slope"][0])),
            matcher=Matcher(words, implied()),
            patients_C=patients_C,
            temperature=float(stored["record_temperature"][0]),
            version=f"common {digest}",
            data=f"DDXPlus, {patients_C.sum():,.0f} synthetic patients",
        )

    def rank(
        self,
        findings: Iterable[Finding],
        *,
        sex: Sex,
        age_years: float | None,
        limit: int = 10,
        language: TextLanguage = "en",
    ) -> Differential:
        """The conditions that fit; with `none_of_these` and `rest` their probabilities sum to 1.

        Findings that the knowledge has no question for are listed as unused. Where none can be
        used, no condition is named and everything is `rest`. Sex only decides which questions
        apply: in the data no condition depends on it.
        """
        if limit < 1:
            raise ValueError(f"limit={limit}; ask for at least one candidate")
        seen, unused = self.matcher.observations(findings)
        used = tuple(finding for each in seen for finding in each.findings)
        scored = score(self.model, seen, age_years, self.words)
        log_prior_C = self._log_prior_C()
        closed_C = softmax((scored.joint_C + log_prior_C) / self.temperature)
        kept_C = (1 - self._none(seen, age_years)) * closed_C
        if seen:
            kept_C = kept_C * believed(scored, seen, self.words)
        none = max(0.0, 1 - float(kept_C.sum()))
        shown = np.argsort(-kept_C, kind="stable")[:limit] if seen else []
        case = Case(
            self.words, seen, scored, log_prior_C, closed_C, self.patients_C, age_years, language
        )
        candidates = tuple(candidate(case, int(n), float(kept_C[n])) for n in shown)
        stated = frozenset(t for each in seen if not each.denied for t in each.tokens())
        situation = Situation(closed_C, sex, age_years, touched(seen, self.words), stated)
        return Differential(
            knowledge="common",
            candidates=candidates,
            none_of_these=none,
            rest=max(0.0, 1 - none - sum(each.probability for each in candidates)),
            next_questions=next_questions(
                self.model.rate_CT, self.words, situation, limit=QUESTIONS, language=language
            ),
            used=used,
            unused=unused,
            model_version=self.version,
            data_version=self.data,
        )

    def _log_prior_C(self) -> Floats:
        """The data's own counts, weighed by how often a practice meets the condition."""
        practice = [condition.practice for condition in self.words.conditions]
        return np.log(self.model.prior_C * np.array(practice))

    def _none(self, seen: Sequence[Observation], age_years: float | None) -> float:
        if not seen:
            return 0.0
        nats = known_or_not(self.model, seen, age_years, self.words)
        return float(self.outside.probability(nats, prior=PRIOR))


def rank(
    findings: Iterable[Finding],
    *,
    sex: Sex,
    age_years: float | None,
    limit: int = 10,
    language: TextLanguage = "en",
) -> Differential:
    """Ranks by the packaged knowledge; see CommonKnowledge.rank."""
    return CommonKnowledge.load().rank(
        findings, sex=sex, age_years=age_years, limit=limit, language=language
    )
