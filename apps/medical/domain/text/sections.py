"""The sections of a note by their headings, in English and Chinese.

A heading is one of the wordings of headings.tsv before a colon, alone on its line or in brackets.
A line in capitals before a colon that is no known heading ends a family or past history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text.tables import rows_of


class SectionKind(StrEnum):
    COMPLAINT = "complaint"
    HISTORY = "history"
    PAST = "past"
    FAMILY = "family"
    SOCIAL = "social"
    MEDICATIONS = "medications"
    ALLERGIES = "allergies"
    REVIEW = "review"
    EXAM = "exam"
    INVESTIGATION = "investigation"
    INDICATION = "indication"
    COMPARISON = "comparison"
    ASSESSMENT = "assessment"
    DIFFERENTIAL = "differential"
    PLAN = "plan"
    INSTRUCTIONS = "instructions"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """Characters `[start, end)`, of which `[start, body)` are the heading, if it has one."""

    kind: SectionKind
    start: int
    body: int
    end: int


@cache
def _kinds(language: TextLanguage) -> dict[str, SectionKind]:
    return {
        wording: SectionKind(row["kind"])
        for row in rows_of("headings.tsv")
        if row["language"] == language
        for wording in row["wordings"].split("|")
    }


@cache
def _heading(language: TextLanguage) -> re.Pattern[str]:
    wordings = sorted(_kinds(language), key=len, reverse=True)
    known = "|".join(re.escape(wording) for wording in wordings)
    if language == "en":
        return re.compile(
            r"(?P<lead>^[ \t]*(?:\d+[.)][ \t]*|[#*]+[ \t]*)?"
            r"|(?<=[.;:!?][ \t])[ \t]*|(?<=[ \t][ \t])|(?<=[>_]))"
            rf"(?:\**(?P<known>(?i:{known}))\**(?:[ \t]*:|\**[ \t]*$)"
            r"|(?P<other>[A-Z][A-Z /&,()-]{3,40}):)",
            re.M,
        )
    return re.compile(
        rf"(?P<lead>^[ \t]*(?:(?:\d+|[一二三四五六七八九十]+)[.、)）][ \t]*)?|(?<=[。；;！？\s]))"
        rf"(?:[【\[［](?P<boxed>{known})[】\]］][ \t]*[:：]?"
        rf"|(?P<known>{known})(?:[ \t]*[:：]|[ \t]*$)"
        r"|(?P<other>[\u4e00-\u9fff]{2,6}史)[:：])",
        re.M,
    )


def _headings(text: str, language: TextLanguage) -> Iterator[tuple[SectionKind, int, int]]:
    kinds = _kinds(language)
    for hit in _heading(language).finditer(text):
        groups = hit.groupdict()
        wording = groups["known"] or groups.get("boxed")
        kind = kinds[wording.lower()] if wording else SectionKind.OTHER
        inline = hit["lead"] == "" and hit.start() > 0 and text[hit.start() - 1] != "\n"
        if inline and wording and language == "en" and wording[0].islower():
            continue
        yield kind, hit.end("lead"), hit.end()


def sections_of(text: str, language: TextLanguage) -> tuple[Section, ...]:
    """Sections in order, together covering the text; the first may have no heading."""
    marks = [(SectionKind.OTHER, 0, 0), *_headings(text, language)]
    ends = [start for _, start, _ in marks[1:]] + [len(text)]
    found: list[Section] = []
    for (kind, start, body), end in zip(marks, ends, strict=True):
        under = found[-1].kind if found else SectionKind.OTHER
        if kind is SectionKind.OTHER and under in (SectionKind.EXAM, SectionKind.REVIEW):
            kind = under
        if end > start:
            found.append(Section(kind, start, body, end))
    return tuple(found)
