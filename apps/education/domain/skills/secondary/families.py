"""All families from grade 6 to algebra."""

from __future__ import annotations

from types import ModuleType

from apps.education.domain.skills.secondary import (
    algebra,
    chance,
    equations,
    expressions,
    functions,
    lines,
    measures,
    percents,
    plane_geometry,
    powers,
    rates,
    ratios,
    shapes,
    signed,
    systems,
    whole_and_decimal,
)
from apps.education.domain.skills.secondary.family import Bank

_MODULES: tuple[ModuleType, ...] = (
    ratios,
    rates,
    percents,
    whole_and_decimal,
    signed,
    powers,
    expressions,
    equations,
    systems,
    lines,
    plane_geometry,
    shapes,
    measures,
    algebra,
    functions,
    chance,
)

FAMILIES: tuple[Bank, ...] = tuple(
    bank for module in _MODULES for bank in vars(module).values() if isinstance(bank, Bank)
)
