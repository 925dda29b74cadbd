"""What a maker of exercises hands over, and the short forms to write it in.

Text between backticks is a sum in ASCII and is printed as TeX. Knows nothing of points and levels.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.education.domain.drawing import Drawing
from apps.education.domain.exercise import Ask, Distractor, Problem
from apps.education.domain.skills.agreement import agreed
from apps.education.domain.skills.secondary.misconceptions import why
from apps.education.domain.skills.secondary.notation import same, shown, tex
from apps.education.domain.skills.secondary.numbers import Number, num
from apps.education.domain.skills.secondary.units import with_unit
from apps.education.domain.words import Words

Step = str | tuple[str, str]
Wrong = tuple[str | Number, str]
Show = Callable[[Number], str]


@dataclass(frozen=True, slots=True)
class Task:
    prompt: Words
    problem: Problem
    key: str
    answer: Words
    steps: tuple[Words, ...]
    wrong: tuple[Distractor, ...]
    drawing: Drawing | None = None
    context: Words | None = None
    other: tuple[str, ...] = ()


def words(text: Step) -> Words:
    """One text for both languages, or a pair; backticks become TeX."""
    en, zh = (text, text) if isinstance(text, str) else text
    return Words(agreed(shown(en)), _chinese(shown(zh)))


def _chinese(text: str) -> str:
    """With the comma, the colon and the `or` of Chinese between sums."""
    text = text.replace(r"\text{ or }", r"\text{ 或 }").replace("$ or $", "$ 或 $")
    text = text.replace("$ and $", "$ 且 $")
    return text.replace("$, $", "$，$").replace("$: $", "$：$")


def told_apart(
    key: str, wrong: Sequence[Wrong], show: Show, most: int = 4
) -> tuple[Distractor, ...]:
    """The wrong answers that differ from the key and from one another, in their order."""
    kept: list[Distractor] = []
    for answer, misconception in wrong:
        text = answer if isinstance(answer, str) else show(answer)
        if same(text, key) or any(same(text, one.text) for one in kept):
            continue
        kept.append(Distractor(text, misconception, why(misconception)))
    return tuple(kept[:most])


def value(
    en: str,
    zh: str,
    given: str | Sequence[str],
    key: str | Number,
    *,
    steps: Sequence[Step],
    wrong: Sequence[Wrong],
    unit: str = "",
    form: str = "",
    show: Show = num,
    answer: Step | None = None,
    drawing: Drawing | None = None,
    context: Step | None = None,
    other: Sequence[str | Number] = (),
) -> Task:
    """A task whose key is the value of `given`, or the same in another `form`."""
    listed = (given,) if isinstance(given, str) else tuple(given)
    text = key if isinstance(key, str) else show(key)
    ask = Ask.REWRITE if form else Ask.VALUE
    if form == "equal" and listed == (text,) and not text.lstrip("-").isdigit():
        listed = (f"0 + ({text})",)
    return Task(
        words((en, zh)),
        Problem(ask, listed, (), form),
        text,
        words(answer) if answer is not None else with_unit(f"${tex(text)}$", unit),
        tuple(words(step) for step in steps),
        told_apart(text, _possible(wrong, unit), show),
        drawing,
        words(context) if context is not None else None,
        tuple(str(number) for number in other),
    )


def _possible(wrong: Sequence[Wrong], unit: str) -> list[Wrong]:
    """No pupil answers with an angle of 0 or below."""
    return [
        (answer, slip)
        for answer, slip in wrong
        if unit != "degrees" or isinstance(answer, str) or answer > 0
    ]


def solve(
    en: str,
    zh: str,
    given: str | Sequence[str],
    unknowns: str,
    key: str,
    *,
    steps: Sequence[Step],
    wrong: Sequence[Wrong],
    answer: Step | None = None,
    unit: str = "",
    drawing: Drawing | None = None,
    context: Step | None = None,
    other: Sequence[str | Number] = (),
) -> Task:
    """A task whose key is all values of the `unknowns` (parted by blanks) that meet `given`."""
    listed = (given,) if isinstance(given, str) else tuple(given)
    if answer is None and key in _WORDED:
        answer = _WORDED[key]
    if answer is None and unit:
        answer_words = with_unit(f"${tex(key.partition('=')[2].strip())}$", unit)
    else:
        answer_words = words(answer if answer is not None else f"`{key}`")
    return Task(
        words((en, zh)),
        Problem(Ask.SOLVE, listed, tuple(unknowns.split())),
        key,
        answer_words,
        tuple(words(step) for step in steps),
        told_apart(key, wrong, lambda number: f"{unknowns} = {num(number)}"),
        drawing,
        words(context) if context is not None else None,
        tuple(str(number) for number in other),
    )


_WORDED: dict[str, Step] = {
    "none": ("no solution", "无解"),
    "all": ("every number is a solution", "任何数都是解"),
    "many": ("infinitely many solutions", "有无穷多个解"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: what it claims, as a relation, and how it reads. `slip` is empty if it is right."""

    relation: str
    en: str
    zh: str
    slip: str = ""


