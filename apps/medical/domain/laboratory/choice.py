"""Which reference intervals and critical limits may hold for a person, from the tables."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from apps.medical.domain.differential import Reference
from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.laboratory.person import Person
from apps.medical.domain.laboratory.tables import reference, rows

_DAYS: Final = {"d": 1.0, "m": 30.4375, "y": 365.25}
_EVER: Final = 200 * 366


@dataclass(frozen=True, slots=True)
class _Rule:
    """One row of a table: whom it is for (days of life, from included) and what it says."""

    sex: str
    region: str
    first: int
    end: int
    pregnancy: str
    low: Decimal | None
    high: Decimal | None
    group: str
    reference: Reference


def intervals(analyte: Analyte, person: Person) -> tuple[Interval, ...]:
    """Every interval that may hold; several where age, sex or trimester is not known enough."""
    rules = [rule for rule in _rules("intervals")[analyte.id] if _possible(rule, person)]
    special = [rule for rule in rules if rule.pregnancy not in ("", "no")]
    chosen = special if special else [rule for rule in rules if rule.pregnancy in ("", "no")]
    limits = [rule for rule in _rules("critical")[analyte.id] if _possible(rule, person)]
    found = [_interval(analyte, rule, _matching(rule, limits)) for rule in chosen]
    return tuple(dict.fromkeys(found))


def limits_only(analyte: Analyte, person: Person) -> tuple[Interval, ...]:
    """Critical limits where there is no interval to carry them."""
    limits = [rule for rule in _rules("critical")[analyte.id] if _possible(rule, person)]
    return tuple(
        Interval(None, None, analyte.unit, rule.low, rule.high, rule.group, rule.reference)
        for rule in limits
    )


def _matching(rule: _Rule, limits: list[_Rule]) -> _Rule | None:
    """The limits for the ages of an interval; the widest where its band spans several."""
    fitting = [limit for limit in limits if limit.first < rule.end and rule.first < limit.end]
    return fitting[0] if len(fitting) == 1 else _widest(fitting)


def _widest(limits: list[_Rule]) -> _Rule | None:
    return max(limits, key=lambda limit: limit.high or Decimal(0), default=None)


def _interval(analyte: Analyte, rule: _Rule, limits: _Rule | None) -> Interval:
    return Interval(
        low=rule.low,
        high=rule.high,
        unit=analyte.unit,
        critical_low=limits.low if limits else None,
        critical_high=limits.high if limits else None,
        group=rule.group,
        reference=rule.reference,
    )


def _possible(rule: _Rule, person: Person) -> bool:
    if rule.sex and rule.sex not in person.sexes:
        return False
    if rule.region and rule.region != person.region:
        return False
    if rule.pregnancy == "no" and person.trimesters and person.sexes == ("female",):
        return False
    if rule.pregnancy in ("1", "2", "3") and int(rule.pregnancy) not in person.trimesters:
        return False
    if rule.pregnancy == "any" and not person.trimesters:
        return False
    if person.days is None:
        return True
    least, most = person.days
    return least < rule.end and rule.first <= most


@cache
def _rules(table: str) -> dict[str, tuple[_Rule, ...]]:
    found: dict[str, list[_Rule]] = defaultdict(list)
    for row in rows(table):
        found[row["analyte"]].append(_rule(row))
    return defaultdict(tuple, {id: tuple(rules) for id, rules in found.items()})


def _rule(row: dict[str, str]) -> _Rule:
    return _Rule(
        sex=row.get("sex", ""),
        region=row.get("region", ""),
        first=_days(row["from"], 0),
        end=_days(row["to"], _EVER),
        pregnancy=row.get("pregnancy", ""),
        low=Decimal(row["low"]) if row["low"] else None,
        high=Decimal(row["high"]) if row["high"] else None,
        group=_group(row),
        reference=reference(row["source"], row["note"]),
    )


def _days(text: str, otherwise: int) -> int:
    """Days of life by which an age is surely reached: 18y is 6574, on every eighteenth birthday."""
    return math.floor(int(text[:-1]) * _DAYS[text[-1]]) if text else otherwise


def _group(row: dict[str, str]) -> str:
    """Whom a row is for, in the table's own short words."""
    pregnancy = row.get("pregnancy", "")
    stages = {"any": "pregnant", "1": "trimester 1", "2": "trimester 2", "3": "trimester 3"}
    ages = f"{row['from']} to {row['to']}" if row["to"] else f"from {row['from']}"
    return ", ".join(filter(None, (row.get("sex", ""), ages, stages.get(pregnancy, ""))))
