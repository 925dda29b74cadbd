"""Looks analytes up by LOINC code or by the names that laboratories print, in two languages.

A name may mean several analytes (neutrophils as a count or as a share); the unit decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from functools import cache, lru_cache

from apps.medical.domain.concept import LOINC, Concept
from apps.medical.domain.laboratory.analyte import Analyte
from apps.medical.domain.laboratory.tables import rows

_NOTED = re.compile(r"\[[^\]]*\]|--.*$|[*★▲△#]+(?=\w{2,})|^[*★▲△#\s]+")
_SPECIMEN = re.compile(
    r"\bin (serum or plasma|serum|plasma|platelet poor plasma|blood|venous blood|capillary blood)\b"
    r"|\bby (automated count|manual count|automated|calculation|coagulation assay|immunoassay"
    r"|detection limit.*|pulse oximetry|electrophoresis|creatinine.*)\b",
)
_ADDED = re.compile(r"(测定|检测|浓度|水平|定量|含量|\(定量\)|\(血清\))$")
_BEFORE = re.compile(r"^(血清|血浆|全血|静脉血|serum |plasma |blood )")
_BRACKETS = re.compile(r"\(([^()]*)\)")


@cache
def analytes() -> tuple[Analyte, ...]:
    """All of them: first those that are numbers, then those that are words."""
    return tuple(_numeric(row) for row in rows("analytes")) + tuple(
        _qualitative(row) for row in rows("qualitative")
    )


def _numeric(row: dict[str, str]) -> Analyte:
    return Analyte(
        id=row["id"],
        name=row["name"],
        zh=row["zh"],
        group=row["group"],
        specimen=row["specimen"],
        unit=row["unit"],
        loincs=tuple(row["loinc"].split()),
        synonyms=tuple(filter(None, row["synonyms"].split(";"))),
        usual_units=tuple(row["usual_units"].split()),
        molar_mass=_decimal(row["molar_mass"]),
        valence=int(row["valence"]) if row["valence"] else None,
        possible=(Decimal(row["possible_low"]), Decimal(row["possible_high"])),
        variation=_decimal(row["cv_within"]),
        source=row["source"],
    )


def _qualitative(row: dict[str, str]) -> Analyte:
    return Analyte(
        id=row["id"],
        name=row["name"],
        zh=row["zh"],
        group=row["group"],
        specimen=row["specimen"],
        unit="",
        loincs=tuple(row["loinc"].split()),
        synonyms=tuple(filter(None, row["synonyms"].split(";"))),
        usual_text=row["usual"],
        source=row["source"],
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@cache
def _by_id() -> dict[str, Analyte]:
    return {analyte.id: analyte for analyte in analytes()}


@cache
def _by_loinc() -> dict[str, Analyte]:
    return {code: analyte for analyte in analytes() for code in analyte.loincs}


@cache
def _by_name() -> dict[str, tuple[Analyte, ...]]:
    found: dict[str, list[Analyte]] = defaultdict(list)
    for analyte in analytes():
        for name in dict.fromkeys(map(_folded, (analyte.name, analyte.zh, *analyte.synonyms))):
            found[name].append(analyte)
    return {name: tuple(named) for name, named in found.items()}


def analyte(id: str) -> Analyte:
    """By our own id. Raises KeyError."""
    return _by_id()[id]


def by_loinc(code: str) -> Analyte | None:
    return _by_loinc().get(code.strip())


@lru_cache(maxsize=4096)
def by_name(name: str) -> tuple[Analyte, ...]:
    """Every analyte that the printed name may mean; none where it is not known."""
    table = _by_name()
    for form in _forms(name):
        if form in table:
            return table[form]
    return ()


def named(concept: Concept) -> tuple[Analyte, ...]:
    """By code where it has one that is known, else by its words and those of its codings."""
    code = concept.code(LOINC)
    coded = by_loinc(code) if code is not None else None
    if coded is not None:
        return (coded,)
    if code is not None and concept.text.strip() == code:
        return ()
    for text in (concept.text, *(coding.display for coding in concept.codings)):
        found = by_name(text[:200]) if text else ()
        if found:
            return found
    return ()


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("μ", "u").replace("µ", "u")
    return " ".join(text.lower().replace("haem", "hem").replace("－", "-").split())


def _forms(name: str) -> list[str]:
    """The name as it stands, then without marks, specimen, brackets and words that add nothing."""
    whole = _folded(name)
    plain = _folded(_SPECIMEN.sub("", _NOTED.sub("", whole))).strip(" :,;")
    forms = [whole, plain]
    inside = _BRACKETS.search(plain)
    if inside is not None:
        forms += [_folded(_BRACKETS.sub("", plain)), inside[1].strip()]
    forms += [_ADDED.sub("", form) for form in forms]
    forms += [_BEFORE.sub("", form).strip() for form in forms]
    return [form for form in dict.fromkeys(forms) if form]
