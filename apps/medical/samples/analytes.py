"""The measurements of the made-up charts: LOINC code, names, UCUM unit, an adult's interval.

Codes from LOINC, units from UCUM; the intervals are common ones of adult laboratories, and a chart
gives its own where the patient is a child. Not the desk's knowledge of intervals.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Analyte:
    """One row; bounds are empty where there is none."""

    key: str
    loinc: str
    english: str
    chinese: str
    unit: str
    low: str
    high: str
    category: str


@lru_cache(maxsize=1)
def analytes() -> dict[str, Analyte]:
    """All of them, by key."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as table:
        return {row["key"]: Analyte(**row) for row in csv.DictReader(table, delimiter="\t")}
