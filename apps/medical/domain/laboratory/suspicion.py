"""Whether a value or an interval looks as if its unit were another one; guesses, never corrections.

Knows the analyte's usual units and intervals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.laboratory.quantity import same_scale, to_canonical, unit_of
from apps.medical.domain.laboratory.traps import shown
from apps.medical.domain.laboratory.units import Inconvertible, UnknownUnit
from apps.medical.domain.record import Observation

_FAR: Final = 5
_MISFIT: Final = Decimal("1.9")
_FIT: Final = Decimal("1.6")
"""Ratios between limits: two laboratories in one unit mostly differ by less than the first."""


def guesses(observation: Observation, analyte: Analyte, own: Sequence[Interval]) -> tuple[str, ...]:
    """What the number would be in the other usual units, or with its decimal point moved."""
    number = observation.value
    assert number is not None
    found = [
        _in_words(number, unit, value, analyte)
        for unit, value in _elsewhere(observation, analyte)
        if _usual(value, own, margin=2)
    ]
    if not found:
        found = [
            f"With the decimal point moved it would be {shown(moved)} {analyte.unit}"
            for moved in _moved(observation, analyte)
            if _usual(moved, own)
        ]
    return tuple(found[:2])


def _in_words(number: Decimal, unit: str, value: Decimal, analyte: Analyte) -> str:
    if unit == analyte.unit:
        return f"{shown(number)} would be usual in {unit}"
    printed = "as a fraction" if unit == "1" else unit
    return f"{shown(number)} {printed} would be {shown(value)} {analyte.unit}"


def looks_like_another_unit(
    observation: Observation, analyte: Analyte, value: Decimal, own: Sequence[Interval]
) -> bool:
    """Far from usual in the printed unit, usual in another one that laboratories print.

    Only where the usual interval begins above 0: below an upper limit alone nearly any number
    would be usual in some unit.
    """
    low, high = own[0].low, own[0].high
    if not low or low <= 0 or high is None or value <= 0:
        return False
    far = max(value / high, low / value) > _FAR
    return far and any(_usual(other, own) for _, other in _elsewhere(observation, analyte))


def better_unit(
    observation: Observation, analyte: Analyte, given: Interval, own: Sequence[Interval]
) -> str | None:
    """The other unit in which the laboratory's interval would fit, where in this one it does not.

    `given` is in the canonical unit. None where it may well be right.
    """
    if not own or any(_ratio(given, ours, least=True) <= _MISFIT for ours in own):
        return None
    for other in (analyte.unit, *analyte.usual_units):
        unit = unit_of(analyte, other)
        low, high = (
            None if limit is None else to_canonical(analyte, limit, unit)
            for limit in (observation.low, observation.high)
        )
        moved = Interval(low, high, analyte.unit)
        if any(_ratio(moved, ours, least=False) <= _FIT for ours in own):
            return other
    return None


def _ratio(given: Interval, ours: Interval, *, least: bool) -> Decimal:
    """How far two intervals are apart: the least or the greatest ratio of their limits."""
    ratios = [
        max(theirs / limit, limit / theirs)
        for theirs, limit in ((given.low, ours.low), (given.high, ours.high))
        if theirs is not None and limit is not None and theirs > 0 and limit > 0
    ]
    if not ratios:
        return Decimal(1)
    return min(ratios) if least else max(ratios)


def could_be(observation: Observation, analyte: Analyte, unit: str) -> bool:
    """Whether the number is possible at all in another unit."""
    number = observation.value
    assert number is not None
    assert analyte.possible is not None
    low, high = analyte.possible
    return low <= to_canonical(analyte, number, unit_of(analyte, unit)) <= high


def _usual(value: Decimal, own: Sequence[Interval], margin: int = 1) -> bool:
    for interval in own:
        low, high = interval.low, interval.high
        least = (low or (high or Decimal(0)) / 4) / margin
        if least <= value and (high is None or value <= high * margin):
            return True
    return False


def _elsewhere(observation: Observation, analyte: Analyte) -> Iterator[tuple[str, Decimal]]:
    number = observation.value
    assert number is not None
    printed = unit_of(analyte, observation.unit) if observation.unit.strip() else None
    for other in (analyte.unit, *analyte.usual_units):
        try:
            unit = unit_of(analyte, other)
        except (UnknownUnit, Inconvertible):
            continue
        if printed is None or not same_scale(analyte, unit, printed):
            yield other, to_canonical(analyte, number, unit)


def _moved(observation: Observation, analyte: Analyte) -> Iterator[Decimal]:
    number = observation.value
    assert number is not None
    unit = unit_of(analyte, observation.unit or analyte.unit)
    for power in (-1, 1, -2, 2):
        yield to_canonical(analyte, number.scaleb(power), unit)
