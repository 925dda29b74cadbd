"""Finds Chinese mentions of findings with a lexicon of our own; no Chinese HPO is packaged.

Longest match from left to right; a name is skipped where the characters beside it make another
word of it (guards.tsv). English terms within the Chinese text are read as English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from apps.medical.domain.text import mentions_en
from apps.medical.domain.text.mention import Codes, Mention
from apps.medical.domain.text.tables import rows_of

_BORDER = re.compile(r"(?<=[0-9A-Za-z])(?=[\u4e00-\u9fff])")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 '\-]*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`codes` by wording; `lengths` of the wordings that begin with a character, longest first."""

    codes: dict[str, Codes]
    lengths: dict[str, tuple[int, ...]]


@cache
def lexicon() -> Lexicon:
    """Our Chinese terms."""
    codes = {
        spelling: Codes(row["hpo"] or None, row["icd10"] or None)
        for row in rows_of("lexicon_zh.tsv")
        for wording in row["wordings"].split("|")
        for spelling in (wording, _BORDER.sub(" ", wording))
    }
    lengths: dict[str, set[int]] = {}
    for wording in codes:
        lengths.setdefault(wording[0], set()).add(len(wording))
    longest = {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}
    return Lexicon(codes, longest)


@cache
def _guards() -> dict[str, re.Pattern[str]]:
    """For a wording, the surroundings (`before<>behind`) in which it means something else."""
    return {row["wording"]: re.compile(row["unless"]) for row in rows_of("guards_zh.tsv")}


def _means_it(text: str, start: int, end: int) -> bool:
    around = f"{text[max(0, start - 6) : start]}<>{text[end : end + 6]}"
    guards = (_guards().get(text[start:end]), _guards()["*"])
    return not any(guard is not None and guard.search(around) for guard in guards)


def mentions_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Mentions in `text[start:end]`, in order and without overlap."""
    end = len(text) if end is None else end
    yield from sorted([*_chinese(text, start, end), *_latin(text, start, end)], key=_by_start)


def _by_start(mention: Mention) -> int:
    return mention.start


def _longest(text: str, i: int, end: int, known: Lexicon) -> int:
    """The length of the longest wording at `i`; 0 where there is none."""
    for length in known.lengths.get(text[i], ()):
        if i + length <= end and text[i : i + length] in known.codes:
            return length
    return 0


def _chinese(text: str, start: int, end: int) -> Iterator[Mention]:
    known, i = lexicon(), start
    while i < end:
        length = _longest(text, i, end, known)
        if length and _means_it(text, i, i + length):
            codes = known.codes[text[i : i + length]]
            yield Mention(i, i + length, codes.hpo, codes.icd10)
        i += length or 1


def _latin(text: str, start: int, end: int) -> Iterator[Mention]:
    for hit in _LATIN.finditer(text, start, end):
        yield from mentions_en.mentions_in(text, hit.start(), hit.end())
