"""Finds what cannot be true in a record: dates, ages, vital signs and units. Changes nothing.

Bounds are those of recorded human life and of what instruments show, wide on purpose: beyond them
is a slip of the pen, not an illness. What is unusual but possible is the laboratory's concern.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from apps.medical.domain.concept import LOINC
from apps.medical.domain.record import Observation, PatientRecord
from apps.medical.domain.source import Notice, Severity, Source
from apps.medical.domain.when import Precision, When

OLDEST_YEARS: Final = 125
"""Longest documented life: 122 years (J. Calment)."""
_VITALS: Final = {
    "8310-5": ("body temperature", {"Cel": (14, 46), "[degF]": (57, 115)}),
    "8867-4": ("heart rate", {"/min": (0, 400), "{beats}/min": (0, 400)}),
    "9279-1": ("respiratory rate", {"/min": (0, 150), "{breaths}/min": (0, 150)}),
    "2708-6": ("oxygen saturation", {"%": (0, 100)}),
    "59408-5": ("oxygen saturation", {"%": (0, 100)}),
    "8480-6": ("systolic pressure", {"mm[Hg]": (0, 370)}),
    "8462-4": ("diastolic pressure", {"mm[Hg]": (0, 360)}),
    "8302-2": ("body height", {"cm": (20, 275), "m": (0.2, 2.75), "[in_i]": (8, 108)}),
    "29463-7": ("body weight", {"kg": (0.2, 650), "g": (200, 650_000), "[lb_av]": (0.4, 1_430)}),
    "39156-5": ("body mass index", {"kg/m2": (5, 210)}),
}
_SAME_UNIT: Final = {
    "°c": "Cel", "℃": "Cel", "c": "Cel", "degc": "Cel", "°f": "[degF]", "mmhg": "mm[Hg]",
    "bpm": "/min", "次/分": "/min", "lb": "[lb_av]", "lbs": "[lb_av]", "in": "[in_i]",
    "kg/m²": "kg/m2", "公斤": "kg", "厘米": "cm",
}  # fmt: skip


def impossibilities(record: PatientRecord, today: date | None = None) -> Iterator[Notice]:
    """A notice for each thing that cannot be; `today` tells what lies in the future."""
    yield from _life(record, today)
    yield from _periods(record)
    yield from _outside_life(record, today)
    for observation in record.observations:
        yield from _measured(observation)


def _life(record: PatientRecord, today: date | None) -> Iterator[Notice]:
    birth, died = record.identity.birth, record.identity.died
    if birth is None:
        return
    if today is not None and birth.first > today:
        yield _notice("impossible-date", "birth date", f"{birth} lies in the future")
    if died is not None and died.last < birth.first:
        yield _notice("contradiction", "date of death", f"{died} is before the birth {birth}")
    last = died.first if died is not None else today or _latest(record)
    if last is not None and last.year - birth.first.year > OLDEST_YEARS:
        age = last.year - birth.first.year
        yield _notice("impossible-age", "birth date", f"{birth} makes the patient {age} years old")


def _latest(record: PatientRecord) -> date | None:
    """The last day that the record tells of."""
    days = [when.first for _, when, _ in _moments(record)]
    days += [document.written.first for document in record.documents if document.written]
    return max(days, default=None)


def _periods(record: PatientRecord) -> Iterator[Notice]:
    spans = [(line.id, line.start, line.end, line.source) for line in record.encounters]
    spans += [(line.id, line.start, line.end, line.source) for line in record.medications]
    spans += [(line.id, line.start, line.end, line.source) for line in record.events]
    spans += [(line.id, line.onset, line.abated, line.source) for line in record.problems]
    for id, start, end, source in spans:
        if start is not None and end is not None and _is_before(end, start):
            problem = f"ends ({end}) before it starts ({start})"
            yield _notice("contradiction", id, problem, source)


def _is_before(one: When, other: When) -> bool:
    if Precision.INSTANT == one.precision == other.precision:
        return one.moment < other.moment
    return one.last < other.first


def _outside_life(record: PatientRecord, today: date | None) -> Iterator[Notice]:
    """Lines before the birth or in the future; what precedes a birth by a year may be maternal."""
    birth = record.identity.birth
    for id, when, source in _moments(record):
        if birth is not None and (birth.first - when.last).days > 300:
            problem = f"is dated {when}, before the birth {birth}"
            yield _notice("impossible-date", id, problem, source)
        if today is not None and (when.first - today).days > 1:
            yield _notice("impossible-date", id, f"is dated {when}, in the future", source)


def _moments(record: PatientRecord) -> Iterator[tuple[str, When, Source]]:
    """When something was seen; plans and prescriptions may lie ahead."""
    for line in record.encounters:
        if line.start is not None:
            yield line.id, line.start, line.source
    for line in record.problems:
        if line.onset is not None:
            yield line.id, line.onset, line.source
    for line in record.observations:
        if line.taken is not None:
            yield line.id, line.taken, line.source


def _measured(observation: Observation) -> Iterator[Notice]:
    value, code = observation.value, observation.concept.code(LOINC)
    low, high = observation.low, observation.high
    if low is not None and high is not None and low > high:
        problem = f"has a reference interval from {low} to {high}"
        yield _notice("contradiction", observation.id, problem, observation.source)
    if value is None or code not in _VITALS:
        return
    name, units = _VITALS[code]
    unit = _SAME_UNIT.get(observation.unit.casefold(), observation.unit)
    if unit not in units:
        written = repr(observation.unit) if unit else "missing"
        problem = f"{name} of {value}: its unit is {written}, not one of {', '.join(units)}"
        yield _notice("impossible-unit", observation.id, problem, observation.source)
        return
    least, most = units[unit]
    if not Decimal(str(least)) <= value <= most:
        problem = f"{name} of {value} {unit} cannot be (possible: {least} to {most})"
        yield _notice("impossible-value", observation.id, problem, observation.source)


def _notice(kind: str, culprit: str, problem: str, source: Source | None = None) -> Notice:
    return Notice(
        Severity.WARNING,
        kind,
        culprit,
        problem,
        "it is shown as it was sent; correct it at its source",
        source,
    )