def option(relation: str, text: Step, slip: str = "") -> Option:
    en, zh = (text, text) if isinstance(text, str) else text
    return Option(relation, en, zh, slip)


def choose(
    en: str,
    zh: str,
    options: Sequence[Option],
    *,
    steps: Sequence[Step],
    rng: random.Random | None = None,
    drawing: Drawing | None = None,
    context: Step | None = None,
    other: Sequence[str | Number] = (),
) -> Task | None:
    """A task of picking the only option that is true; shuffled where `rng` is given."""
    listed = list(options)
    if rng is not None:
        rng.shuffle(listed)
    texts = [one.en for one in listed]
    if len(set(texts)) < len(texts) or sum(not one.slip for one in listed) != 1:
        return None
    labels = "ABCDEF"
    right = next(index for index, one in enumerate(listed) if not one.slip)
    lines_en = "".join(f"\n**{labels[i]}** {one.en}" for i, one in enumerate(listed))
    lines_zh = "".join(f"\n**{labels[i]}** {one.zh}" for i, one in enumerate(listed))
    wrong = tuple(
        Distractor(labels[i], one.slip, why(one.slip)) for i, one in enumerate(listed) if one.slip
    )
    return Task(
        words((en + lines_en, zh + lines_zh)),
        Problem(Ask.CHOOSE, tuple(f"{labels[i]}: {one.relation}" for i, one in enumerate(listed))),
        labels[right],
        words((f"{labels[right]}: {listed[right].en}", f"{labels[right]}：{listed[right].zh}")),
        tuple(words(step) for step in steps),
        wrong,
        drawing,
        words(context) if context is not None else None,
        tuple(str(number) for number in other),
    )


def compare(
    en: str,
    zh: str,
    left: str,
    right: str,
    key: str,
    *,
    steps: Sequence[Step],
    slip: str,
    drawing: Drawing | None = None,
    other: Sequence[str | Number] = (),
) -> Task:
    """A task of putting <, = or > between two values."""
    wrong = tuple(
        Distractor(
            sign,
            slip if sign != "=" else "thinks_equal",
            why(slip if sign != "=" else "thinks_equal"),
        )
        for sign in "<=>"
        if sign != key
    )
    return Task(
        words((en, zh)),
        Problem(Ask.COMPARE, (left, right)),
        key,
        Words(f"${key}$", f"${key}$"),
        tuple(words(step) for step in steps),
        wrong,
        drawing,
        None,
        tuple(str(number) for number in other),
    )


def order(
    en: str,
    zh: str,
    values: Sequence[str],
    key: Sequence[str],
    *,
    form: str = "ascending",
    steps: Sequence[Step],
    wrong: Sequence[tuple[Sequence[str], str]],
    other: Sequence[str | Number] = (),
) -> Task:
    """A task of putting values in order; `values` as given, `key` in order."""
    joined = ", ".join(key)
    kept: list[Distractor] = []
    for listed, slip in wrong:
        text = ", ".join(listed)
        if text != joined and all(text != one.text for one in kept):
            kept.append(Distractor(text, slip, why(slip)))
    sign = " < " if form == "ascending" else " > "
    return Task(
        words((en, zh)),
        Problem(Ask.ORDER, tuple(values), (), form),
        joined,
        words("`" + sign.join(key) + "`"),
        tuple(words(step) for step in steps),
        tuple(kept[:4]),
        None,
        None,
        tuple(str(number) for number in other),
    )
