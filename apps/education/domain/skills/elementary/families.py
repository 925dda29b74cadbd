"""All families from kindergarten to grade 5."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from apps.education.domain.skill import Family
from apps.education.domain.skills.elementary.family import PlannedFamily
from apps.education.domain.skills.elementary.points import (
    adding,
    counting,
    multiplying,
    place_value,
    stories,
    units,
)
from apps.education.domain.skills.elementary.points.plan import planned
from apps.education.domain.skills.elementary.row import Row


def _listed(id: str) -> Callable[[], Iterator[Row]]:
    return partial(planned, id)


_PLANS: tuple[tuple[str, str, Callable[[], Iterator[Row]]], ...] = (
    ("count", "Counting", counting.objects),
    ("sequence", "Counting", counting.sequence),
    ("skip", "Counting", counting.skip),
    ("compare", "Comparing numbers", counting.compare),
    ("words", "Place value", counting.number_words),
    ("place", "Place value", place_value.place),
    ("rounding", "Rounding and estimating", place_value.rounding),
    ("parity", "Factors and multiples", place_value.parity),
    ("addition", "Addition", adding.addition),
    ("subtraction", "Subtraction", adding.subtraction),
    ("unknown", "Unknown numbers", adding.unknown),
    ("unknown_factor", "Unknown numbers", multiplying.unknown_factor),
    ("multiply", "Multiplication", multiplying.multiply),
    ("divide", "Division", multiplying.divide),
    ("expressions", "Expressions", _listed("expressions")),
    ("factors", "Factors and multiples", _listed("factors")),
    ("patterns", "Patterns", _listed("patterns")),
    ("stories", "Word problems", stories.stories),
    ("multiply_stories", "Word problems", stories.multiply_stories),
    ("fractions", "Fractions", _listed("fractions")),
    ("fraction_sums", "Adding and subtracting fractions", _listed("fraction_sums")),
    ("fraction_products", "Multiplying and dividing fractions", _listed("fraction_products")),
    ("fraction_stories", "Word problems", _listed("fraction_stories")),
    ("decimals", "Decimals", _listed("decimals")),
    ("decimal_stories", "Word problems", _listed("decimal_stories")),
    ("length", "Measuring", _listed("length")),
    ("weight", "Measuring", _listed("weight")),
    ("units", "Units of measure", units.units),
    ("time", "Time", _listed("time")),
    ("money", "Money", _listed("money")),
    ("area", "Area and perimeter", _listed("area")),
    ("volume", "Volume", _listed("volume")),
    ("angles", "Angles", _listed("angles")),
    ("coordinates", "Coordinates", _listed("coordinates")),
    ("geometry", "Shapes", _listed("geometry")),
    ("data", "Data", _listed("data")),
)

FAMILIES: tuple[Family, ...] = tuple(PlannedFamily(id, unit, plan, {}) for id, unit, plan in _PLANS)
