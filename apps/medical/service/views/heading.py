"""Who the patient is, on one line: age, sex, numbers, allergies, pregnancy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.medical.domain.record import Allergy, Identity, PatientRecord, Sex, Verification
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.patient import Patient
from apps.medical.domain.when import When
from apps.medical.service.views.moments import age, moment
from apps.shared.words import Words, mark

SEXES: dict[Sex, str] = {
    "female": mark("female"),
    "male": mark("male"),
    "other": mark("other sex"),
    "unknown": mark("sex unknown"),
}


_LOW_GFR = Decimal(60)
"""mL/min/1.73 m²: below it, doses of many drugs change."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One item of the heading; `warns` sets it apart."""

    label: str
    value: str
    warns: bool = False
    ref: str = ""


def name_of(identity: Identity, t: Words) -> str:
    return identity.name or t("Unnamed patient")


def short(birth: When | None, sex: Sex, on: date, t: Words) -> str:
    """Age and sex, for titles."""
    comma = "，" if t.language == "zh" else ", "
    return f"{age(birth, on, t)}{comma}{t(SEXES[sex])}"


def facts(record: PatientRecord, on: date, t: Words) -> tuple[Fact, ...]:
    """The numbers and the allergies; what is not recorded is said to be so."""
    identity = record.identity
    numbers = ", ".join(one.value for one in identity.identifiers[:2])
    last = max((one.start for one in record.encounters if one.start is not None), default=None)
    told = [
        Fact(t("Born"), moment(identity.birth, t.language)),
        Fact(t("Numbers"), numbers or t("none recorded")),
        _allergies(record.allergies, t),
        *_states(record, t),
        Fact(t("Last encounter"), moment(last, t.language)),
    ]
    if identity.died is not None:
        told.append(Fact(t("Died"), moment(identity.died, t.language), warns=True))
    return tuple(told)


def _states(record: PatientRecord, t: Words) -> Iterator[Fact]:
    """What every prescription asks about: pregnancy and kidney function, where recorded."""
    patient = Patient(record, drug_book())
    if patient.pregnancy() is not None:
        yield Fact(t("Pregnant"), t("yes"), warns=True)
    kidney = patient.kidney()
    if kidney is not None:
        low = kidney.gfr < _LOW_GFR
        yield Fact("eGFR", f"{kidney.gfr:.0f} mL/min/1.73 m²", warns=low)


def _allergies(allergies: tuple[Allergy, ...], t: Words) -> Fact:
    held = [one for one in allergies if one.verification is not Verification.REFUTED]
    if not held:
        refuted = bool(allergies)
        return Fact(t("Allergies"), t("none known") if refuted else t("none recorded"))
    names = ", ".join(dict.fromkeys(one.substance.text for one in held))
    return Fact(t("Allergies"), names, warns=True)
