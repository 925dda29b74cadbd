"""Rows of `phenotype.hpoa`: which disease has which term, how often, and who says so.

Format: https://obophenotype.github.io/human-phenotype-ontology/annotations/phenotype_hpoa/
Knows the file, not what to make of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = (
    "database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "onset",
    "frequency", "sex", "modifier", "aspect", "biocuration",
)  # fmt: skip

CATEGORIES: Final = {
    "HP:0040280": (1.0, "obligate (100%)"),
    "HP:0040281": (0.895, "very frequent (80-99%)"),
    "HP:0040282": (0.545, "frequent (30-79%)"),
    "HP:0040283": (0.17, "occasional (5-29%)"),
    "HP:0040284": (0.025, "very rare (1-4%)"),
    "HP:0040285": (0.0, "excluded (0%)"),
}
"""Middle of each category's range, as a share, and its name."""

CATEGORY_PATIENTS: Final = 10.0
"""A category without counts weighs as many patients as a small series."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """`having` of `patients`; None where the file gives no frequency. `words` as to be shown."""

    having: float
    patients: float
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    disease: str
    name: str
    term: str
    reference: str
    evidence: str
    frequency: Frequency | None
    onset: str
    sex: str
    aspect: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Annotations:
    version: str
    rows: tuple[Row, ...]


def read_annotations(text: str) -> Annotations:
    """Every row of the file. Raises ValueError naming the line that does not fit the format."""
    version, header, rows = "", False, []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#"):
            if line.startswith("#version:"):
                version = line.partition(":")[2].strip()
            continue
        if not header:
            header = _is_header(line, number)
            continue
        if line:
            rows.append(_row(line, number))
    return Annotations(version, tuple(rows))


def _is_header(line: str, number: int) -> bool:
    if tuple(line.split("\t")) != COLUMNS:
        raise ValueError(f"line {number}: not the header of phenotype.hpoa: {line[:80]!r}")
    return True


def _row(line: str, number: int) -> Row:
    parts = line.split("\t")
    if len(parts) != len(COLUMNS):
        raise ValueError(f"line {number}: {len(parts)} fields where {len(COLUMNS)} belong")
    disease, name, qualifier, term, reference, evidence, onset, often, sex, _, aspect, _ = parts
    return Row(
        disease, name, term, reference, evidence, frequency_of(often), onset, sex.upper(), aspect,
        qualifier == "NOT",
    )  # fmt: skip


_COUNTS = re.compile(r"(\d+)\s*/\s*(\d+)")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")


def frequency_of(text: str) -> Frequency | None:
    """`7/9`, `45%` or a category of HP:0040279; None where empty or of another form."""
    if found := _COUNTS.fullmatch(text):
        having, patients = float(found[1]), float(found[2])
        if patients == 0 or having > patients:
            return None
        return Frequency(having, patients, f"{found[1]}/{found[2]} patients")
    if found := _SHARE.fullmatch(text):
        share = min(float(found[1]) / 100, 1.0)
        return Frequency(share * CATEGORY_PATIENTS, CATEGORY_PATIENTS, f"{found[1]}% of patients")
    if text in CATEGORIES:
        share, words = CATEGORIES[text]
        return Frequency(share * CATEGORY_PATIENTS, CATEGORY_PATIENTS, words)
    return None
