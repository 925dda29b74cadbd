"""How an exercise is answered on a screen: by a choice, by a number typed in, or by a text."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from enum import StrEnum

from apps.education.domain.exercise import Ask, Exercise
from apps.education.domain.proof.tokens import NotInGrammar
from apps.education.domain.proof.typeset import tex, told
from apps.education.domain.words import Language

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Way(StrEnum):
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Option:
    """`text` may hold `$...$`; `why` tells what thought leads to a wrong one."""

    id: str
    text: str
    right: bool
    why: str = ""


def way_of(exercise: Exercise) -> Way:
    """Numbers are typed; what has wrong answers to offer is chosen; the rest is written."""
    draft = exercise.draft
    if draft.problem.ask is Ask.VALUE and _NUMBER.fullmatch(draft.key):
        return Way.NUMBER
    if draft.problem.ask in (Ask.CHOOSE, Ask.COMPARE) or len(draft.distractors) > 1:
        return Way.CHOICE
    return Way.TEXT


def options(exercise: Exercise, language: Language) -> tuple[Option, ...]:
    """All choices in an order that tells nothing, the same every time."""
    draft = exercise.draft
    if draft.problem.ask is Ask.CHOOSE:
        labels = sorted(text[0] for text in draft.problem.given)
        return tuple(Option(label, label, label == draft.key) for label in labels)
    if draft.problem.ask is Ask.COMPARE:
        signs = zip("ABC", "<=>", strict=True)
        return tuple(Option(id, f"${sign}$", sign == draft.key) for id, sign in signs)
    found = [(_shown(draft.key, language, draft.problem.ask), True, "")]
    found += [
        (_shown(one.text, language, draft.problem.ask), False, one.why.of(language))
        for one in draft.distractors
    ]
    random.Random(exercise.id).shuffle(found)  # noqa: S311
    return tuple(
        Option(chr(ord("A") + at), text, right, why) for at, (text, right, why) in enumerate(found)
    )


def _shown(text: str, language: Language, ask: Ask) -> str:
    try:
        return told(text).of(language) if ask is Ask.SOLVE else f"${tex(text)}$"
    except NotInGrammar:
        return text.replace("$", r"\$")
