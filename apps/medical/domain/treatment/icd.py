"""Places in ICD-10-CM: which codes lie below which, and how near two codes are.

Works on codes as text (`E11.2`), with the ranges of chapters and blocks of the classification
(CDC/NCHS, public domain). Knows no names; `named` looks one up where no table knows a disease.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from apps.medical.domain.text.icd import entries
from apps.medical.domain.treatment.wording import folded

_CODE = re.compile(r"[A-Z]\d[\dA-Z](\.[\dA-Z]{1,4})?")
_CHAPTERS = (
    "A00-B99 C00-D49 D50-D89 E00-E89 F01-F99 G00-G99 H00-H59 H60-H95 I00-I99 J00-J99 K00-K95 "
    "L00-L99 M00-M99 N00-N99 O00-O9A P00-P96 Q00-Q99 R00-R99 S00-T88 U00-U85 V00-Y99 Z00-Z99"
)
CHAPTERS = _CHAPTERS.split()
_BLOCKS = (
    "A00-A09 A15-A19 A20-A28 A30-A49 A50-A64 A65-A69 A70-A74 A75-A79 A80-A89 A90-A99 B00-B09 "
    "B10-B10 B15-B19 B20-B20 B25-B34 B35-B49 B50-B64 B65-B83 B85-B89 C00-C14 C15-C26 C30-C39 "
    "C40-C41 C43-C44 C45-C49 C50-C50 C51-C58 C60-C63 C64-C68 C69-C72 C73-C75 C76-C80 C81-C96 "
    "D10-D36 D37-D48 D50-D53 D55-D59 D60-D64 D65-D69 D70-D77 D80-D89 E00-E07 E08-E13 E15-E16 "
    "E20-E35 E40-E46 E50-E64 E65-E68 E70-E88 F01-F09 F10-F19 F20-F29 F30-F39 F40-F48 F50-F59 "
    "F60-F69 F70-F79 F80-F89 F90-F98 G00-G09 G10-G14 G20-G26 G30-G32 G35-G37 G40-G47 G50-G59 "
    "G60-G65 G70-G73 G80-G83 G89-G99 H00-H05 H10-H11 H15-H22 H25-H28 H30-H36 H40-H42 H43-H44 "
    "H46-H47 H49-H52 H53-H54 H60-H62 H65-H75 H80-H83 I00-I02 I05-I09 I10-I16 I20-I25 I26-I28 "
    "I30-I52 I60-I69 I70-I79 I80-I89 I95-I99 J00-J06 J09-J18 J20-J22 J30-J39 J40-J47 J60-J70 "
    "J80-J84 J85-J86 J90-J94 K00-K14 K20-K31 K35-K38 K40-K46 K50-K52 K55-K64 K65-K68 K70-K77 "
    "K80-K87 K90-K95 L00-L08 L10-L14 L20-L30 L40-L45 L49-L54 L55-L59 L60-L75 L80-L99 M00-M02 "
    "M04-M04 M05-M14 M15-M19 M20-M25 M30-M36 M40-M43 M45-M49 M50-M54 M60-M63 M65-M67 M70-M79 "
    "M80-M85 M86-M90 M91-M94 N00-N08 N10-N16 N17-N19 N20-N23 N25-N29 N30-N39 N40-N53 N60-N65 "
    "N70-N77 N80-N98 O10-O16 O20-O29 O60-O77 Q80-Q89 Q90-Q99 R00-R09 R10-R19 R50-R69 T36-T50"
)
BLOCKS = _BLOCKS.split()
_SAME_CATEGORY, _SAME_BLOCK, _SAME_CHAPTER = 0.8, 0.5, 0.12


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def within(code: str, above: str) -> bool:
    """True where `code` is `above` or lies below it; `above` may be a range like `C81-C96`."""
    if "-" in above:
        first, last = above.split("-")
        return first <= code[:3] <= last
    return code == above or code.startswith(above if "." in above else above + ".")


def any_within(codes: Collection[str], above: Collection[str]) -> bool:
    return any(within(code, top) for code in codes for top in above)


def nearness(ones: Collection[str], others: Collection[str]) -> float:
    """0 to 1: how near the nearest pair of codes lies in the classification."""
    return max((_near(one, other) for one in ones for other in others), default=0.0)


@lru_cache(maxsize=100_000)
def _near(one: str, other: str) -> float:
    if "-" in one or "-" in other:
        return _near_ranges(one, other)
    if within(one, other) or within(other, one):
        return 1.0
    if one[:3] == other[:3]:
        return _SAME_CATEGORY
    if (block := _range_of(one, BLOCKS)) and block == _range_of(other, BLOCKS):
        return _SAME_BLOCK
    chapter = _range_of(one, CHAPTERS)
    return _SAME_CHAPTER if chapter and chapter == _range_of(other, CHAPTERS) else 0.0


def _near_ranges(one: str, other: str) -> float:
    """A range is as near as the block it is, so that a group of diseases has neighbours."""
    first, second = one[:3], other[:3]
    if within(first, other) or within(second, one):
        return _SAME_BLOCK
    return min(_SAME_BLOCK, _near(first, second))


def _range_of(code: str, ranges: Sequence[str]) -> str | None:
    return next((r for r in ranges if r[:3] <= code[:3] <= r[-3:]), None)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries().values():
        for name in (entry.title, *entry.includes):
            found.setdefault(folded(name), entry.code)
    return found


@lru_cache(maxsize=1_000)
def named(name: str) -> str | None:
    """The code whose title or inclusion term is `name`. Reads the classification once."""
    return _names().get(folded(name))
