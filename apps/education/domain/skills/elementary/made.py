"""What a task hands back, before it is bound to a point: text in pairs (English, Chinese)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.education.domain.drawing import Drawing
from apps.education.domain.exercise import Ask, Difficulty, Distractor, Draft, Problem
from apps.education.domain.skills.agreement import agreed, told_agreed
from apps.education.domain.skills.elementary.misconceptions import why
from apps.education.domain.words import Words

Text = tuple[str, str] | str
"""English and Chinese, or one text for both where it is only mathematics."""


_LONG = re.compile(r"(?<![\d.])\d{5,}(?![\d])")


def words(text: Text) -> Words:
    """English with commas in numbers of five and more digits, Chinese without.

    A hyphen between blanks outside of TeX is printed as a minus sign.
    """
    en, zh = (_minus(text),) * 2 if isinstance(text, str) else (_minus(one) for one in text)
    return Words(agreed(_LONG.sub(lambda m: f"{int(m[0]):,}", en)), zh)


def _minus(text: str) -> str:
    return text if "$" in text else text.replace(" - ", " − ")


def _sentence(text: Text) -> Words:
    """A step: an English sentence begins with a capital."""
    both = words(text)
    begins = both.en[:2].isalpha() or both.en[:2] == "a "
    return Words(both.en[0].upper() + both.en[1:], both.zh) if begins else both


@dataclass(frozen=True, slots=True)
class Made:
    """`wrong` pairs a wrong key with the id of the misconception that leads to it.

    Wrong keys that chance made equal to the key or to one another are left out of the draft, and
    at most four are kept, so the likeliest stand first.
    """

    prompt: Text
    problem: Problem
    key: str
    answer: Text
    steps: tuple[Text, ...]
    wrong: tuple[tuple[str | int, str], ...] = ()
    drawing: Drawing | None = None
    context: Text | None = None
    other: tuple[str | int, ...] = ()

    def draft(self, point: str, difficulty: Difficulty) -> Draft:
        return Draft(
            point=point,
            difficulty=difficulty,
            seed=0,
            prompt=words(self.prompt),
            problem=self.problem,
            key=self.key,
            answer=words(self.answer),
            steps=tuple(_sentence(s) for s in self.steps),
            distractors=self._distractors(),
            drawing=told_agreed(self.drawing),
            context=None if self.context is None else words(self.context),
            other_numbers=tuple(str(n) for n in self.other),
        )

    def _distractors(self) -> tuple[Distractor, ...]:
        seen, kept = {self.key}, []
        for text, misconception in self.wrong:
            if str(text) not in seen and len(kept) < 4:
                seen.add(str(text))
                kept.append(Distractor(str(text), misconception, why(misconception)))
        return tuple(kept)


def value(given: str | int, *more: str) -> Problem:
    return Problem(Ask.VALUE, (str(given), *more))


def solve(*given: str, unknowns: tuple[str, ...] = ("x",)) -> Problem:
    return Problem(Ask.SOLVE, given, unknowns)
