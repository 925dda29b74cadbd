"""Sums as trees: read from text, evaluated exactly, with the place of every number kept.

The grammar: numbers (1,200  .5  3.25), + - * / x × ÷, parentheses, a sign before a value, a percent
sign behind one; currency signs are passed over. Knows arithmetic; knows nothing of marks or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

MOST_SIGNS = 120
"""Longest expression that is read; sums of worked answers have a few dozen signs."""

_TOKEN = re.compile(r"(?P<number>\d[\d,]*\.?\d*|\.\d+)|(?P<skip>[\s$€£¥])|(?P<sign>.)", re.DOTALL)
_SAME = {"x": "*", "X": "*", "×": "*", "÷": "/", "−": "-", "–": "-"}


class NotArithmetic(ValueError):
    """The text is no sum in the grammar; the message shows it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A number as written, and where; `place` counts the numbers from the left."""

    value: Fraction
    place: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is + - * / for two sides; "neg" and "%" stand over the left side alone."""

    sign: str
    left: Tree
    right: Tree | None = None


Tree = Leaf | Operation


def parse(expression: str) -> Tree:
    """The tree of an expression. Raises NotArithmetic."""
    if len(expression) > MOST_SIGNS:
        raise NotArithmetic(f"{expression[:40]!r}...: longer than {MOST_SIGNS} signs")
    reader = _Reader(expression)
    tree = reader.sum()
    if reader.ahead:
        raise NotArithmetic(f"{expression!r}: {reader.ahead!r} is not expected there")
    return tree


def evaluate(tree: Tree, given: Mapping[int, Fraction] | None = None) -> Fraction:
    """The exact value; `given` puts other numbers at the places named.

    Raises NotArithmetic for a division by zero.
    """
    if isinstance(tree, Leaf):
        return tree.value if given is None else given.get(tree.place, tree.value)
    left = evaluate(tree.left, given)
    if tree.right is None:
        return -left if tree.sign == "neg" else left / 100
    right = evaluate(tree.right, given)
    if tree.sign == "/" and right == 0:
        raise NotArithmetic("a division by zero")
    return apply(tree.sign, left, right)


def apply(sign: str, left: Fraction, right: Fraction) -> Fraction:
    """One operation; ZeroDivisionError where it divides by zero."""
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    return left * right if sign == "*" else left / right


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Every number, from the left."""
    if isinstance(tree, Leaf):
        yield tree
        return
    yield from leaves(tree.left)
    if tree.right is not None:
        yield from leaves(tree.right)


class _Reader:
    """Reads from left to right; `ahead` is the next token, empty at the end."""

    def __init__(self, expression: str):
        self._expression = expression
        self._found = [each for each in _TOKEN.finditer(expression) if each["skip"] is None]
        self._at = 0
        self._numbers = 0

    @property
    def ahead(self) -> str:
        if self._at == len(self._found):
            return ""
        text = self._found[self._at][0]
        return _SAME.get(text, text)

    def sum(self) -> Tree:
        tree = self._product()
        while self.ahead in ("+", "-"):
            tree = Operation(self._take(), tree, self._product())
        return tree

    def _product(self) -> Tree:
        tree = self._signed()
        while self.ahead in ("*", "/"):
            tree = Operation(self._take(), tree, self._signed())
        return tree

    def _signed(self) -> Tree:
        if self.ahead in ("-", "+"):
            return Operation("neg", self._signed()) if self._take() == "-" else self._signed()
        tree = self._atom()
        while self.ahead == "%":
            self._take()
            tree = Operation("%", tree)
        return tree

    def _atom(self) -> Tree:
        if self.ahead == "(":
            self._take()
            inner = self.sum()
            if self.ahead != ")":
                raise NotArithmetic(f"{self._expression!r}: a parenthesis is not closed")
            self._take()
            return inner
        if not self.ahead or not (self.ahead[0].isdigit() or self.ahead[0] == "."):
            raise NotArithmetic(
                f"{self._expression!r}: a number is expected, not {self.ahead or 'the end'!r}"
            )
        return self._leaf()

    def _leaf(self) -> Leaf:
        found = self._found[self._at]
        self._take()
        self._numbers += 1
        number = Fraction(found[0].replace(",", "").rstrip("."))
        return Leaf(number, self._numbers - 1, found.start(), found.end())

    def _take(self) -> str:
        token = self.ahead
        self._at += 1
        return token
