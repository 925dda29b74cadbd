"""What a text of the grammar says, as a tree. Knows nothing of values and of how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Sign = Literal["=", "!=", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "^"]


@dataclass(frozen=True, slots=True)
class Number:
    """`text` is how it was written, which tells a decimal from a percent and a mixed number."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    op: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """An ordered list `(a, b)`, or a set `{a, b}` where `ordered` is False."""

    items: tuple[Expression, ...]
    ordered: bool


Expression = Number | Name | Negative | Binary | Call | Listing


@dataclass(frozen=True, slots=True)
class Relation:
    """`sides[i] signs[i] sides[i + 1]`, all of them; with no sign it is a predicate's call."""

    sides: tuple[Expression, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of the relations hold."""

    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the alternatives holds."""

    alternatives: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """`none`, `all` or `many`: how many solutions there are, where none is listed."""

    word: Literal["none", "all", "many"]


Statement = Either | Whole
