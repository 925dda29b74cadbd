"""Figures computed from several values of one sampling: each with its formula and its inputs.

Computed only where every input was taken on the same day, is judged plausible, and the person's
age and sex are known as far as the formula needs. Decimal arithmetic throughout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from apps.medical.domain.differential import Reference
from apps.medical.domain.laboratory.analytes import analyte
from apps.medical.domain.laboratory.assessed import Assessed, Derived, Flag
from apps.medical.domain.laboratory.choice import intervals
from apps.medical.domain.laboratory.interval import Interval
from apps.medical.domain.laboratory.judge import flag_of
from apps.medical.domain.laboratory.person import person_at
from apps.medical.domain.record import PatientRecord, Verification
from apps.medical.domain.when import When, age_in_years

Inputs = Mapping[str, Assessed]

CKD_EPI: Final = Reference(
    "Inker et al., New creatinine- and cystatin C-based equations to estimate GFR without race "
    "(N Engl J Med, 2021)",
    "https://doi.org/10.1056/NEJMoa2102953",
)
SCHWARTZ: Final = Reference(
    "Schwartz et al., New equations to estimate GFR in children with CKD (J Am Soc Nephrol, 2009)",
    "https://doi.org/10.1681/ASN.2008030287",
)
_ANION_GAP: Final = Reference(
    "Figge et al., Anion gap and hypoalbuminemia (Crit Care Med, 1998), for the albumin correction"
)
_PAYNE: Final = Reference("Payne et al., Interpretation of serum calcium (BMJ, 1973)")
_MELD: Final = Reference(
    "Kim et al., MELD 3.0: the Model for End-stage Liver Disease updated (Gastroenterology, 2021)",
    "https://doi.org/10.1053/j.gastro.2021.08.050",
)
_OSMOLALITY: Final = Reference("Commonly used textbook formula")
_CIRRHOSIS: Final = re.compile(
    r"cirrho|liver failure|hepatic failure|end-stage liver|肝硬化|肝衰竭|肝功能衰竭", re.IGNORECASE
)
_MICROMOLE_CREATININE: Final = Decimal("88.4")
"""umol/L in one mg/dL of creatinine, as the equations were published with it."""
_MICROMOLE_BILIRUBIN: Final = Decimal("17.1")
_HEIGHT_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class _Day:
    """What a formula may use: the record, the moment, and one value of each analyte of that day."""

    record: PatientRecord
    when: When
    values: Inputs
    heights: Sequence[Assessed]

    def age(self) -> int | None:
        birth = self.record.identity.birth
        return None if birth is None else age_in_years(birth, self.when)

    def number(self, id: str) -> Decimal:
        value = self.values[id].value
        assert value is not None
        return value

    def has(self, *ids: str) -> bool:
        return all(id in self.values for id in ids)


def derived(record: PatientRecord, assessed: Sequence[Assessed]) -> tuple[Derived, ...]:
    """Every figure that the record's values allow, oldest first."""
    heights = [one for one in assessed if _usable(one) and one.analyte == analyte("height")]
    found: list[Derived] = []
    for values in _by_day(assessed):
        when = max(one.observation.taken for one in values.values() if one.observation.taken)
        day = _Day(record, when, values, heights)
        results = (formula(day) for formula in _FORMULAS)
        found += [result for result in results if result is not None]
    return tuple(found)


def _usable(one: Assessed) -> bool:
    observation = one.observation
    blocked = any(trap.blocks for trap in one.traps)
    return one.value is not None and not blocked and observation.comparator is None


def _by_day(assessed: Sequence[Assessed]) -> list[dict[str, Assessed]]:
    """The values of each day by analyte; the last of the day where there are several."""
    days: dict[date, dict[str, Assessed]] = defaultdict(dict)
    usable = [one for one in assessed if _usable(one) and one.analyte and one.observation.taken]
    for one in sorted(usable, key=_taken):
        assert one.analyte is not None
        days[_taken(one).first][one.analyte.id] = one
    return [days[day] for day in sorted(days) if _exact(days[day])]


