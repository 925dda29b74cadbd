"""The values of each analyte over time, in one unit, with the interval that held at each moment.

Source of the reference change value: Harris and Yasaka, On the calculation of a "reference change"
for comparing two consecutive measurements (Clin Chem, 1983). The analytical variation is taken to
be half of the within-subject one, the desirable limit after Fraser.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.analytes import analyte, analytes
from apps.medical.domain.laboratory.assess import assess
from apps.medical.domain.laboratory.assessed import Assessed, Derived, Point, Trend
from apps.medical.domain.laboratory.choice import intervals
from apps.medical.domain.laboratory.derived import derived
from apps.medical.domain.laboratory.person import person_at
from apps.medical.domain.laboratory.units import as_decimal
from apps.medical.domain.record import PatientRecord
from apps.medical.domain.when import When

_Z: Final = Decimal("1.96")
_LEAST_DAYS: Final = 30
_LEAST_POINTS: Final = 3
_YEAR: Final = Fraction(36525, 100)
_NAMED: Final = {"calcium-corrected": "Calcium, corrected for albumin"} | {
    "osmolality-calculated": "Osmolality, calculated",
    "meld-3.0": "MELD 3.0",
}


def trends(record: PatientRecord) -> tuple[Trend, ...]:
    """One for each analyte with a dated value, in the order of the table; then those unknown.

    Computed figures (eGFR, anion gap, ...) are trends of their own, with inputs and formulas.
    """
    assessed = assess(record)
    known: dict[str, list[Assessed]] = defaultdict(list)
    unknown: dict[tuple[str, str], list[Assessed]] = defaultdict(list)
    for one in assessed:
        if one.observation.taken is None or one.value is None:
            continue
        if one.analyte is not None:
            known[one.analyte.id].append(one)
        else:
            unknown[(one.observation.concept.text, one.unit)].append(one)
    found = [_trend(item, known[item.id]) for item in analytes() if item.id in known]
    found += _computed(record, derived(record, assessed))
    found += [_unknown(name, unit, ones) for (name, unit), ones in unknown.items()]
    return tuple(trend for trend in found if trend.points or trend.left_out)


def reference_change(item: Analyte) -> Decimal | None:
    """As a fraction of the earlier value; None where the within-subject variation is not known."""
    if item.variation is None:
        return None
    within = item.variation / 100
    analytical = within / 2
    return Decimal(2).sqrt() * _Z * (within**2 + analytical**2).sqrt()


def _trend(item: Analyte, ones: Sequence[Assessed]) -> Trend:
    drawn = [one for one in ones if not any(trap.blocks for trap in one.traps)]
    limit = reference_change(item)
    points = _points(sorted(drawn, key=_taken), limit)
    left_out = tuple(one for one in ones if one not in drawn)
    return _summed(item, item.name, item.zh, item.unit, points, limit, left_out)


def _unknown(name: str, unit: str, ones: Sequence[Assessed]) -> Trend:
    points = _points(sorted(ones, key=_taken), None)
    return _summed(None, name, name, unit, points, None, ())


def _taken(one: Assessed) -> When:
    assert one.observation.taken is not None
    return one.observation.taken


def _points(ones: Sequence[Assessed], limit: Decimal | None) -> list[Point]:
    points: list[Point] = []
    for one in ones:
        assert one.value is not None
        before = points[-1].value if points else None
        notable = _exceeds(before, one.value, limit) and one.observation.comparator is None
        points.append(Point(_taken(one), one.value, one.flag, one.interval, one, notable))
    return points


def _exceeds(before: Decimal | None, value: Decimal, limit: Decimal | None) -> bool:
    if before is None or limit is None or before == 0:
        return False
    return abs(value - before) / abs(before) > limit


def _computed(record: PatientRecord, figures: Sequence[Derived]) -> list[Trend]:
    by_name: dict[str, list[Derived]] = defaultdict(list)
    for figure in figures:
        by_name[figure.name].append(figure)
    return [_of_figures(record, name, made) for name, made in by_name.items()]


def _of_figures(record: PatientRecord, name: str, figures: Sequence[Derived]) -> Trend:
    """A trend of computed figures, with the interval of the analyte that they stand for."""
    like = {"calcium-corrected": "calcium", "osmolality-calculated": "osmolality"}.get(name, name)
    item = None if name.startswith("meld") else analyte(like)
    points = []
    for figure in figures:
        measured = [one.own_interval for one in figure.inputs if one.analyte == item]
        bands = measured or (intervals(item, person_at(record, figure.when)) if item else ())
        band = bands[0] if len(bands) == 1 else None
        points.append(Point(figure.when, figure.value, figure.flag, band, None))
    own = item if item is not None and item.id == name else None
    shown = _NAMED.get(name) or f"{analyte(name).name}, computed"
    return _summed(own, shown, figures[0].zh, figures[0].unit, points, None, (), tuple(figures))


def _summed(
    item: Analyte | None,
    name: str,
    zh: str,
    unit: str,
    points: Sequence[Point],
    limit: Decimal | None,
    left_out: tuple[Assessed, ...],
    figures: tuple[Derived, ...] = (),
) -> Trend:
    relative = None
    if len(points) > 1 and points[0].value != 0:
        relative = (points[-1].value - points[0].value) / abs(points[0].value)
    return Trend(
        analyte=item,
        name=name,
        zh=zh,
        unit=unit,
        points=tuple(points),
        per_year=_slope(points),
        relative_change=relative,
        reference_change=limit,
        notable=bool(points) and points[-1].notable,
        left_out=left_out,
        derived=figures,
    )


def _slope(points: Sequence[Point]) -> Decimal | None:
    """Least squares over the days; exact until the last step."""
    days = [point.when.first.toordinal() for point in points]
    if len(set(days)) < _LEAST_POINTS or max(days) - min(days) < _LEAST_DAYS:
        return None
    count = len(days)
    mean_day = Fraction(sum(days), count)
    values = [Fraction(point.value) for point in points]
    mean = sum(values, Fraction(0)) / count
    spread = sum(((day - mean_day) ** 2 for day in days), Fraction(0))
    together = sum(
        ((day - mean_day) * (value - mean) for day, value in zip(days, values, strict=True)),
        Fraction(0),
    )
    return as_decimal(together / spread * _YEAR)
