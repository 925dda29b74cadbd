"""What a clinician decides about a suggestion: accept, override with a reason, or defer.

A sign-off of the store, with what it was about and what was settled on. Never changed: a later one
about the same subject supersedes it. Knows nothing of pages or of where decisions are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.medical.domain.differential import Differential
from apps.medical.domain.option import Option
from apps.medical.domain.source import TextLanguage
from apps.medical.service.candidates import NONE
from apps.medical.service.review import Offered, Review
from apps.medical.service.sign_off import Decision as Verdict
from apps.medical.service.sign_off import SignOff

SubjectKind = Literal["differential", "option"]


class ReasonMissing(ValueError):
    """An override says why, or it is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided about. `key` stays the same from review to review; `shown` is what stood
    first on the screen when it was decided.
    """

    kind: SubjectKind
    key: str
    title: str
    shown: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`chosen` is the diagnosis or drug that the clinician settled on; empty where deferred.

    `record_hash` and `versions` say what was looked at, and with what.
    """

    id: str
    subject: Subject
    verdict: Verdict
    chosen: str
    reason: str
    by: str
    role: str
    at: datetime
    record_hash: str
    versions: tuple[tuple[str, str], ...]
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a sign-off was about and settled on; `id` is the sign-off's."""

    id: str
    subject: Subject
    chosen: str
    record_hash: str


@dataclass(frozen=True, slots=True)
class Choices:
    items: tuple[Choice, ...] = ()


def subjects(review: Review, language: TextLanguage = "en") -> tuple[Subject, ...]:
    """Every differential and every option of a review, in the order of the screen."""
    differentials = (
        Subject("differential", panel, panel, first_shown(review.differential(panel, language)))
        for panel in review.panels()
    )
    return (*differentials, *option_subjects(review.offered))


def first_shown(of: Differential) -> str:
    """The name of the first candidate, or `none-of-these` where that is more probable."""
    first = next(iter(of.candidates), None)
    if first is None or first.probability <= of.none_of_these:
        return NONE
    return first.name


def option_subjects(offered: Iterable[Offered]) -> tuple[Subject, ...]:
    return tuple(option_subject(one) for each in offered for one in each.options)


def option_subject(option: Option) -> Subject:
    key = f"{option.disease}|{option.drug.text}"
    return Subject("option", key, option.disease, option.drug.text)


def check(subject: Subject, verdict: Verdict, reason: str) -> None:
    """Raises ReasonMissing where an override has no reason."""
    if verdict is Verdict.OVERRIDE and not reason.strip():
        raise ReasonMissing(
            f"{subject.title!r}: an override needs a reason; say in a few words why the "
            "suggestion does not hold"
        )


def joined(sign_offs: Sequence[SignOff], choices: Choices) -> tuple[Decision, ...]:
    """Sign-offs with what they were about, the oldest first."""
    about = {one.id: one for one in choices.items}
    return tuple(_joined(one, about[one.id]) for one in sign_offs if one.id in about)


def _joined(one: SignOff, about: Choice) -> Decision:
    return Decision(
        one.id,
        about.subject,
        one.decision,
        about.chosen,
        one.reason,
        one.user,
        one.role,
        datetime.fromisoformat(one.at).astimezone(),
        about.record_hash,
        one.versions,
        one.supersedes,
    )


def latest(decisions: Sequence[Decision]) -> dict[tuple[SubjectKind, str], Decision]:
    """The decision that holds for each subject: the one that none supersedes."""
    gone = {one.supersedes for one in decisions if one.supersedes}
    return {(one.subject.kind, one.subject.key): one for one in decisions if one.id not in gone}


def accepted_diagnoses(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The diagnoses that hold: accepted ones, and those put in place of a suggestion."""
    held = latest(decisions).values()
    names = (one.chosen for one in held if one.subject.kind == "differential" and one.chosen)
    return tuple(dict.fromkeys(name for name in names if name != NONE))


def undecided(review: Review, decisions: Sequence[Decision]) -> tuple[Subject, ...]:
    """The differentials that nobody has decided about since the record last changed."""
    held = latest(decisions)

    def open_to(subject: Subject) -> bool:
        one = held.get((subject.kind, subject.key))
        return one is None or one.record_hash != review.record_hash

    return tuple(one for one in subjects(review) if one.kind == "differential" and open_to(one))