def _taken(one: Assessed) -> When:
    assert one.observation.taken is not None
    return one.observation.taken


def _exact(values: Inputs) -> bool:
    """Only a day that is known as a day: two values of one year are not of one sampling."""
    return all(_taken(one).first == _taken(one).last for one in values.values())


def _rounded(value: Decimal, places: int = 0) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _flag(day: _Day, id: str, value: Decimal) -> Flag:
    """By the interval that the measured value of that day is judged by, else by ours."""
    measured = day.values.get(id)
    if measured is not None and measured.own_interval is not None:
        bands: tuple[Interval, ...] = (measured.own_interval,)
    else:
        bands = intervals(analyte(id), person_at(day.record, day.when))
    flags: list[Flag | None] = [flag_of(value, None, band, converted=False) for band in bands]
    return (flags[0] or "") if len(set(flags)) == 1 else ""


def _egfr(day: _Day) -> Derived | None:
    age, sex = day.age(), day.record.identity.sex
    if not day.has("creatinine") or age is None:
        return None
    if age < 18:
        return _schwartz(day, age)
    if sex not in ("female", "male"):
        return None
    female = sex == "female"
    kappa, alpha = ("0.7", "-0.241") if female else ("0.9", "-0.302")
    milligrams = day.number("creatinine") / _MICROMOLE_CREATININE
    ratio = milligrams / Decimal(kappa)
    value = (
        142 * min(ratio, Decimal(1)) ** Decimal(alpha) * max(ratio, Decimal(1)) ** Decimal("-1.2")
    )
    value *= Decimal("0.9938") ** age * (Decimal("1.012") if female else 1)
    result = _rounded(value)
    caution = "Not valid in pregnancy, in dialysis, or while creatinine changes from day to day."
    formula = (
        f"142 x min(Scr/{kappa}, 1)^{alpha} x max(Scr/{kappa}, 1)^-1.200 x 0.9938^{age}"
        f"{' x 1.012' if female else ''}; Scr = {_rounded(milligrams, 2)} mg/dL (CKD-EPI 2021)"
    )
    return Derived(
        "egfr",
        "估算肾小球滤过率",
        result,
        "mL/min/{1.73_m2}",
        day.when,
        formula,
        (day.values["creatinine"],),
        CKD_EPI,
        _flag(day, "egfr", result),
        caution,
    )


def _schwartz(day: _Day, age: int) -> Derived | None:
    if age < 1:
        return None
    before = [
        one
        for one in day.heights
        if one.observation.taken and 0 <= (day.when.first - _taken(one).first).days <= _HEIGHT_DAYS
    ]
    if not before:
        return None
    height = max(before, key=_taken)
    assert height.value is not None
    milligrams = day.number("creatinine") / _MICROMOLE_CREATININE
    if milligrams <= 0:
        return None
    old = (day.when.first - _taken(height).first).days
    return Derived(
        "egfr",
        "估算肾小球滤过率",
        _rounded(Decimal("0.413") * height.value / milligrams),
        "mL/min/{1.73_m2}",
        day.when,
        f"0.413 x {height.value} cm / {_rounded(milligrams, 2)} mg/dL (bedside Schwartz)",
        (day.values["creatinine"], height),
        SCHWARTZ,
        caution=f"The height was measured {old} days before." if old > 30 else "",
    )


def _anion_gap(day: _Day) -> Derived | None:
    if not day.has("sodium", "chloride", "bicarbonate"):
        return None
    inputs = [day.values[id] for id in ("sodium", "chloride", "bicarbonate")]
    value = day.number("sodium") - day.number("chloride") - day.number("bicarbonate")
    formula = "Na - Cl - HCO3"
    if day.has("albumin"):
        value += Decimal("0.25") * (40 - day.number("albumin"))
        inputs.append(day.values["albumin"])
        formula += " + 0.25 x (40 - albumin in g/L)"
    result = _rounded(value, 1)
    return Derived(
        "anion-gap",
        "阴离子间隙",
        result,
        "mmol/L",
        day.when,
        formula,
        tuple(inputs),
        _ANION_GAP,
        _flag(day, "anion-gap", result),
        "" if day.has("albumin") else "Not corrected for albumin: none was measured that day.",
    )


