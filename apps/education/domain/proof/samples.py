"""Values to put in for names, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from fractions import Fraction

from apps.education.domain.proof.evaluate import Names, evaluate
from apps.education.domain.proof.nodes import Expression, Number
from apps.education.domain.proof.values import TooLarge, Undefined, Value

_SEED = 20_101


def assignments(names: Iterable[str], count: int, *, positive: bool) -> Iterator[Names]:
    """`count` ways to give every name a fraction from -12 to 12 that is not 0."""
    rng = random.Random(_SEED)  # noqa: S311
    ordered = sorted(names)
    for _ in range(count):
        values: dict[str, Value] = {}
        for name in ordered:
            size = Fraction(rng.randint(1, 60), rng.choice((1, 2, 3, 5)))
            values[name] = size if positive or rng.random() < 0.6 else -size
        yield Names(values)


def along_the_line(near: Iterable[Fraction]) -> list[Fraction]:
    """Whole numbers from -40 to 40, halves, far ones, and what lies close around `near`."""
    found = {Fraction(n) for n in range(-40, 41)} | {Fraction(n, 2) for n in range(-11, 12)}
    found |= {Fraction(sign * size) for sign in (-1, 1) for size in (99, 1_000, 99_999)}
    for middle in near:
        found |= {middle + Fraction(step, 1_000) for step in (-1, 0, 1)}
        found |= {middle - 1, middle + 1, -middle}
    return sorted(found)


def known(node: Expression, names: Names) -> Value | None:
    """What the tree is worth there; None where it has no value."""
    try:
        return evaluate(node, names)
    except (Undefined, TooLarge):
        return None


def numbers_in(part: object) -> Iterator[Number]:
    """Every number as written, from left to right."""
    if isinstance(part, Number):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from numbers_in(one)
    elif hasattr(part, "__slots__"):
        for slot in part.__slots__:  # pyright: ignore[reportAttributeAccessIssue]
            yield from numbers_in(getattr(part, slot))
