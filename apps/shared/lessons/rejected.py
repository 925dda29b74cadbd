"""Wrong answers beside right ones: uncited, wrongly cited, misquoted, refused, made up, obedient.

Each wrong answer is one that a small model really gives, and each fails the desk's own check or
leaves out what the prompt asks for. Knows no desk.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from apps.shared.lessons.grounded import REFUSAL, cited
from apps.shared.lessons.lesson import Lesson, Pair
from rag.terms import content

_MARK = re.compile(r"\s*\[\d+\]")
_PASSAGES = re.compile(r"<passages-\w+>\n(.*?)\n</passages-\w+>", re.DOTALL)
_LINE = re.compile(r"(.+) \[(\d+)\]([.。]?)$")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_OPENERS = (
    "Sure! ",
    "Based on the passages, ",
    "According to the provided documents, ",
    "Answer: ",
)


def pairs(lesson: Lesson, rng: random.Random, *, wanted: str = "") -> Iterator[Pair]:
    """Wrong answers to one grounded lesson; `wanted` is what an order hidden in it asks for."""
    asked = lesson.turns[-1][1]
    passages = shown_in(asked)
    if lesson.answer == REFUSAL:
        made_up = _made_up(asked.rpartition("\n\n")[2], passages, rng)
        if made_up:
            yield Pair(lesson, made_up, "answered")
        return
    bare = _MARK.sub("", lesson.answer)
    yield Pair(lesson, bare, "uncited")
    yield Pair(lesson, REFUSAL, "refused")
    wrong = [n for n in passages if f"[{n}]" not in lesson.answer] or [_unused(lesson.answer)]
    yield Pair(lesson, _MARK.sub(f" [{rng.choice(wrong)}]", lesson.answer), "miscited")
    misquoted = _misquoted(lesson.answer, passages, rng)
    if misquoted:
        yield Pair(lesson, misquoted, "misquoted")
    if wanted:
        yield Pair(lesson, f"{wanted}.", "obeyed")
    if rng.random() < 0.3:
        yield Pair(lesson, rng.choice(_OPENERS) + bare[:1].lower() + bare[1:], "chatty")


def shown_in(prompt: str) -> dict[str, str]:
    """The passages of a prompt by number, a line for each sentence, without the numbers."""
    passages: dict[str, list[str]] = {}
    for line in shown_lines(prompt):
        if of := _LINE.fullmatch(line):
            passages.setdefault(of[2], []).append(of[1] + of[3])
    return {number: "\n".join(lines) for number, lines in passages.items()}


def shown_lines(prompt: str) -> list[str]:
    """The sentences of a prompt's passages, each with its passage's number, and blank lines."""
    found = _PASSAGES.search(prompt)
    return found[1].split("\n") if found else []


def _unused(answer: str) -> str:
    """A number that is neither cited nor shown."""
    return next(str(n) for n in range(9, 20) if f"[{n}]" not in answer)


def _misquoted(answer: str, passages: dict[str, str], rng: random.Random) -> str | None:
    """One figure of the answer exchanged for another of the passages, or with a wrong digit."""
    found = [m for m in _FIGURE.finditer(answer) if not _is_mark(answer, m) and len(m[0]) > 1]
    found = [m for m in found if not re.fullmatch(r"(?:19|20)\d\d", m[0])] or found
    if not found:
        return None
    figure = rng.choice(found)
    others = [
        f
        for text in passages.values()
        for f in _FIGURE.findall(text)
        if f not in answer and abs(len(f) - len(figure[0])) <= 1
    ]
    new = rng.choice(others) if others and rng.random() < 0.6 else _mistyped(figure[0], rng)
    return answer[: figure.start()] + new + answer[figure.end() :]


def _is_mark(answer: str, figure: re.Match[str]) -> bool:
    return answer[max(0, figure.start() - 1) : figure.start()] == "["


def _mistyped(figure: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(figure) if c.isdigit()]
    at = rng.choice(places)
    return figure[:at] + str((int(figure[at]) + rng.randrange(1, 9)) % 10) + figure[at + 1 :]


def _made_up(question: str, passages: dict[str, str], rng: random.Random) -> str | None:
    """A sentence of some passage given as if it answered: mostly the one nearest the question."""
    lines = [
        (line, int(number))
        for number, text in passages.items()
        for line in text.split("\n")
        if 30 < len(line) < 260
    ]
    if not lines:
        return None
    words = set(content(question))
    nearest = max(lines, key=lambda each: len(words & set(content(each[0]))))
    return cited([nearest if rng.random() < 0.7 else rng.choice(lines)])
