"""What the cautions ask of a record: age, pregnancy, kidney function, what is taken, problems.

Everything is as of the newest date in the record, so that the same record always gives the same
cautions. What the record does not say stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.medical.domain.concept import ICD10CM, LOINC
from apps.medical.domain.record import (
    Medication,
    Observation,
    PatientRecord,
    Problem,
    Verification,
)
from apps.medical.domain.source import Source
from apps.medical.domain.treatment.diseases import disease_book
from apps.medical.domain.treatment.drugs import Drug, DrugBook
from apps.medical.domain.treatment.wording import folded
from apps.medical.domain.when import When

_TAKEN = frozenset(("", "active", "intended", "unknown", "on-hold", "draft", "recorded"))
_ENDED = frozenset(("resolved", "inactive", "remission"))
_FALSE = frozenset((Verification.REFUTED,))
_GFR_LOINCS = (
    "33914-3 48642-3 48643-1 62238-1 69405-9 70969-1 77147-7 88293-6 88294-4 98979-8 98980-6"
)
_GFR_CODES = frozenset(_GFR_LOINCS.split())
_GFR_NAMES = re.compile(r"\be?gfr\b|glomerular filtration|肾小球滤过率", re.IGNORECASE)
_CREATININE_CODES = frozenset(("2160-0", "14682-9", "38483-4"))
_CREATININE_NAMES = re.compile(
    r"^(serum |plasma )?creatinine\b(?!.*(urine|ratio|clear))|^(血清|血)?肌酐$", re.I
)
_MICROMOLES_PER_MG_DL = Decimal("88.42")
_STAGES = {"N18.1": 90, "N18.2": 75, "N18.3": 45, "N18.30": 45, "N18.31": 52, "N18.32": 37,
           "N18.4": 22, "N18.5": 10, "N18.6": 8}  # fmt: skip
_PREGNANT = re.compile(
    r"\bpregnan|\bgestation(?!al diabetes history)|妊娠|怀孕|孕\d+周", re.IGNORECASE
)
_LACTATING = re.compile(r"breast.?feeding|\blactat(?!e|ic)|哺乳", re.IGNORECASE)
_PREGNANCY_STATUS = "82810-3"
_PREGNANT_DAYS = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """A medication of the record that is taken now, with the drugs that its words name."""

    medication: Medication
    drugs: tuple[Drug, ...]


@dataclass(frozen=True, slots=True)
class Kidney:
    """Kidney function in mL/min/1.73 m² with how it is known and where that can be opened."""

    gfr: Decimal
    how: str
    source: Source


class Patient:
    """One record, seen as the cautions need it."""

    def __init__(self, record: PatientRecord, drugs: DrugBook) -> None:
        self.record = record
        self.on = newest_date(record)
        self.taken = tuple(
            Taken(medication, drugs.find(medication.drug))
            for medication in record.medications
            if _is_taken(medication, self.on)
        )
        self.problems = tuple(p for p in record.problems if _is_active(p, self.on))

    @property
    def age_days(self) -> int | None:
        """Days of life, at least; None without a date of birth or any other date."""
        birth = self.record.identity.birth
        if birth is None or self.on is None:
            return None
        return (self.on - birth.last).days

    def codes(self, problem: Problem) -> tuple[str, ...]:
        """ICD-10-CM codes: as given, else those of the disease that the words name."""
        code = problem.concept.code(ICD10CM)
        if code:
            return (code if "." in code or len(code) < 4 else f"{code[:3]}.{code[3:]}",)
        found = disease_book().named(problem.concept.text)
        return found.codes if found else ()

    def pregnancy(self) -> Source | None:
        """The line that says that the patient is pregnant now."""
        for problem in self._pregnancy_problems():
            if not folded(problem.concept.text).startswith(("history", "family")):
                return problem.source
        for seen in reversed(self._newest(lambda o: o.concept.code(LOINC) == _PREGNANCY_STATUS)):
            return seen.source if _says_pregnant(seen.text) else None
        return None

    def _pregnancy_problems(self) -> Iterator[Problem]:
        for problem in self.problems:
            codes = self.codes(problem)
            coded = any(c.startswith(("O0", "O1", "O2", "O3", "O4", "Z33", "Z34", "Z3A"))
                        for c in codes)  # fmt: skip
            if (coded or _PREGNANT.search(problem.concept.text)) and self._recent(problem.onset):
                yield problem

    def _recent(self, since: When | None) -> bool:
        return since is None or self.on is None or (self.on - since.first).days <= _PREGNANT_DAYS

    def lactation(self) -> Source | None:
        for problem in self.problems:
            if _LACTATING.search(problem.concept.text) or "Z39.1" in self.codes(problem):
                return problem.source
        return None

    def kidney(self) -> Kidney | None:
        """The newest measured filtration rate, else one from creatinine, else the stage's."""
        measured = self._newest(_is_gfr)
        if measured and (value := measured[-1].value) is not None:
            return Kidney(value, "eGFR", measured[-1].source)
        from_creatinine = self._from_creatinine()
        return from_creatinine or self._from_stage()

    def _from_creatinine(self) -> Kidney | None:
        seen = [o for o in self._newest(_is_creatinine) if _milligrams(o) is not None]
        sex, days = self.record.identity.sex, self.age_days
        if not seen or days is None or days < 18 * 365.25 or sex not in ("female", "male"):
            return None
        milligrams = _milligrams(seen[-1])
        assert milligrams is not None
        gfr = ckd_epi(float(milligrams), int(days / 365.25), female=sex == "female")
        return Kidney(Decimal(round(gfr)), "CKD-EPI 2021", seen[-1].source)

    def _from_stage(self) -> Kidney | None:
        for problem in self.problems:
            for code in self.codes(problem):
                if code in _STAGES:
                    return Kidney(Decimal(_STAGES[code]), f"stage {code}", problem.source)
        return None

    def _newest(self, wanted) -> list[Observation]:
        """The observations that fit, oldest first; those without a date come before all."""
        found = [o for o in self.record.observations if wanted(o)]
        return sorted(found, key=lambda o: (o.taken is not None, o.taken.first if o.taken else
                                            date.min, str(o.taken)))  # fmt: skip


