"""Adds one record to another: nothing twice, nothing lost, and the same again changes nothing."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import fields, replace

from apps.medical.domain.concept import LOINC, Concept
from apps.medical.domain.intake.draft import FIELDS, Line, drafted
from apps.medical.domain.intake.imported import Held
from apps.medical.domain.intake.matching import are_different
from apps.medical.domain.record import Identity, Observation, PatientRecord
from apps.medical.domain.source import Notice, Severity
from apps.medical.domain.when import Precision, When

_BESIDE = frozenset({"id", "source", "encounter_id"})
"""What may differ between two lines that say the same."""


class DifferentPeople(ValueError):
    """Two records of one id whose names and birth dates both differ: ids of two systems."""

    def __init__(self, existing: PatientRecord, new: PatientRecord) -> None:
        super().__init__(
            f"record {existing.id!r} is another person's: neither name nor birth agrees with"
            f" the new import of {new.id!r}; give the new one an id of its own"
        )


def merge(existing: PatientRecord, new: PatientRecord) -> PatientRecord:
    """The existing record with what the new one adds. Raises DifferentPeople where they must be.

    A line of the same id that says something else replaces the older one, with a notice. Both
    documents stay. `merge(merge(a, b), b) == merge(a, b)`.
    """
    if are_different(existing.identity, new.identity):
        raise DifferentPeople(existing, new)
    draft = drafted(existing)
    draft.keep(*new.documents)
    draft.identity, contradictions = merged_identity(existing.identity, new.identity)
    draft.notices += [*new.notices, *contradictions]
    said = {saying(line) for line in draft.lines.values()}
    for line in _lines(new):
        key = type(line), line.id
        older = draft.lines.get(key)
        if older is None and saying(line) not in said:
            draft.lines[key] = line
        elif older is not None and saying(older) != saying(line):
            draft.notices.append(_replaced(line, existing.id))
            draft.lines[key] = line
    return draft.record()


def accept(record: PatientRecord, held: Held) -> PatientRecord:
    """The record with a document that was held back, once a clinician says it is this patient's."""
    part = replace(held.part, identity=replace(record.identity))
    return merge(record, part)


def saying(line: Line) -> Hashable:
    """What a line says, whatever its id and where it was read."""
    parts = [getattr(line, f.name) for f in fields(line) if f.name not in _BESIDE]
    return type(line).__name__, *(_plain(part) for part in parts)


def _plain(part: object) -> Hashable:
    if isinstance(part, Concept):
        return frozenset((c.system, c.code) for c in part.codings) or part.text.casefold()
    return part if isinstance(part, Hashable) else repr(part)


class Results:
    """The results of a record by analyte, to tell whether a printed one is among them."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_analyte: dict[str, list[Observation]] = {}
        for line in lines:
            if isinstance(line, Observation):
                for name in _names(line.concept):
                    self._by_analyte.setdefault(name, []).append(line)

    def tell(self, observation: Observation) -> bool:
        """True where the same result of the same day is there, from another source."""
        return any(
            _same_result(observation, line)
            for name in _names(observation.concept)
            for line in self._by_analyte.get(name, ())
        )


def _names(concept: Concept) -> tuple[str, ...]:
    """By what a concept is looked up: its LOINC code, and its words."""
    code = concept.code(LOINC)
    return (concept.text.casefold(),) if code is None else (code, concept.text.casefold())


def _same_result(one: Observation, other: Observation) -> bool:
    codes = one.concept.code(LOINC), other.concept.code(LOINC)
    return (
        one.value == other.value
        and one.unit.casefold() == other.unit.casefold()
        and one.text.casefold() == other.text.casefold()
        and one.comparator == other.comparator
        and (not all(codes) or codes[0] == codes[1])
        and _same_time(one.taken, other.taken)
    )


def _same_time(one: When | None, other: When | None) -> bool:
    """The same moment; the same local day where one of them knows no more than the day."""
    if one is None or other is None:
        return one is other
    if Precision.DAY in (one.precision, other.precision):
        return one.first == other.first and one.last == other.last
    return one == other


def merged_identity(one: Identity, other: Identity) -> tuple[Identity, list[Notice]]:
    """The first identity, completed by the second; what contradicts it is told, not taken."""
    notices = [
        _contradiction(name, mine, its)
        for name, mine, its in (
            ("name", one.name, other.name),
            ("birth date", one.birth, other.birth),
            ("date of death", one.died, other.died),
        )
        if mine and its and mine != its and not _within(mine, its)
    ]
    if "unknown" not in (one.sex, other.sex) and one.sex != other.sex:
        notices.append(_contradiction("sex", one.sex, other.sex))
    merged = Identity(
        name=one.name or other.name,
        sex=other.sex if one.sex == "unknown" else one.sex,
        birth=one.birth or other.birth,
        identifiers=tuple(dict.fromkeys([*one.identifiers, *_unknown_numbers(one, other)])),
        address=one.address or other.address,
        telecom=tuple(dict.fromkeys([*one.telecom, *other.telecom])),
        died=one.died or other.died,
        synthetic=one.synthetic or other.synthetic,
    )
    return merged, notices


def _within(mine: object, its: object) -> bool:
    """True for two dates of which one is a part of the other (2001, and 2001-03)."""
    if isinstance(mine, When) and isinstance(its, When):
        return mine.first <= its.last and its.first <= mine.last
    return str(mine).casefold() == str(its).casefold()


def _unknown_numbers(one: Identity, other: Identity):
    """Numbers that are new; one without a system adds nothing where its value is known."""
    values = {identifier.value for identifier in one.identifiers}
    return (item for item in other.identifiers if item.system or item.value not in values)


def _contradiction(what: str, mine: object, its: object) -> Notice:
    return Notice(
        Severity.ERROR,
        "contradiction",
        what,
        f"the record says {mine}, another of its sources {its}",
        "the record's own was kept; find out which is right",
    )


def _lines(record: PatientRecord) -> Iterator[Line]:
    for name in FIELDS.values():
        yield from getattr(record, name)


def _replaced(line: Line, id: str) -> Notice:
    return Notice(
        Severity.INFORMATION,
        "updated",
        line.id,
        f"says something else than before in record {id}",
        "the newer import is shown; both documents are kept",
        line.source,
    )
