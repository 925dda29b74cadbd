"""Says for a candidate what each finding contributed, in nats, with the frequencies behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.likelihood import Scored
from apps.medical.domain.common.matching import Observation
from apps.medical.domain.common.vocabulary import Vocabulary
from apps.medical.domain.differential import Candidate, Reference, Weighed
from apps.medical.domain.source import TextLanguage

Floats = npt.NDArray[np.float64]

DDXPLUS: Final = Reference(
    title="DDXPlus: a new dataset for automatic medical diagnosis (CC-BY 4.0)",
    url="https://github.com/mila-iqia/ddxplus",
    detail="Fansi Tchango et al., NeurIPS 2022",
)

LEAST_NATS = 0.05
"""Contributions below this, either way, are left out of the lists."""


YEARS_ONLY = 2
"""From this age on, parts of a year are not told."""


@dataclass(frozen=True, slots=True)
class Case:
    """One ranking: the observations, their terms, and the probabilities within the conditions."""

    words: Vocabulary
    seen: Sequence[Observation]
    scored: Scored
    log_prior_C: Floats
    closed_C: Floats
    patients_C: Floats
    age_years: float | None
    language: TextLanguage


def candidate(case: Case, number: int, probability: float) -> Candidate:
    """The condition with everything that counted, strongest first."""
    weighed = [each for each in _lines(case, number) if abs(each.nats) >= LEAST_NATS]
    weighed.sort(key=lambda each: -abs(each.nats))
    condition = case.words.conditions[number]
    return Candidate(
        id=f"ICD10:{condition.icd10}",
        name=condition.label.in_(case.language),
        probability=probability,
        supports=tuple(each for each in weighed if each.nats > 0),
        opposes=tuple(each for each in weighed if each.nats < 0),
        references=(DDXPLUS,),
    )


def against_others(term_C: Floats, closed_C: Floats, number: int) -> float:
    """log of exp(term) over its average under the other conditions, each at its probability."""
    others = np.delete(closed_C, number)
    if others.sum() <= 0:
        others = np.ones_like(others)
    rest = np.delete(term_C, number)
    top = rest.max()
    average = top + np.log(np.average(np.exp(rest - top), weights=others))
    return float(term_C[number] - average)


def _lines(case: Case, number: int) -> Iterator[Weighed]:
    for observation, told_C in zip(case.seen, case.scored.told_OC, strict=True):
        nats = against_others(np.log(told_C), case.closed_C, number)
        finding = observation.findings[0]
        label = _denied(finding.concept.text, case) if observation.denied else finding.concept.text
        yield Weighed(
            label,
            nats,
            finding,
            DDXPLUS,
            _frequency(case, told_C, number, observation.denied),
        )
    if case.age_years is not None:
        nats = against_others(case.scored.age_C, case.closed_C, number)
        yield Weighed(_age(case.age_years, case.language), nats, None, DDXPLUS, _ages(case))
    nats = against_others(case.log_prior_C, case.closed_C, number)
    yield Weighed(_common(case), nats, None, DDXPLUS, _commonness(case, number))
    nats = against_others(case.scored.share_C, case.closed_C, number)
    yield Weighed(_share(case), nats, None, DDXPLUS, _shares(case))


def _denied(text: str, case: Case) -> str:
    return f"无{text}" if case.language == "zh" else f"no {text}"


def _frequency(case: Case, told_C: Floats, number: int, denied: bool) -> str:
    share_C = 1 - told_C if denied else told_C
    others = float(
        np.average(np.delete(share_C, number), weights=np.delete(case.patients_C, number))
    )
    count, own = f"{case.patients_C[number]:,.0f}", float(share_C[number])
    name = case.words.conditions[number].label.in_(case.language)
    if case.language == "zh":
        return f"{name}（{count} 例合成患者）中 {own:.0%} 有此表现，其他疾病中 {others:.0%}"
    return (
        f"met in {own:.0%} of {count} synthetic patients with {name}, in {others:.0%} of the others"
    )


def _age(years: float, language: TextLanguage) -> str:
    told = f"{years:.0f}" if years >= YEARS_ONLY else f"{years:.1f}"
    return f"年龄 {told} 岁" if language == "zh" else f"age {told} years"


def _ages(case: Case) -> str:
    if case.language == "zh":
        return "该病合成患者的年龄分布与其他疾病相比"
    return "ages of the condition's synthetic patients against those of the others"


def _common(case: Case) -> str:
    return "疾病常见程度" if case.language == "zh" else "how often the condition is met"


def _commonness(case: Case, number: int) -> str:
    count = f"{case.patients_C[number]:,.0f}"
    times = f"{case.words.conditions[number].practice:g}"
    if case.language == "zh":
        return f"合成数据中 {count} 例，按实际常见程度乘以 {times}（本项目的粗略估计）"
    return f"{count} synthetic patients, times {times} for a practice (our rough estimate)"


def _share(case: Case) -> str:
    if case.language == "zh":
        return "已提及的表现占其典型表现的比例"
    return "share of its usual picture that was brought up"


def _shares(case: Case) -> str:
    if case.language == "zh":
        return "典型表现较少的疾病更可能恰好被提及这些"
    return "a condition with few usual findings is likelier to have just these brought up"
