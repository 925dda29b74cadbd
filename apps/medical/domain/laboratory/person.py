"""What bears on a reference interval at one moment: age, sex and pregnancy, as far as known.

Everything is a set of what is possible: a birth year gives a range of ages, an unknown sex both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from apps.medical.domain.concept import ICD10CM, SNOMED
from apps.medical.domain.record import PatientRecord, Problem, Verification
from apps.medical.domain.when import When, age_in_days

Region = Literal["intl", "cn"]

_GESTATION_DAYS: Final = 300
_PREGNANT: Final = re.compile(
    r"\b(pregnan\w*|gravid\w*|gestation(?!al (diabetes|hypertension) (history|resolved))\w*)\b"
    r"|妊娠|怀孕|孕\d+\+?\d*周|孕妇|[早中晚]孕",
    re.IGNORECASE,
)
_NOT_PREGNANT: Final = re.compile(
    r"\b(not|no|history of|previous|past|prior|risk of|ectopic|molar|false|planning|desire|test"
    r"|prevention|postpartum|termination|terminated)\b[^.]{0,30}pregnan|非妊娠|未孕|妊娠史|孕史"
    r"|计划妊娠|终止妊娠|异位妊娠|宫外孕|产后|流产",
    re.IGNORECASE,
)
_TRIMESTERS: Final = (
    (1, re.compile(r"\bfirst trimester|\b1st trimester|孕早期|早孕|早期妊娠", re.IGNORECASE)),
    (2, re.compile(r"\bsecond trimester|\b2nd trimester|孕中期|中孕|中期妊娠", re.IGNORECASE)),
    (3, re.compile(r"\bthird trimester|\b3rd trimester|孕晚期|晚孕|晚期妊娠", re.IGNORECASE)),
)
_ICD_PREGNANT: Final = re.compile(r"O(0[9]|[1-4]\d)|Z33\.1|Z34|Z3A", re.IGNORECASE)
_SNOMED_PREGNANT: Final = frozenset({"77386006", "72892002", "127364007", "47200007"})
_OVER: Final = frozenset({"resolved", "inactive", "remission"})


@dataclass(frozen=True, slots=True)
class Person:
    """`days` are the least and most days of life. `trimesters` is empty for no pregnancy.

    `region` tells which adults' intervals are the usual ones where the result was printed.
    """

    days: tuple[int, int] | None
    sexes: tuple[str, ...]
    trimesters: frozenset[int]
    region: Region = "intl"


def person_at(record: PatientRecord, moment: When | None, region: Region = "intl") -> Person:
    identity = record.identity
    days = None
    if identity.birth is not None and moment is not None:
        least, most = age_in_days(identity.birth, moment)
        days = (max(least, 0), most) if most >= 0 else None
    sexes = (identity.sex,) if identity.sex in ("female", "male") else ("female", "male")
    trimesters = _trimesters(record, moment) if "female" in sexes else frozenset[int]()
    return Person(days, sexes, trimesters, region)


def _trimesters(record: PatientRecord, moment: When | None) -> frozenset[int]:
    found: set[int] = set()
    for problem in record.problems:
        if _is_pregnancy(problem) and _holds(problem, moment):
            named = {number for number, words in _TRIMESTERS if words.search(_words(problem))}
            found |= named or {1, 2, 3}
    return frozenset(found)


def _words(problem: Problem) -> str:
    displays = (coding.display for coding in problem.concept.codings)
    return " ; ".join((problem.concept.text, *displays))


def _is_pregnancy(problem: Problem) -> bool:
    if problem.verification is Verification.REFUTED:
        return False
    code = problem.concept.code(ICD10CM)
    if code is not None and _ICD_PREGNANT.match(code):
        return True
    if problem.concept.code(SNOMED) in _SNOMED_PREGNANT:
        return True
    words = _words(problem)
    return bool(_PREGNANT.search(words)) and not _NOT_PREGNANT.search(words)


def _holds(problem: Problem, moment: When | None) -> bool:
    """Whether it may last at the moment; without dates its clinical status decides."""
    if moment is None or (problem.onset is None and problem.abated is None):
        return problem.clinical_status not in _OVER
    if problem.abated is not None and moment.first > problem.abated.last:
        return False
    if problem.onset is None:
        return problem.abated is not None and (
            (problem.abated.last - moment.last).days <= _GESTATION_DAYS
        )
    return (
        moment.last >= problem.onset.first
        and (moment.first - problem.onset.last).days <= _GESTATION_DAYS
    )
