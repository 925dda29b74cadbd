"""All families from kindergarten to grade 5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apps.education.domain.skill import Family
from apps.education.domain.skills.elementary.family import PlannedFamily, Task
from apps.education.domain.skills.elementary.points import adding, multiplying, place_value
from apps.education.domain.skills.elementary.points import counting as count_points
from apps.education.domain.skills.elementary.points import stories as story_points
from apps.education.domain.skills.elementary.points import units as unit_points
from apps.education.domain.skills.elementary.points.plan import planned
from apps.education.domain.skills.elementary.row import Row
from apps.education.domain.skills.elementary.tasks import (
    angles,
    area,
    clock,
    comparing,
    counting,
    data,
    decimals,
    expressions,
    factors,
    facts,
    fraction_products,
    fraction_sums,
    fractions,
    measuring,
    money,
    part_stories,
    patterns,
    places,
    product_stories,
    products,
    quotients,
    rounding,
    sequences,
    shapes,
    stories,
    sums,
    units,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The plan of a family whose points all stand in its table."""

    family: str

    def __call__(self) -> Iterator[Row]:
        return planned(self.family)


def _listed(id: str, unit: str, tasks: Mapping[str, Task]) -> Family:
    return PlannedFamily(id, unit, Listed(id), tasks)


FAMILIES: tuple[Family, ...] = (
    PlannedFamily("count", "Counting", count_points.objects, counting.TASKS),
    PlannedFamily("sequence", "Counting", count_points.sequence, sequences.SEQUENCE),
    PlannedFamily("skip", "Counting", count_points.skip, sequences.SKIP),
    PlannedFamily("compare", "Comparing numbers", count_points.compare, comparing.COMPARE),
    PlannedFamily("words", "Place value", count_points.number_words, comparing.WORDS),
    PlannedFamily("place", "Place value", place_value.place, places.TASKS),
    PlannedFamily("rounding", "Rounding and estimating", place_value.rounding, rounding.ROUNDING),
    PlannedFamily("parity", "Factors and multiples", place_value.parity, rounding.PARITY),
    PlannedFamily("addition", "Addition", adding.addition, {**facts.ADDITION, **sums.ADDITION}),
    PlannedFamily(
        "subtraction", "Subtraction", adding.subtraction, {**facts.SUBTRACTION, **sums.SUBTRACTION}
    ),
    PlannedFamily("unknown", "Unknown numbers", adding.unknown, sums.UNKNOWN),
    PlannedFamily(
        "unknown_factor", "Unknown numbers", multiplying.unknown_factor, quotients.UNKNOWN
    ),
    PlannedFamily("multiply", "Multiplication", multiplying.multiply, products.TASKS),
    PlannedFamily("divide", "Division", multiplying.divide, quotients.TASKS),
    PlannedFamily("stories", "Word problems", story_points.stories, stories.TASKS),
    PlannedFamily(
        "multiply_stories", "Word problems", story_points.multiply_stories, product_stories.TASKS
    ),
    PlannedFamily("units", "Units of measure", unit_points.units, units.TASKS),
    _listed("expressions", "Expressions", expressions.TASKS),
    _listed("factors", "Factors and multiples", factors.TASKS),
    _listed("patterns", "Patterns", patterns.TASKS),
    _listed("fractions", "Fractions", fractions.TASKS),
    _listed("fraction_sums", "Adding and subtracting fractions", fraction_sums.TASKS),
    _listed("fraction_products", "Multiplying and dividing fractions", fraction_products.TASKS),
    _listed("fraction_stories", "Word problems", part_stories.FRACTIONS),
    _listed("decimals", "Decimals", decimals.TASKS),
    _listed("decimal_stories", "Word problems", part_stories.DECIMALS),
    _listed("length", "Measuring", measuring.LENGTH),
    _listed("weight", "Measuring", measuring.WEIGHT),
    _listed("time", "Time", clock.TASKS),
    _listed("money", "Money", money.TASKS),
    _listed("area", "Area and perimeter", area.AREA),
    _listed("volume", "Volume", area.VOLUME),
    _listed("angles", "Angles", angles.TASKS),
    _listed("coordinates", "Coordinates", angles.COORDINATES),
    _listed("geometry", "Shapes", shapes.TASKS),
    _listed("data", "Data", data.TASKS),
)
