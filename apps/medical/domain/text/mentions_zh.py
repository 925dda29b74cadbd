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
from apps.medical.domain.text.mentions_en import Codes, Mention
from apps.medical.domain.text.tables import rows_of

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9 '\-]*")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`codes` by wording; `pattern` finds the longest wording at each place."""

    codes: dict[str, Codes]
    pattern: re.Pattern[str]


def _tree(wordings: list[str]) -> str:
    """A pattern that tries the wordings by their first character, longest first."""
    by_first: dict[str, list[str]] = {}
    for wording in sorted(wordings, key=len, reverse=True):
        by_first.setdefault(wording[0], []).append(wording[1:])
    groups = (
        f"{re.escape(first)}(?:{'|'.join(map(re.escape, rests))})"
        for first, rests in by_first.items()
    )
    return "|".join(groups)


@cache
def lexicon() -> Lexicon:
    """Our Chinese terms."""
    codes = {
        wording: Codes(row["hpo"] or None, row["icd10"] or None)
        for row in rows_of("lexicon_zh.tsv")
        for wording in row["wordings"].split("|")
    }
    return Lexicon(codes, re.compile(_tree(list(codes))))


@cache
def _guards() -> dict[str, re.Pattern[str]]:
    """For a wording, the surroundings (`before<>behind`) in which it means something else."""
    return {row["wording"]: re.compile(row["unless"]) for row in rows_of("guards_zh.tsv")}


def _means_it(text: str, start: int, end: int) -> bool:
    guard = _guards().get(text[start:end])
    return (
        guard is None
        or guard.search(f"{text[max(0, start - 6) : start]}<>{text[end : end + 6]}") is None
    )


def mentions_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Mentions in `text[start:end]`, in order and without overlap."""
    end = len(text) if end is None else end
    yield from sorted([*_chinese(text, start, end), *_latin(text, start, end)], key=_by_start)


def _by_start(mention: Mention) -> int:
    return mention.start


def _chinese(text: str, start: int, end: int) -> Iterator[Mention]:
    known = lexicon()
    for hit in known.pattern.finditer(text, start, end):
        if _means_it(text, hit.start(), hit.end()):
            codes = known.codes[hit[0]]
            yield Mention(hit.start(), hit.end(), codes.hpo, codes.icd10)


def _latin(text: str, start: int, end: int) -> Iterator[Mention]:
    for hit in _LATIN.finditer(text, start, end):
        yield from mentions_en.mentions_in(text, hit.start(), hit.end())
