"""Raises red flags: few, precise, each with the lines of the record that raise it and its source.

Only what is present now counts: absent, possible, historical, hypothetical and family findings
never fire, nor does anything older than two weeks before the newest line of the record. Of a
measured value the latest decides. A flag asks for thought; it orders nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from apps.medical.domain.concept import ICD10CM, Concept
from apps.medical.domain.differential import Reference
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.laboratory.assess import assess
from apps.medical.domain.laboratory.person import person_at
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.redflags.rules import (
    Code,
    Condition,
    Group,
    Phenotype,
    Pregnant,
    Rule,
    Value,
    Wording,
    rules,
)
from apps.medical.domain.redflags.vitals import stated_vitals
from apps.medical.domain.source import Source
from apps.medical.domain.text.ontology import ancestors, terms
from apps.medical.domain.when import When, age_in_days

RECENT: Final = timedelta(days=14)
"""How long before the newest line of the record a finding still counts as now."""


@dataclass(frozen=True, slots=True)
class RedFlag:
    """`title` and `why` are English, `_zh` Chinese; `findings` are the lines that raise it."""

    id: str
    title: str
    title_zh: str
    why: str
    why_zh: str
    findings: tuple[Finding, ...]
    reference: Reference

    @property
    def because(self) -> tuple[Source, ...]:
        """The places of the record that raise it."""
        return tuple(dict.fromkeys(finding.source for finding in self.findings))


@dataclass(frozen=True, slots=True)
class _Measured:
    analyte: str
    value: Decimal
    finding: Finding


@dataclass(frozen=True, slots=True)
class _Now:
    """What is true of the patient at the newest day of the record."""

    findings: tuple[Finding, ...]
    measured: dict[str, _Measured]
    pregnancy: Finding | None
    days: tuple[int, int] | None


def _moments(findings: Iterable[Finding], record: PatientRecord) -> Iterator[When]:
    yield from (finding.when for finding in findings if finding.when is not None)
    yield from (o.taken for o in record.observations if o.taken is not None)
    yield from (d.written for d in record.documents if d.written is not None)
    yield from (e.start for e in record.encounters if e.start is not None)


def _is_recent(when: When | None, newest: date | None) -> bool:
    return when is None or newest is None or when.last >= newest - RECENT


def _all_measured(record: PatientRecord) -> Iterator[_Measured]:
    for one in assess(record):
        if one.analyte is not None and one.value is not None:
            given = one.observation
            yield _Measured(
                one.analyte.id,
                one.value,
                Finding(
                    given.concept, Assertion.PRESENT, Origin.LABORATORY, given.source, given.taken
                ),
            )
    for document in record.documents:
        for stated in stated_vitals(document):
            words = document.text[stated.source.start : stated.source.end]
            yield _Measured(
                stated.analyte,
                stated.value,
                Finding(Concept(words), Assertion.PRESENT, Origin.TEXT, stated.source, stated.when),
            )


def _latest(measured: Iterable[_Measured], newest: date | None) -> dict[str, _Measured]:
    """The latest recent value of each analyte; of one day the last that the record gives."""
    found: dict[str, _Measured] = {}
    for one in measured:
        if not _is_recent(one.finding.when, newest):
            continue
        known = found.get(one.analyte)
        if known is None or _moment(one.finding) >= _moment(known.finding):
            found[one.analyte] = one
    return found


def _moment(finding: Finding) -> tuple[date, str]:
    when = finding.when
    if when is None:
        return date.min, ""
    return when.last, when.instant.isoformat() if when.instant else ""


def _pregnancy(
    present: Sequence[Finding], record: PatientRecord, newest: When | None
) -> Finding | None:
    if record.identity.sex == "male" or not _may_bear(record, newest):
        return None
    for finding in present:
        code = finding.concept.code(ICD10CM) or ""
        if code.startswith(("Z33", "Z34", "O14", "O15", "O24.4", "O36", "O44")):
            return finding
    if not person_at(record, newest).trimesters:
        return None
    return next(
        (
            Finding(p.concept, Assertion.PRESENT, Origin.CODED, p.source, p.onset)
            for p in record.problems
            if "pregnan" in p.concept.text.lower() or "孕" in p.concept.text
        ),
        None,
    )


def _may_bear(record: PatientRecord, newest: When | None) -> bool:
    """Whether the age allows a pregnancy; the note of an infant tells of its mother's."""
    birth = record.identity.birth
    if birth is None or newest is None:
        return True
    least, most = age_in_days(birth, newest)
    return most >= 10 * 365 and least < 56 * 365


def _now(findings: Sequence[Finding], record: PatientRecord) -> _Now:
    newest = max(_moments(findings, record), default=None)
    day = None if newest is None else newest.last
    present = tuple(
        finding
        for finding in findings
        if finding.assertion is Assertion.PRESENT and _is_recent(finding.when, day)
    )
    known = [f for f in findings if f.assertion is Assertion.PRESENT]
    birth = record.identity.birth
    days = age_in_days(birth, newest) if birth is not None and newest is not None else None
    measured = _latest(_all_measured(record), day)
    return _Now(present, measured, _pregnancy(known, record, newest), days)


def _meets(condition: Condition, finding: Finding) -> bool:
    if isinstance(condition, Phenotype):
        id = finding.hpo
        return id is not None and id in terms() and condition.hpo in ancestors(id)
    if isinstance(condition, Code):
        return (finding.concept.code(ICD10CM) or "").startswith(condition.icd10)
    if isinstance(condition, Wording):
        return condition.words in finding.concept.text.lower()
    return False


def _met(condition: Condition, now: _Now) -> Finding | None:
    """The line of the record that meets a condition, or None."""
    if isinstance(condition, Pregnant):
        return now.pregnancy
    if isinstance(condition, Value):
        one = now.measured.get(condition.analyte)
        return one.finding if one is not None and condition.met_by(one.value) else None
    return next((finding for finding in now.findings if _meets(condition, finding)), None)


def _any_met(group: Group, now: _Now) -> Finding | None:
    return next((found for one in group if (found := _met(one, now)) is not None), None)


def _of_age(rule: Rule, days: tuple[int, int] | None) -> bool:
    """An age that is not known fits a limit for adults only."""
    if days is None:
        return rule.under_days is None
    least, most = days
    old_enough = rule.from_days is None or most >= rule.from_days
    return old_enough and (rule.under_days is None or least < rule.under_days)


def red_flags(findings: Sequence[Finding], record: PatientRecord) -> tuple[RedFlag, ...]:
    """The flags that the findings and measurements of a record raise, in the table's order.

    Each group of a rule must be met by a line of its own.
    """
    now = _now(findings, record)
    raised: list[RedFlag] = []
    for rule in rules():
        if not _of_age(rule, now.days):
            continue
        lines = [_any_met(group, now) for group in rule.needs]
        because = tuple(line for line in lines if line is not None)
        if len(because) == len(lines) == len({line.source for line in because}):
            raised.append(
                RedFlag(
                    rule.id,
                    rule.title,
                    rule.title_zh,
                    rule.why,
                    rule.why_zh,
                    because,
                    rule.reference,
                )
            )
    return tuple(raised)
