"""Reads texts of the grammar (see the package) into trees. Executes nothing.

Recursive descent with a bound on depth, so that no text can exhaust the stack.
"""

from __future__ import annotations

from fractions import Fraction

from apps.education.domain.proof.functions import ARITY, PREDICATES, TAKEN, WORDS
from apps.education.domain.proof.nodes import (
    Binary,
    Both,
    Call,
    Either,
    Expression,
    Listing,
    Name,
    Negative,
    Number,
    Operator,
    Relation,
    Sign,
    Statement,
    Whole,
)
from apps.education.domain.proof.tokens import NotInGrammar, Token, tokens

_DEEPEST = 40


def expression(text: str) -> Expression:
    """One value: `2x + 1`, `(3, -2)`. Raises NotInGrammar."""
    reader = Reader(text)
    found = reader.sum()
    reader.finish()
    return found


def relation(text: str) -> Relation:
    """`x + 2 = 5`, `1 < x <= 4`, `even(6)`. Raises NotInGrammar."""
    reader = Reader(text)
    found = reader.relation(needs_sign=True)
    reader.finish()
    return found


def statement(text: str) -> Statement:
    """What solves a problem: `x = 2 or x = -5`, `x = 1, y = 2`, `none`. Raises NotInGrammar."""
    reader = Reader(text)
    found = reader.statement()
    reader.finish()
    return found


def listed(text: str) -> tuple[Expression, ...]:
    """Values parted by commas: `1/2, 3/4, 1`. Raises NotInGrammar."""
    reader = Reader(text)
    found = reader.list()
    reader.finish()
    return found


def labelled(text: str) -> tuple[str, Relation]:
    """`A: 3 + 4 = 7`. Raises NotInGrammar."""
    label, colon, rest = text.partition(":")
    if not colon or not (len(label) == 1 and "A" <= label <= "Z"):
        raise NotInGrammar(f"{text!r}: no label; write it as 'A: 3 + 4 = 7'")
    return label, relation(rest)


def definition(text: str) -> tuple[str, tuple[str, ...], Expression]:
    """`x = 4` or `f(x) = 2x + 1`: name, parameters, body. Raises NotInGrammar."""
    reader = Reader(text)
    found = reader.definition()
    reader.finish()
    return found


