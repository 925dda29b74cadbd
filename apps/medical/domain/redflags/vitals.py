"""Vital signs that a note states: blood pressure, oxygen saturation, temperature, coma scale.

Only figures beside their own name are read, in both languages, and only where physiology allows
them. Fahrenheit is turned into Celsius. A range or a target (`goal SpO2 88-92%`) is no measurement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from apps.medical.domain.source import DocumentKind, Source, SourceDocument
from apps.medical.domain.when import When

_IS: Final = r"\s{0,3}(?:is|was|of|at|为|约|:|：|=|，|,)?\s{0,3}"
_PATTERNS: Final = {
    "blood-pressure": re.compile(
        rf"(?:\bB\.?P\.?|blood pressure|血压){_IS}"
        r"(\d{2,3})\s{0,3}/\s{0,3}(\d{2,3})(?![\d/])",
        re.I,
    ),
    "spo2": re.compile(
        r"(?:SpO2|SpO₂|SaO2|O2 sat(?:uration)?s?|oxygen saturation|\bsats?|血氧饱和度|血氧)"
        rf"{_IS}(\d{{2,3}}(?:\.\d)?)\s{{0,3}}[%％](?!\s{{0,3}}[-~至])",
        re.I,
    ),
    "temperature": re.compile(
        rf"(?:\b[Tt]emp(?:erature)?\.?|\bT|体温|热峰)(?:最高)?{_IS}(\d{{2,3}}(?:\.\d{{1,2}})?)\s{{0,3}}"
        r"(?:°|℃|º|度|degrees?\s{0,3})?\s{0,3}([CF])?(?![\d/])"
    ),
    "gcs": re.compile(
        r"(?:\bGCS|Glasgow coma scale(?: score)?|格拉斯哥评分|GCS评分)"
        rf"{_IS}(\d{{1,2}})(?![\d.])",
        re.I,
    ),
}
_NO_MEASUREMENT: Final = re.compile(
    r"(?:goal|target|keep|maintain|if|return|should|less than|below|above|over|>|<|"
    r"目标|维持|保持|如|若|超过|低于|大于|小于|高于)[^.;。；\n]{0,24}$",
    re.I,
)
_POSSIBLE: Final = {
    "systolic": (40, 300),
    "diastolic": (15, 200),
    "spo2": (30, 100),
    "temperature": (25, 44),
    "gcs": (3, 15),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A value in the canonical unit of its analyte, with the words that state it."""

    analyte: str
    value: Decimal
    source: Source
    when: When | None


def _celsius(value: Decimal, unit: str | None) -> Decimal:
    fahrenheit = unit == "F" or (unit is None and 90 <= value <= 112)
    return (value - 32) * 5 / 9 if fahrenheit else value


def _values(kind: str, hit: re.Match[str]) -> Iterator[tuple[str, Decimal]]:
    if kind == "blood-pressure":
        yield "systolic", Decimal(hit[1])
        yield "diastolic", Decimal(hit[2])
    elif kind == "temperature":
        yield kind, _celsius(Decimal(hit[1]), hit[2])
    else:
        yield kind, Decimal(hit[1])


def stated_vitals(document: SourceDocument) -> Iterator[Stated]:
    """The vital signs of a note, in the order of their kinds."""
    if document.kind is not DocumentKind.NOTE:
        return
    for kind, pattern in _PATTERNS.items():
        for hit in pattern.finditer(document.text):
            if _NO_MEASUREMENT.search(document.text[max(0, hit.start() - 40) : hit.start()]):
                continue
            source = Source(document.id, hit.start(), hit.end())
            for analyte, value in _values(kind, hit):
                least, most = _POSSIBLE[analyte]
                if least <= value <= most:
                    yield Stated(analyte, value, source, document.written)
