"""A printed value in the canonical unit of its analyte, through mass, valence or master equation.

Knows what units and molar masses allow; judges nothing.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.unit_words import readings
from apps.medical.domain.laboratory.units import (
    Dimension,
    Inconvertible,
    Unit,
    as_decimal,
    parse_unit,
)

NGSP_SLOPE: Final = Fraction("0.09148")
NGSP_OFFSET: Final = Fraction("2.152")
"""NGSP % = 0.09148 x IFCC mmol/mol + 2.152 (IFCC-NGSP master equation, Hoelzel et al., 2004)."""


_PH: Final[Dimension] = (("pH", 1),)
_ENZYME_UNIT: Final = Fraction(1, 60_000_000)
"""Moles a second of one U, which is one micromole a minute."""


@lru_cache(maxsize=4096)
def unit_of(analyte: Analyte, printed: str) -> Unit:
    """The reading of a printed unit that fits the analyte.

    Raises UnknownUnit where it is no unit, Inconvertible where it is none of this analyte.
    """
    found = readings(printed)
    for unit in found:
        if _scale(analyte, unit) is not None:
            return unit
    raise Inconvertible(f"{printed.strip()!r} is no unit of {analyte.name} ({analyte.unit})")


def to_canonical(analyte: Analyte, value: Decimal, unit: Unit) -> Decimal:
    """The value in `analyte.unit`. Raises Inconvertible."""
    scale = _scale(analyte, unit)
    if scale is None:
        raise Inconvertible(f"{unit.text!r} is no unit of {analyte.name} ({analyte.unit})")
    factor, offset = scale
    if factor == 1 and not offset:
        return value
    return as_decimal(Fraction(value) * factor + offset)


def same_scale(analyte: Analyte, one: Unit, other: Unit) -> bool:
    return _scale(analyte, one) == _scale(analyte, other)


@lru_cache(maxsize=4096)
def _scale(analyte: Analyte, unit: Unit) -> tuple[Fraction, Fraction] | None:
    """`canonical = value * factor + offset`; None where the analyte has no such unit."""
    if not analyte.unit:
        return None
    wanted = parse_unit(analyte.unit)
    if analyte.id == "hba1c" and not unit.dimension and unit.factor == Fraction(1, 1000):
        return NGSP_SLOPE, NGSP_OFFSET
    if _annotated_otherwise(unit.text, analyte.unit):
        return None
    through = _through(analyte, unit, wanted.dimension)
    if through is None:
        return None
    return through / wanted.factor, (unit.offset - wanted.offset) / wanted.factor


def _annotated_otherwise(given: str, wanted: str) -> bool:
    """D-dimer units are no fibrinogen-equivalent units, though both are milligrams a litre."""
    return ("{DDU}" in given and "{FEU}" in wanted) or ("{FEU}" in given and "{DDU}" in wanted)


def _through(analyte: Analyte, unit: Unit, wanted: Dimension) -> Fraction | None:
    """The unit's factor into base units of the wanted dimension."""
    if unit.dimension == wanted or (wanted == _PH and unit.dimension == () and unit.factor == 1):
        return unit.factor
    powers = dict(unit.dimension)
    if analyte.molar_mass is not None:
        mass = Fraction(analyte.molar_mass)
        for old, new, ratio in (("g", "mol", 1 / mass), ("mol", "g", mass)):
            if old in powers and _exchanged(powers, old, new) == wanted:
                return unit.factor * ratio ** powers[old]
    if analyte.valence and "eq" in powers and _exchanged(powers, "eq", "mol") == wanted:
        return unit.factor * Fraction(1, analyte.valence) ** powers["eq"]
    return _international(unit, wanted)


def _international(unit: Unit, wanted: Dimension) -> Fraction | None:
    """Laboratories print IU for the enzyme unit U, and U for the international unit."""
    given, sought = dict(unit.dimension), dict(wanted)
    if given.get("iU") == 1 and sought == {**_without(given, "iU"), "mol": 1, "s": -1}:
        return unit.factor * _ENZYME_UNIT
    if sought.get("iU") == 1 and given == {**_without(sought, "iU"), "mol": 1, "s": -1}:
        return unit.factor / _ENZYME_UNIT
    return None


def _without(powers: dict[str, int], base: str) -> dict[str, int]:
    return {name: power for name, power in powers.items() if name != base}


def _exchanged(powers: dict[str, int], old: str, new: str) -> Dimension:
    """The dimension with one base in place of another."""
    changed = _without(powers, old)
    changed[new] = changed.get(new, 0) + powers[old]
    return tuple(sorted((base, power) for base, power in changed.items() if power))
