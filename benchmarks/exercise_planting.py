"""Plants wrong keys and wrong print into right exercises, in the ways that generators go wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from apps.education.domain.exercise import Ask, Draft
from apps.education.domain.words import Words

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Planted:
    """`key` is a wrong key of the same problem; otherwise `draft` is one with wrong print."""

    kind: str
    key: str | None = None
    draft: Draft | None = None


def planted(draft: Draft) -> Iterator[Planted]:
    """Every kind that fits the exercise; each differs from the right one as text."""
    for kind, key in _keys(draft):
        if key.replace(" ", "") != draft.key.replace(" ", ""):
            yield Planted(kind, key=key)
    yield from _prints(draft)


def _keys(draft: Draft) -> Iterator[tuple[str, str]]:
    key, problem = draft.key, draft.problem
    if problem.ask is Ask.COMPARE:
        yield from (("other sign", sign) for sign in "<=>" if sign != key)
        return
    if problem.ask is Ask.CHOOSE:
        yield from (("other choice", text[0]) for text in problem.given if text[0] != key)
        return
    if problem.ask is Ask.ORDER:
        yield from _orders(key)
        return
    yield from _numbers(key)
    if draft.distractors:
        yield "misconception", draft.distractors[0].text
    if problem.ask is Ask.SOLVE:
        yield from _solutions(key)
    if problem.ask is Ask.VALUE and re.fullmatch(r"[\d./ ]+", key):
        yield "sign lost", f"-{key}"
    if problem.ask is Ask.REWRITE:
        yield "not rewritten", problem.given[0]


def _numbers(key: str) -> Iterator[tuple[str, str]]:
    found = list(_NUMBER.finditer(key))
    if not found:
        return
    last = found[-1]
    for kind, change in (("one more", 1), ("ten more", 10)):
        text = last.group()
        whole, dot, part = text.partition(".")
        other = f"{int(whole) + change}{dot}{part}"
        yield kind, key[: last.start()] + other + key[last.end() :]
    digits = last.group()
    if digits.isdigit() and len(digits) > 1 and digits[-1] != digits[-2]:
        swapped = digits[:-2] + digits[-1] + digits[-2]
        yield "digits swapped", key[: last.start()] + str(int(swapped)) + key[last.end() :]
    if re.fullmatch(r"\d+/\d+", key):
        top, bottom = key.split("/")
        yield "upside down", f"{bottom}/{top}"


def _solutions(key: str) -> Iterator[tuple[str, str]]:
    if " or " in key:
        yield "a solution missing", key.split(" or ")[0]
    elif key in ("none", "all", "many"):
        yield "solutions miscounted", "all" if key == "none" else "none"
    elif re.fullmatch(r"\w+ *= *-?[\d./ ]+", key):
        name, _, value = key.partition("=")
        yield "a solution too many", f"{key} or {name}= {_opposite(value.strip())}"
    for right, wrong in ((">=", ">"), ("<=", "<")):
        if right in key:
            yield "end left out", key.replace(right, wrong)
    if re.search(r"[<>]", key):
        yield "turned round", key.translate(str.maketrans("<>", "><"))
        if not re.search(r"[<>]=", key):
            yield "end let in", re.sub(r"([<>])", r"\1=", key)


def _opposite(value: str) -> str:
    if value == "0":
        return "1"
    return value[1:] if value.startswith("-") else f"-{value}"


def _orders(key: str) -> Iterator[tuple[str, str]]:
    parts = [part.strip() for part in key.split(",")]
    if len(parts) > 1:
        yield "other way round", ", ".join(reversed(parts))
        yield "two swapped", ", ".join([*parts[:-2], parts[-1], parts[-2]])
        yield "one left out", ", ".join(parts[:-1])


def _prints(draft: Draft) -> Iterator[Planted]:
    """Print that no longer says what was proved."""
    answer = _changed(draft.answer)
    if answer is not None and draft.problem.ask is not Ask.CHOOSE:
        yield Planted("answer misprinted", draft=replace(draft, answer=answer))
    prompt = _changed(draft.prompt)
    if prompt is not None:
        yield Planted("prompt misprinted", draft=replace(draft, prompt=prompt, context=None))


def _changed(words: Words) -> Words | None:
    """The last number in both languages made 7,013 larger: nothing else in print is so large."""
    changed = [_one_changed(text) for text in (words.en, words.zh)]
    if changed[0] is None or changed[1] is None:
        return None
    return Words(changed[0], changed[1])


def _one_changed(text: str) -> str | None:
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    last = found[-1]
    whole, dot, part = last.group().partition(".")
    return f"{text[: last.start()]}{int(whole) + 7013}{dot}{part}{text[last.end() :]}"
