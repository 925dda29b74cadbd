"""One line per concept out of many mentions, with its conflicts.

The latest dated statement of the strongest kind stands for the concept. A concept that one source
says is present and another says is absent is marked as a conflict, and both stay to be opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.medical.domain.concept import HPO, ICD10CM, Concept
from apps.medical.domain.finding import Assertion, Finding

_STRENGTH = {
    Assertion.PRESENT: 5,
    Assertion.ABSENT: 4,
    Assertion.POSSIBLE: 3,
    Assertion.HISTORICAL: 2,
    Assertion.FAMILY: 1,
    Assertion.HYPOTHETICAL: 0,
}
_ABOUT_NOW = (Assertion.PRESENT, Assertion.ABSENT)


@dataclass(frozen=True, slots=True)
class Summary:
    """A concept of the record. `leading` decides its assertion; `mentions` hold all, in order.

    `conflict` holds a mention of each side where the record says present as well as absent.
    """

    key: str
    concept: Concept
    assertion: Assertion
    leading: Finding
    mentions: tuple[Finding, ...]
    conflict: tuple[Finding, Finding] | None = None


def key_of(concept: Concept) -> str:
    """What makes two mentions one concept: the HPO id, else the ICD-10-CM code, else the words."""
    return concept.code(HPO) or concept.code(ICD10CM) or concept.text.casefold()


def _weight(finding: Finding) -> tuple[bool, date, int]:
    day = finding.when.last if finding.when is not None else date.min
    return finding.assertion in _ABOUT_NOW, day, _STRENGTH[finding.assertion]


def _conflict(mentions: Sequence[Finding]) -> tuple[Finding, Finding] | None:
    by_side = {
        side: max((m for m in mentions if m.assertion is side), key=_weight, default=None)
        for side in _ABOUT_NOW
    }
    present, absent = by_side[Assertion.PRESENT], by_side[Assertion.ABSENT]
    return None if present is None or absent is None else (present, absent)


def _line(key: str, mentions: Sequence[Finding]) -> Summary:
    leading = max(mentions, key=_weight)
    return Summary(
        key, leading.concept, leading.assertion, leading, tuple(mentions), _conflict(mentions)
    )


def summarise(findings: Iterable[Finding]) -> tuple[Summary, ...]:
    """One summary per concept, in the order of first mention.

    What is said of the patient now outweighs history, family and possibility; among those the
    latest statement wins, and between statements of one day the stronger one.
    """
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[key_of(finding.concept)].append(finding)
    return tuple(_line(key, mentions) for key, mentions in groups.items())
