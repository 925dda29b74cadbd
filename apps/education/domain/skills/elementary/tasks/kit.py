"""The small words that every task is written with: chance by level, fractions, choices, scenes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from apps.education.domain.drawing import Drawing
from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.skills.elementary.made import Made, Text, words

T = TypeVar("T")
Rng = random.Random
Wrong = Iterable[tuple[str | int | Fraction, str]]
SLIPS = ((1, "slip_one"), (-1, "slip_one"), (10, "slip_ten"), (-10, "slip_ten"), (2, "slip_two"))


def by(level: int, easy: T, middle: T, hard: T) -> T:
    return (easy, middle, hard)[level - 1]


def some(
    rng: Rng, level: int, easy: tuple[int, int], middle: tuple[int, int], hard: tuple[int, int]
) -> int:
    """A whole number from the span of the level, ends included."""
    return rng.randint(*by(level, easy, middle, hard))


def until(rng: Rng, draw: Callable[[], T], holds: Callable[[T], object]) -> T:
    """Draws again until it holds. Raises ValueError where chance never finds it."""
    for _ in range(3000):
        found = draw()
        if holds(found):
            return found
    raise ValueError("no numbers meet the conditions of this task; widen its spans")


def frac(value: Fraction | int) -> str:
    """In the grammar, lowest terms: `3/4`, `5`."""
    return str(Fraction(value))


def ratio(top: int, bottom: int) -> str:
    """TeX of a fraction as it is, not reduced."""
    return f"$\\frac{{{top}}}{{{bottom}}}$"


def mixed(value: Fraction | int) -> str:
    """In the grammar: `2 1/3`, `3/4`, `5`."""
    whole, part = divmod(Fraction(value), 1)
    if part == 0 or whole == 0:
        return frac(value)
    return f"{whole} {part}"


def tex(text: str | int | Fraction) -> str:
    """TeX of `3/4`, `2 1/3` or a plain number, of a fraction or the like."""
    text = str(text)
    whole, _, part = text.rpartition(" ")
    if "/" not in part:
        return text
    top, bottom = part.split("/")
    return f"${whole}\\frac{{{top}}}{{{bottom}}}$"


def dec(value: Fraction | int) -> str:
    """A terminating decimal without zeros at the end. Raises ValueError for other fractions."""
    value = Fraction(value)
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            return fixed(value, places)
    raise ValueError(f"{value} does not terminate within six places")


def fixed(value: Fraction, places: int) -> str:
    whole, rest = divmod(abs(value * 10**places), 10**places)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{int(rest):0{places}d}" if places else f"{sign}{whole}"


def ex(
    prompt: Text,
    given: Problem | str | int,
    key: str | int | Fraction,
    steps: Sequence[Text],
    wrong: Wrong = (),
    *,
    answer: Text | None = None,
    unit: Text = "",
    picture: Drawing | None = None,
    scene: Text | None = None,
    other: Sequence[str | int] = (),
) -> Made:
    """An exercise; a bare `given` is a value to find. `unit` follows the printed answer.

    With whole keys, slips of one or ten fill up the wrong answers where too few are told.
    """
    problem = given if isinstance(given, Problem) else Problem(Ask.VALUE, (str(given),))
    told, key = list(wrong), str(key)
    if key.isdigit():
        told = [(v, m) for v, m in told if not (isinstance(v, int) and v < 0)]
        likely = {str(v) for v, _ in told} - {key}
        if len(likely) < 3:
            told += [(int(key) + d, m) for d, m in SLIPS if int(key) + d >= (abs(d) == 10) * 10]
    shown = answer if answer is not None else _shown(key, unit)
    return Made(
        prompt,
        problem,
        key,
        shown,
        tuple(steps),
        tuple((str(v), m) for v, m in told),
        picture,
        scene,
        tuple(other),
    )


def _shown(key: str, unit: Text) -> Text:
    plain = key.removeprefix("x = ")
    if not unit:
        return tex(plain)
    both = words(unit)
    return f"{tex(plain)} {both.en}".strip(), f"{tex(plain)} {both.zh}".strip()


def box(
    prompt: Text,
    relation: str,
    key: int | str | Fraction,
    steps: Sequence[Text],
    wrong: Wrong = (),
    **more: Any,
) -> Made:
    """An equation with one unknown, `x` in the relation and a box in the prompt."""
    whole = isinstance(key, int)
    told = [(v, m) for v, m in wrong if not (isinstance(v, int) and v < 0)]
    if whole and len({v for v, _ in told} - {key}) < 3:
        told += [(key + d, m) for d, m in SLIPS if key + d >= 0]
    return ex(
        prompt,
        Problem(Ask.SOLVE, (relation,), ("x",)),
        f"x = {key}",
        steps,
        [(f"x = {v}", m) for v, m in told],
        **more,
    )


Option = tuple[Text, str]
"""What is printed and the relation that tells whether it is true."""


def choose(
    rng: Rng,
    prompt: Text,
    right: Option,
    wrong: Sequence[tuple[Text, str, str]],
    steps: Sequence[Text],
    *,
    picture: Drawing | Callable[[list[int]], Drawing] | None = None,
    other: Sequence[str | int] = (),
    listed: bool = True,
    inline: bool = True,
) -> Made:
    """One of A, B, C ... `wrong` are (printed, relation, misconception), mixed with the right one.

    A callable `picture` is given the places in which the options came to stand: 0 is the right
    one, then the wrong ones. With `listed` false the options are in the picture alone.
    """
    printed = {words(right[0]).en}
    fresh = []
    for option in wrong:
        text = words(option[0]).en
        if not listed or text not in printed:
            printed.add(text)
            fresh.append(option)
    wrong = fresh
    options = [(*right, ""), *wrong]
    order = list(range(len(options)))
    rng.shuffle(order)
    letters = "ABCDEF"[: len(options)]
    relations = tuple(
        f"{letter}: {options[i][1]}" for letter, i in zip(letters, order, strict=True)
    )
    first = words(prompt)
    en, zh = first.en, first.zh
    if listed:
        texts = [words(options[i][0]) for i in order]
        gap = "   " if inline else "\n"
        lines = list(zip(letters, texts, strict=True))
        en += "\n" + gap.join(f"**{letter}** {t.en}" for letter, t in lines)
        zh += "\n" + gap.join(f"**{letter}** {t.zh}" for letter, t in lines)
    key = letters[order.index(0)]
    shown = words(right[0])
    answer = (f"{key}: {shown.en}", f"{key}：{shown.zh}") if shown.en else key
    drawn = picture(order) if callable(picture) else picture
    return Made(
        (en, zh),
        Problem(Ask.CHOOSE, relations),
        key,
        answer,
        tuple(steps),
        tuple((letters[order.index(i)], options[i][2]) for i in range(1, len(options))),
        drawn,
        None,
        tuple(other),
    )


def compare(
    left: str, right: str, prompt: Text, key: str, steps: Sequence[Text], wrong: str, **more: Any
) -> Made:
    """Which of < = > belongs between. `wrong` is the misconception behind the other sign."""
    flip = {"<": ">", ">": "<", "=": ">"}[key]
    rest = next(s for s in "<=>" if s not in (key, flip))
    return ex(
        prompt,
        Problem(Ask.COMPARE, (left, right)),
        key,
        steps,
        [(flip, wrong), (rest, "sign_reversed" if rest != "=" else "thought_equal")],
        **more,
    )


def sign(left: Fraction | int, right: Fraction | int) -> str:
    return "<" if left < right else ">" if left > right else "="


def order(
    rng: Rng,
    values: Sequence[tuple[Fraction | int, str]],
    prompt: Callable[[str], Text],
    steps: Sequence[Text],
    *,
    down: bool = False,
    wrong: Callable[[tuple[Fraction | int, str]], Any] | None = None,
    thought: str = "order_by_wrong_part",
    **more: Any,
) -> Made:
    """Values with how they are written; `wrong` is a key by which a mistaken pupil would order."""
    given = list(values)
    rng.shuffle(given)
    right = sorted(given, key=lambda v: v[0], reverse=down)
    if [g[1] for g in given] == [r[1] for r in right]:
        given = given[1:] + given[:1]
    listing = ", ".join(text for _, text in right)
    swapped = [*right[:-2], right[-1], right[-2]]
    told = [(", ".join(t for _, t in reversed(right)), "order_reversed")]
    if wrong is not None:
        guess = sorted(given, key=lambda v: (wrong(v), v[0]), reverse=down)
        told.insert(0, (", ".join(t for _, t in guess), thought))
    told.append((", ".join(t for _, t in swapped), "order_last_two"))
    told.append((", ".join(t for _, t in given), "order_as_given"))
    return ex(
        prompt(", ".join(tex(t) for _, t in given)),
        Problem(Ask.ORDER, tuple(t for _, t in given), form="descending" if down else "ascending"),
        listing,
        steps,
        told,
        answer=", ".join(tex(t) for _, t in right),
        **more,
    )


def public(names: Mapping[str, Any]) -> dict[str, Callable[..., Made]]:
    """The tasks of a module: its own public functions, by name."""
    own = names["__name__"]
    return {
        name: names[name]
        for name, found in names.items()
        if callable(found) and not name.startswith("_") and getattr(found, "__module__", "") == own
    }


CAST = (
    ("Mia", "小雅"),
    ("Leo", "乐乐"),
    ("Anna", "安安"),
    ("Ben", "小本"),
    ("Lily", "莉莉"),
    ("Omar", "小马"),
    ("Sara", "莎莎"),
    ("Tom", "汤姆"),
    ("Wei", "小伟"),
    ("Nina", "妮妮"),
    ("Jack", "杰克"),
    ("Ling", "小玲"),
)
THINGS = (
    ("sticker", "stickers", "张贴纸"),
    ("marble", "marbles", "颗弹珠"),
    ("shell", "shells", "个贝壳"),
    ("card", "cards", "张卡片"),
    ("apple", "apples", "个苹果"),
    ("pencil", "pencils", "支铅笔"),
    ("stamp", "stamps", "张邮票"),
    ("button", "buttons", "颗纽扣"),
    ("book", "books", "本书"),
    ("balloon", "balloons", "个气球"),
)
Thing = tuple[str, str, str]


def people(rng: Rng, count: int = 2) -> list[tuple[str, str]]:
    return rng.sample(CAST, count)


def of(count: int, thing: Thing) -> tuple[str, str]:
    """`1 apple`, `3 apples`; `3 个苹果`."""
    return f"{count} {thing[0] if count == 1 else thing[1]}", f"{count} {thing[2]}"


def bare(thing: Thing) -> str:
    """The Chinese noun without its measure word."""
    return thing[2][1:]
