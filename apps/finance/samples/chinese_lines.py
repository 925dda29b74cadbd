"""Printed lines of a Chinese statement and sums of their figures, this year then last, in yuan."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Pair = tuple[Decimal, Decimal]
NONE: tuple[None, None] = (None, None)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `values` are None where the form has a line that the company does not use."""

    label: str
    values: Pair | tuple[None, None] = NONE
    note: str = ""
    total: bool = False


def yuan(now: str, before: str) -> Pair:
    return Decimal(now.replace(",", "")), Decimal(before.replace(",", ""))


def add(*pairs: Pair) -> Pair:
    return sum((p[0] for p in pairs), Decimal(0)), sum((p[1] for p in pairs), Decimal(0))


def less(first: Pair, *pairs: Pair) -> Pair:
    taken = add(*pairs)
    return first[0] - taken[0], first[1] - taken[1]


def summed(lines: tuple[Line, ...]) -> Pair:
    return add(
        *(
            (now, before)
            for line in lines
            for now, before in [line.values]
            if now is not None and before is not None
        )
    )


ZERO = yuan("0", "0")
