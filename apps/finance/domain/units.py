"""Brings printed numbers to base units: yuan, dollars, shares; percentages to fractions.

The words for units and their powers of ten are in `rag.units`; this is only the arithmetic.
"""

from __future__ import annotations

from decimal import Decimal


def in_base_units(value: Decimal, power: int) -> Decimal:
    """`value` × 10^`power`, exact, written without an exponent where it is whole."""
    moved = value.scaleb(power)
    exponent = moved.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return moved.quantize(Decimal(1))
    return moved


def fraction(percent: Decimal) -> Decimal:
    """12.5 (percent) as 0.125."""
    return percent.scaleb(-2)