def _corrected_calcium(day: _Day) -> Derived | None:
    if not day.has("calcium", "albumin"):
        return None
    value = day.number("calcium") + Decimal("0.02") * (40 - day.number("albumin"))
    result = _rounded(value, 2)
    return Derived(
        "calcium-corrected",
        "校正钙",
        result,
        "mmol/L",
        day.when,
        "Ca + 0.02 x (40 - albumin in g/L)",
        (day.values["calcium"], day.values["albumin"]),
        _PAYNE,
        _flag(day, "calcium", result),
        "Ionised calcium is better where it was measured.",
    )


def _osmolality(day: _Day) -> Derived | None:
    urea = "urea" if day.has("urea") else "urea-nitrogen"
    sugar = "glucose" if day.has("glucose") else "glucose-fasting"
    if not day.has("sodium", urea, sugar):
        return None
    value = _rounded(2 * day.number("sodium") + day.number(sugar) + day.number(urea))
    return Derived(
        "osmolality-calculated",
        "计算渗透压",
        value,
        "mosm/kg",
        day.when,
        "2 x Na + glucose + urea, all in mmol/L",
        tuple(day.values[id] for id in ("sodium", sugar, urea)),
        _OSMOLALITY,
        _flag(day, "osmolality", value),
    )


def _meld(day: _Day) -> Derived | None:
    """MELD 3.0, only where the record names cirrhosis or liver failure."""
    needed = ("bilirubin-total", "sodium", "inr", "creatinine", "albumin")
    age = day.age()
    sex = day.record.identity.sex
    if not day.has(*needed) or age is None or age < 12 or sex not in ("female", "male"):
        return None
    if not any(
        _CIRRHOSIS.search(problem.concept.text) and problem.verification is not Verification.REFUTED
        for problem in day.record.problems
    ):
        return None
    bilirubin = max(day.number("bilirubin-total") / _MICROMOLE_BILIRUBIN, Decimal(1)).ln()
    inr = max(day.number("inr"), Decimal(1)).ln()
    milligrams = day.number("creatinine") / _MICROMOLE_CREATININE
    creatinine = min(max(milligrams, Decimal(1)), Decimal(3)).ln()
    sodium = 137 - min(max(day.number("sodium"), Decimal(125)), Decimal(137))
    grams = day.number("albumin") / 10
    albumin = Decimal("3.5") - min(max(grams, Decimal("1.5")), Decimal("3.5"))
    score = (
        (Decimal("1.33") if sex == "female" else Decimal(0))
        + Decimal("4.56") * bilirubin
        + Decimal("0.82") * sodium
        - Decimal("0.24") * sodium * bilirubin
        + Decimal("9.09") * inr
        + Decimal("11.14") * creatinine
        + Decimal("1.85") * albumin
        - Decimal("1.83") * albumin * creatinine
        + 6
    )
    return Derived(
        "meld-3.0",
        "MELD 3.0 评分",
        min(_rounded(score), Decimal(40)),
        "1",
        day.when,
        "1.33 (women) + 4.56 ln(bilirubin) + 0.82 (137 - Na) - 0.24 (137 - Na) ln(bilirubin) "
        "+ 9.09 ln(INR) + 11.14 ln(creatinine) + 1.85 (3.5 - albumin) "
        "- 1.83 (3.5 - albumin) ln(creatinine) + 6; mg/dL and g/dL, bounded as published",
        tuple(day.values[id] for id in needed),
        _MELD,
        caution="Creatinine counts as 3.0 mg/dL for who is on dialysis; that is not known here.",
    )


_FORMULAS: Final[tuple[Callable[[_Day], Derived | None], ...]] = (
    _egfr,
    _anion_gap,
    _corrected_calcium,
    _osmolality,
    _meld,
)