class Reader:
    """Goes over the tokens of one text once. Its methods are named after the rules."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def refuse(self, problem: str) -> NotInGrammar:
        return NotInGrammar(f"{self.text!r}: {problem} at {self.next.at}")

    def take(self, *texts: str) -> str | None:
        token = self.next
        if token.kind in ("mark", "sign", "name") and token.text in texts:
            self.at += 1
            return token.text
        return None

    def need(self, text: str) -> None:
        if self.take(text) is None:
            raise self.refuse(f"{text!r} is missing")

    def finish(self) -> None:
        if self.next.kind != "end":
            raise self.refuse(f"{self.next.text!r} is not expected")

    def statement(self) -> Statement:
        for word in ("none", "all", "many"):
            if self.take(word):
                return Whole(word)
        alternatives = [self.both()]
        while self.take("or"):
            alternatives.append(self.both())
        return Either(tuple(alternatives))

    def both(self) -> Both:
        relations = [self.relation(needs_sign=True)]
        while self.take(",", "and"):
            relations.append(self.relation(needs_sign=True))
        return Both(tuple(relations))

    def relation(self, *, needs_sign: bool) -> Relation:
        sides, signs = [self.sum()], []
        while self.next.kind == "sign":
            signs.append(_sign(self.next.text))
            self.at += 1
            sides.append(self.sum())
        first = sides[0]
        if needs_sign and not signs and not (_is_predicate(first)):
            raise self.refuse("a relation (=, <, ...) is missing")
        if signs and any(_is_predicate(side) for side in sides):
            raise self.refuse("a predicate has no value to relate")
        return Relation(tuple(sides), tuple(signs))

    def definition(self) -> tuple[str, tuple[str, ...], Expression]:
        name = self.name()
        parameters: list[str] = []
        if self.take("("):
            parameters.append(self.name())
            while self.take(","):
                parameters.append(self.name())
            self.need(")")
        self.need("=")
        return name, tuple(parameters), self.sum()

    def name(self) -> str:
        token = self.next
        if token.kind != "name" or token.text in TAKEN:
            raise self.refuse("a free name is missing")
        self.at += 1
        return token.text

    def list(self) -> tuple[Expression, ...]:
        found = [self.sum()]
        while self.take(","):
            found.append(self.sum())
        return tuple(found)

    def sum(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.refuse(f"nested more than {_DEEPEST} deep")
        sign = self.take("+", "-")
        found = self.product()
        if sign == "-":
            found = Negative(found)
        while op := self.take("+", "-"):
            found = Binary(_operator(op), found, self.product())
        self.depth -= 1
        return found

    def product(self) -> Expression:
        found = self.factor(after_division=False)
        while op := self.take("*", "/"):
            found = Binary(_operator(op), found, self.factor(after_division=op == "/"))
        return found

    def factor(self, *, after_division: bool) -> Expression:
        """A power, with what a number directly before it multiplies."""
        found = self.power()
        while self.joins(found):
            if after_division:
                raise self.refuse("write 1/(2x) or 1/2*x; 1/2x has two readings and breaks")
            found = Binary("*", found, self.power())
        return found

    def joins(self, found: Expression) -> bool:
        """2x, 2(x + 1), (x + 1)(x - 2), x^2(x + 1): what multiplies without a sign."""
        token, before = self.next, self.tokens[self.at - 1]
        if token.kind == "mark" and token.text == "(":
            return before.kind == "number" or before.text == ")"
        is_factor = token.kind == "name" and token.text not in WORDS
        return is_factor and isinstance(_last(found), Number)

    def power(self) -> Expression:
        base = self.atom()
        if not self.take("^"):
            return base
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.refuse(f"nested more than {_DEEPEST} deep")
        negative = self.take("-")
        exponent = self.power()
        self.depth -= 1
        return Binary("^", base, Negative(exponent) if negative else exponent)

    def atom(self) -> Expression:
        token = self.next
        if token.kind == "number":
            self.at += 1
            return Number(_value(token.text, self), token.text)
        if token.kind == "name" and token.text not in WORDS:
            self.at += 1
            return self.named(token.text)
        if self.take("("):
            items = self.list()
            self.need(")")
            return items[0] if len(items) == 1 else Listing(items, ordered=True)
        if self.take("{"):
            items = self.list()
            self.need("}")
            return Listing(items, ordered=False)
        raise self.refuse("a number, a name or a bracket is missing")

    def named(self, name: str) -> Expression:
        if not self.take("("):
            if name in ARITY:
                raise self.refuse(f"{name!r} is a function: brackets are missing")
            return Name(name)
        arguments = self.list()
        self.need(")")
        least, most = ARITY.get(name, (1, 4))
        if not least <= len(arguments) <= most:
            raise self.refuse(f"{name!r} takes {least} to {most} values, not {len(arguments)}")
        return Call(name, arguments)


def _value(text: str, reader: Reader) -> Fraction:
    if " " in text:
        whole, part = text.split()
        top, bottom = part.split("/")
        if int(bottom) == 0:
            raise reader.refuse("a denominator is 0")
        return Fraction(whole) + Fraction(int(top), int(bottom))
    if text.endswith("%"):
        return Fraction(text[:-1]) / 100
    return Fraction(text)


def _last(found: Expression) -> Expression:
    """The rightmost atom of a product that is being put together."""
    return found.right if isinstance(found, Binary) and found.op == "*" else found


def _is_predicate(side: Expression) -> bool:
    return isinstance(side, Call) and side.function in PREDICATES


def _sign(text: str) -> Sign:
    return text  # pyright: ignore[reportReturnType]


def _operator(text: str) -> Operator:
    return text  # pyright: ignore[reportReturnType]
