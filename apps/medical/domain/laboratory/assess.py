"""Judges every laboratory value and vital sign of a record, and says what they mean as findings.

Knows no treatment and ranks no disease.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from apps.medical.domain.concept import HPO, LOINC, Coding, Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.laboratory import traps as why
from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.analytes import named
from apps.medical.domain.laboratory.assessed import Assessed
from apps.medical.domain.laboratory.judge import DIRECTION
from apps.medical.domain.laboratory.judgement import assess_one
from apps.medical.domain.laboratory.person import Person, Region, person_at
from apps.medical.domain.laboratory.quantity import same_scale, unit_of
from apps.medical.domain.laboratory.tables import rows
from apps.medical.domain.laboratory.units import Inconvertible, UnknownUnit
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.when import When

_JUDGED: Final = ("laboratory", "vital-signs")


def assess(record: PatientRecord) -> tuple[Assessed, ...]:
    """Every observation of the record that is a laboratory result, a vital sign or known to us."""
    people: dict[tuple[When | None, Region], Person] = {}
    regions = {document.id: document.language for document in record.documents}
    found: list[Assessed] = []
    for observation in record.observations:
        region: Region = "cn" if regions.get(observation.source.document_id) == "zh" else "intl"
        moment = (observation.taken, region)
        if moment not in people:
            people[moment] = person_at(record, *moment)
        known = named(observation.concept)
        if known or observation.category in _JUDGED:
            found.append(assess_one(observation, known, people[moment]))
    return _with_unit_changes(found)


def laboratory_findings(record: PatientRecord) -> tuple[Finding, ...]:
    """Abnormal values as HPO terms, and the absence of those that a usual value rules out.

    One finding a term: present where the last value shows it, historical where an earlier one
    did and the last does not, absent where none did and the table holds that to be telling.
    """
    by_term: dict[str, list[tuple[bool, Assessed, dict[str, str]]]] = defaultdict(list)
    for one in assess(record):
        if one.analyte is None or not one.judged:
            continue
        for row in _phenotypes().get(one.analyte.id, ()):
            by_term[row["hpo"]].append((_shows(one, row["direction"]), one, row))
    found = (_finding(record, shown) for shown in by_term.values())
    return tuple(finding for finding in found if finding is not None)


@cache
def _phenotypes() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows("phenotypes"):
        found[row["analyte"]].append(row)
    return dict(found)


def _shows(one: Assessed, direction: str) -> bool:
    if direction == "P":
        return one.abnormal is True
    return bool(one.flag) and DIRECTION[one.flag] == {"L": -1, "H": 1}[direction]


def _finding(
    record: PatientRecord, shown: Sequence[tuple[bool, Assessed, dict[str, str]]]
) -> Finding | None:
    last = max(shown, key=lambda item: _moment(item[1]))
    abnormal = [item for item in shown if item[0]]
    if not abnormal:
        if not last[2]["absent_if_usual"]:
            return None
        return _stated(record, last, Assertion.ABSENT)
    telling = max(abnormal, key=lambda item: _moment(item[1]))
    latest_shows = _moment(telling[1]) == _moment(last[1])
    return _stated(record, telling, Assertion.PRESENT if latest_shows else Assertion.HISTORICAL)


def _moment(one: Assessed) -> tuple[bool, When | None]:
    """Sorts by time; without one it counts as the earliest."""
    taken = one.observation.taken
    return (False, None) if taken is None else (True, taken)


def _stated(
    record: PatientRecord,
    item: tuple[bool, Assessed, dict[str, str]],
    assertion: Assertion,
) -> Finding:
    _, one, row = item
    observation = one.observation
    codings = (Coding(HPO, row["hpo"], row["name"]),)
    loinc = observation.concept.code(LOINC)
    if loinc is not None:
        codings += (Coding(LOINC, loinc, observation.concept.text),)
    chinese = any(
        document.id == observation.source.document_id and document.language == "zh"
        for document in record.documents
    )
    concept = Concept(row["zh"] if chinese else row["name"], codings)
    return Finding(concept, assertion, Origin.LABORATORY, observation.source, observation.taken)


def _with_unit_changes(found: list[Assessed]) -> tuple[Assessed, ...]:
    """Marks each result that is in another unit than the one before it of the same analyte."""
    dated = sorted(
        (index for index, one in enumerate(found) if one.value is not None and one.analyte),
        key=lambda index: (found[index].observation.taken is None, _day(found[index])),
    )
    last: dict[str, str] = {}
    for index in dated:
        one = found[index]
        assert one.analyte is not None
        printed = one.observation.unit.strip()
        before = last.get(one.analyte.id)
        if printed and before and not _same_unit(one.analyte, printed, before):
            trap = why.unit_changes(one.observation, before)
            found[index] = replace(one, traps=(*one.traps, trap))
        if printed:
            last[one.analyte.id] = printed
    return tuple(found)


def _day(one: Assessed) -> str:
    return str(one.observation.taken or "")


def _same_unit(analyte: Analyte, printed: str, before: str) -> bool:
    if printed == before:
        return True
    try:
        return same_scale(analyte, unit_of(analyte, printed), unit_of(analyte, before))
    except (UnknownUnit, Inconvertible):
        return False
