"""Decides whose a note or a sheet is, from what its header says and who the patients are.

When in doubt it is nobody's: another patient's document in a record is worse than a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.medical.domain.intake.header import Header
from apps.medical.domain.record import Identity
from apps.medical.domain.when import When, age_in_days

_WORD = re.compile(r"[^\W_]+")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_MASK = re.compile(r"[*＊×某]|x{2,}", re.IGNORECASE)
_AGE_SLACK_DAYS = 400
"""Ages are rounded, counted by calendar year, or by Chinese custom a year more."""


class Verdict(StrEnum):
    SAME = "same"
    UNNAMED = "unnamed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """Whose a document is. `problem` says what does not fit, also where it is taken as his."""

    verdict: Verdict
    problem: str = ""


def compare(header: Header, identity: Identity) -> Match:
    """Whether a header speaks of a person."""
    name = _name(header.name, identity.name)
    number = _number(header, identity)
    doubts = _doubts(header, identity)
    if name is False:
        told = f"it names {header.name!r}, the record {identity.name!r}"
        return Match(Verdict.OTHER, "; ".join([told, *doubts]))
    if number is True:
        verdict = Verdict.OTHER if len(doubts) > 1 else Verdict.SAME
        return Match(verdict, "; ".join(doubts))
    if doubts:
        return Match(Verdict.OTHER, "; ".join(doubts))
    if name is None:
        if number is False:
            return Match(Verdict.OTHER, f"its number {header.numbers[0]!r} is not the record's")
        return Match(Verdict.UNNAMED)
    if number is False and not _age_agrees(header, identity):
        told = f"the name is the same, but its number {header.numbers[0]!r} is not the record's"
        return Match(Verdict.OTHER, told)
    return Match(Verdict.SAME)


def are_different(one: Identity, other: Identity) -> bool:
    """True where two identities cannot be one person: neither the names nor the births agree."""
    if one.birth is None or other.birth is None:
        return False
    return _name(one.name, other.name) is False and not _overlap(one.birth, other.birth)


def choose(header: Header, people: Sequence[Identity]) -> tuple[int | None, Match]:
    """Which of the people a document is about: its place, or None with the reason."""
    matches = [compare(header, person) for person in people]
    same = [place for place, match in enumerate(matches) if match.verdict is Verdict.SAME]
    if len(same) == 1:
        return same[0], matches[same[0]]
    if len(same) > 1:
        return None, Match(Verdict.OTHER, f"{len(same)} patients of this import fit it")
    unnamed = [place for place, match in enumerate(matches) if match.verdict is Verdict.UNNAMED]
    if unnamed and not header.names_somebody:
        if len(people) == 1:
            return 0, matches[0]
        return None, Match(
            Verdict.UNNAMED, f"it names nobody, and there are {len(people)} patients"
        )
    told = "; ".join(dict.fromkeys(match.problem for match in matches if match.problem))
    named = header.name or ", ".join(header.numbers)
    return None, Match(
        Verdict.OTHER, told or f"nothing in the record bears out that it is {named!r}"
    )


def _name(one: str, other: str) -> bool | None:
    """None where a name is missing, masked or in another script."""
    if not one or not other or _MASK.search(one) or _MASK.search(other):
        return None
    chinese = [_IDEOGRAPH.search(name) is not None for name in (one, other)]
    if all(chinese):
        return "".join(_words(one)) == "".join(_words(other))
    if any(chinese):
        return None
    first, second = set(_words(one)), set(_words(other))
    if first == second:
        return True
    shared = first & second
    if len(shared) >= 2 and (first <= second or second <= first):
        return True
    rests = first - shared, second - shared
    return bool(shared) and (_abbreviates(*rests) or _abbreviates(*reversed(rests)))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def _abbreviates(short: set[str], long: set[str]) -> bool:
    """True where each word is the initial of one of the others."""
    return bool(short) and all(
        len(word) == 1 and any(other.startswith(word) for other in long) for word in short
    )


def _number(header: Header, identity: Identity) -> bool | None:
    own = {_plain(identifier.value) for identifier in identity.identifiers}
    told = {_plain(number) for number in header.numbers}
    return bool(own & told) if own and told else None


def _plain(number: str) -> str:
    return "".join(c for c in number if c.isalnum()).upper()


def _doubts(header: Header, identity: Identity) -> list[str]:
    """What a header says of birth, age and sex that the record contradicts."""
    found = []
    if header.birth and identity.birth and not _overlap(header.birth, identity.birth):
        found.append(f"birth {header.birth} is not {identity.birth}")
    known = {"female", "male"}
    if header.sex in known and identity.sex in known and header.sex != identity.sex:
        found.append(f"sex {header.sex} is not {identity.sex}")
    if header.birth is None and _age_agrees(header, identity) is False:
        found.append(f"its age does not fit the birth date {identity.birth}")
    return found


def _overlap(one: When, other: When) -> bool:
    return one.first <= other.last and other.first <= one.last


def _age_agrees(header: Header, identity: Identity) -> bool | None:
    """Whether birth date, or age on the day of writing, fits; None where they do not say."""
    if identity.birth is None:
        return None
    if header.birth is not None:
        return _overlap(header.birth, identity.birth)
    if header.age_days is None or header.written is None:
        return None
    least, most = age_in_days(identity.birth, header.written)
    low, high = header.age_days
    return least <= high + _AGE_SLACK_DAYS and low - _AGE_SLACK_DAYS <= most