def ckd_epi(milligrams: float, age: int, *, female: bool) -> float:
    """eGFR in mL/min/1.73 m² from creatinine in mg/dL, for adults.

    Source: CKD-EPI 2021 without race (Inker et al., N Engl J Med 2021;385:1737).
    """
    kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
    ratio = milligrams / kappa
    rate = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age
    return rate * (1.012 if female else 1)


def newest_date(record: PatientRecord) -> date | None:
    """The latest day that any line of the record tells of; None where none has a date."""
    return max((moment.last for moment in _moments(record)), default=None)


def _moments(record: PatientRecord) -> Iterable[When]:
    for observation in record.observations:
        if observation.taken:
            yield observation.taken
    for encounter in record.encounters:
        yield from filter(None, (encounter.start, encounter.end))
    for problem in record.problems:
        yield from filter(None, (problem.onset,))
    for medication in record.medications:
        yield from filter(None, (medication.start,))
    for document in record.documents:
        yield from filter(None, (document.written,))


def _is_taken(medication: Medication, on: date | None) -> bool:
    if medication.status not in _TAKEN:
        return False
    return not (medication.end and on and medication.end.last < on)


def _is_active(problem: Problem, on: date | None) -> bool:
    if problem.verification in _FALSE or problem.clinical_status in _ENDED:
        return False
    return not (problem.abated and on and problem.abated.last <= on)


def _is_gfr(observation: Observation) -> bool:
    if observation.value is None:
        return False
    coded = observation.concept.code(LOINC) in _GFR_CODES
    return coded or bool(_GFR_NAMES.search(observation.concept.text))


def _is_creatinine(observation: Observation) -> bool:
    coded = observation.concept.code(LOINC) in _CREATININE_CODES
    return coded or bool(_CREATININE_NAMES.search(observation.concept.text.strip()))


def _milligrams(observation: Observation) -> Decimal | None:
    """Creatinine in mg/dL; None for a unit that is neither mg/dL nor µmol/L."""
    unit = observation.unit.replace("μ", "u").replace("µ", "u").casefold().replace(" ", "")
    if observation.value is None or observation.value <= 0:
        return None
    if unit == "mg/dl":
        return observation.value
    return observation.value / _MICROMOLES_PER_MG_DL if unit == "umol/l" else None


def _says_pregnant(text: str) -> bool:
    said = folded(text)
    return ("pregnan" in said and "not" not in said.split()) or "妊娠" in text or "怀孕" in text
