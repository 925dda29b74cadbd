"""Units of measurement: a subset of UCUM read into a factor and a dimension, and conversion.

Exact fractions inside, Decimal outside. Knows no analytes: that a milligram of glucose is some
millimole of it is not a fact about units. `mol` is a dimension of its own here, so that an amount
is never mistaken for a count.

Source: The Unified Code for Units of Measure, version 2.1 (Regenstrief Institute, 2017).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

Dimension = tuple[tuple[str, int], ...]
"""Base dimensions with their exponents, sorted; empty for a pure number."""

_DIGITS: Final = Context(prec=28)


class UnknownUnit(ValueError):
    """The text is no unit of the subset that is read here."""


class Inconvertible(ValueError):
    """The two units measure different things."""


@dataclass(frozen=True, slots=True)
class Unit:
    """`value * factor + offset` is the value in base units of `dimension`. `text` is UCUM."""

    text: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)


_PREFIXES: Final = {
    "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
    "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15,
}  # fmt: skip

_METRIC: Final[dict[str, tuple[Fraction, Dimension]]] = {
    "g": (Fraction(1), (("g", 1),)),
    "m": (Fraction(1), (("m", 1),)),
    "s": (Fraction(1), (("s", 1),)),
    "L": (Fraction(1, 1000), (("m", 3),)),
    "l": (Fraction(1, 1000), (("m", 3),)),
    "mol": (Fraction(1), (("mol", 1),)),
    "eq": (Fraction(1), (("eq", 1),)),
    "osm": (Fraction(1), (("osm", 1),)),
    "U": (Fraction(1, 60_000_000), (("mol", 1), ("s", -1))),
    "kat": (Fraction(1), (("mol", 1), ("s", -1))),
    "[iU]": (Fraction(1), (("iU", 1),)),
    "[IU]": (Fraction(1), (("iU", 1),)),
    "Pa": (Fraction(1000), (("g", 1), ("m", -1), ("s", -2))),
    "bar": (Fraction(10**8), (("g", 1), ("m", -1), ("s", -2))),
    "m[Hg]": (Fraction(133_322_000), (("g", 1), ("m", -1), ("s", -2))),
    "m[H2O]": (Fraction(9_806_650), (("g", 1), ("m", -1), ("s", -2))),
    "Hz": (Fraction(1), (("s", -1),)),
    "J": (Fraction(1000), (("g", 1), ("m", 2), ("s", -2))),
    "cal": (Fraction(4184), (("g", 1), ("m", 2), ("s", -2))),
}
_PLAIN: Final[dict[str, tuple[Fraction, Dimension]]] = {
    "%": (Fraction(1, 100), ()),
    "[pH]": (Fraction(1), (("pH", 1),)),
    "[ppm]": (Fraction(1, 10**6), ()),
    "min": (Fraction(60), (("s", 1),)),
    "h": (Fraction(3600), (("s", 1),)),
    "d": (Fraction(86_400), (("s", 1),)),
    "wk": (Fraction(604_800), (("s", 1),)),
    "mo": (Fraction(2_629_800), (("s", 1),)),
    "a": (Fraction(31_557_600), (("s", 1),)),
    "[HPF]": (Fraction(1), (("HPF", 1),)),
    "[LPF]": (Fraction(1), (("LPF", 1),)),
    "[arb'U]": (Fraction(1), (("arb", 1),)),
    "[GPL'U]": (Fraction(1), (("GPL", 1),)),
    "[MPL'U]": (Fraction(1), (("MPL", 1),)),
    "[lb_av]": (Fraction(45_359_237, 100_000), (("g", 1),)),
    "[oz_av]": (Fraction(45_359_237, 1_600_000), (("g", 1),)),
    "[in_i]": (Fraction(254, 10_000), (("m", 1),)),
    "[ft_i]": (Fraction(3048, 10_000), (("m", 1),)),
}
_TEMPERATURES: Final = {
    "K": Unit("K", Fraction(1), (("K", 1),)),
    "Cel": Unit("Cel", Fraction(1), (("K", 1),), Fraction(27_315, 100)),
    "[degF]": Unit("[degF]", Fraction(5, 9), (("K", 1),), Fraction(45_967, 180)),
}
_TOKEN: Final = re.compile(
    r"(?P<note>\{[^{}]*\})"
    r"|10[*^](?P<power>[+-]?\d{1,2})"
    r"|(?P<atom>(?:[A-Za-z]*\[[A-Za-z0-9_']+\]|[A-Za-z]+|%))(?P<exponent>[+-]?\d)?"
    r"|(?P<number>\d{1,9})"
    r"|(?P<sign>[./()])"
)


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit:
    """Read a UCUM expression, e.g. `mg/dL`, `10*9/L`, `mL/min/{1.73_m2}`, `m[iU]/L`, `Cel`.

    Raises UnknownUnit, naming the part that is not understood.
    """
    if text in _TEMPERATURES:
        return _TEMPERATURES[text]
    if len(text) > 60:
        raise UnknownUnit(f"a unit of {len(text)} characters is none; write it as UCUM")
    reading = _Reading(text)
    factor, powers = reading.expression()
    return Unit(text, factor, _sorted(powers))


class _Reading:
    """One left-to-right pass over the tokens of an expression; UCUM has no precedence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split(text)
        self._at = 0

    def _split(self, text: str) -> list[re.Match[str]]:
        tokens, at = [], 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                raise self._unknown(text[at:])
            tokens.append(token)
            at = token.end()
        if not tokens:
            raise self._unknown("nothing")
        return tokens

    def _unknown(self, part: str) -> UnknownUnit:
        return UnknownUnit(f"unit {self._text!r}: {part!r} is not understood; write it as UCUM")

    def expression(self) -> tuple[Fraction, dict[str, int]]:
        result = self._product()
        if self._at != len(self._tokens):
            raise self._unknown(self._tokens[self._at].group())
        return result

    def _next_is(self, *signs: str) -> bool:
        return self._at < len(self._tokens) and self._tokens[self._at]["sign"] in signs

    def _product(self) -> tuple[Fraction, dict[str, int]]:
        factor, powers = Fraction(1), {}
        direction = 1
        if self._next_is("/"):
            direction, self._at = -1, self._at + 1
        while True:
            part, dimension = self._component()
            factor = factor * part if direction > 0 else factor / part
            for base, exponent in dimension.items():
                powers[base] = powers.get(base, 0) + direction * exponent
            if not self._next_is(".", "/"):
                return factor, powers
            direction = -1 if self._tokens[self._at]["sign"] == "/" else 1
            self._at += 1

    def _component(self) -> tuple[Fraction, dict[str, int]]:
        if self._at == len(self._tokens):
            raise self._unknown("an end after a sign")
        token = self._tokens[self._at]
        self._at += 1
        if token["sign"] == "(":
            inner = self._product()
            if not self._next_is(")"):
                raise self._unknown("an open bracket")
            self._at += 1
            return inner
        if token["sign"]:
            raise self._unknown(token.group())
        return self._factor(token)

    def _factor(self, token: re.Match[str]) -> tuple[Fraction, dict[str, int]]:
        if token["note"]:
            return Fraction(1), {}
        if token["power"]:
            return Fraction(10) ** int(token["power"]), {}
        if token["number"]:
            if int(token["number"]) == 0:
                raise self._unknown("0")
            return Fraction(int(token["number"])), {}
        factor, dimension = self._atom(token["atom"])
        exponent = int(token["exponent"] or 1)
        if exponent == 0:
            raise self._unknown(token.group())
        if self._at < len(self._tokens) and self._tokens[self._at]["note"]:
            self._at += 1
        return factor**exponent, {base: power * exponent for base, power in dimension}

    def _atom(self, name: str) -> tuple[Fraction, Dimension]:
        known = _PLAIN.get(name) or _METRIC.get(name)
        if known is not None:
            return known
        for length in (2, 1):
            power = _PREFIXES.get(name[:length])
            if power is not None and name[length:] in _METRIC:
                factor, dimension = _METRIC[name[length:]]
                return factor * Fraction(10) ** power, dimension
        raise self._unknown(name)


def _sorted(powers: dict[str, int]) -> Dimension:
    return tuple(sorted((base, power) for base, power in powers.items() if power))


def convert(value: Decimal, given: Unit, wanted: Unit) -> Decimal:
    """The same quantity in another unit. Raises Inconvertible."""
    if given.dimension != wanted.dimension:
        raise Inconvertible(f"{given.text!r} and {wanted.text!r} measure different things")
    base = Fraction(value) * given.factor + given.offset
    return as_decimal((base - wanted.offset) / wanted.factor)


def as_decimal(fraction: Fraction) -> Decimal:
    """Exact where the decimal ends within 28 digits, else rounded half even to 28."""
    return _DIGITS.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
