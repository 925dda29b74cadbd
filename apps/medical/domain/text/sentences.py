"""Sentences of clinical text: numbered lists, abbreviations, hard-wrapped and run-on lines.

Offsets stay those of the text. Clauses within a sentence are the assertion's own concern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text.tables import words_of_class

Span = tuple[int, int]

_ABBREVIATIONS: Final = words_of_class("abbreviation")
_ENGLISH_END: Final = re.compile(
    r"(?<![.!?])[.!?]++[\"')\]]*+(?=\s|$)"
    r"|(?<=[a-z)])\.(?=[A-Z][a-z])"
    r"|\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*•·>#]|\(?\d{1,2}[.)]|[A-Za-z][.)])\s)"
    r"|\n(?=[ \t]*[A-Z][^\n:]{0,40}:)|[;\n](?=[ \t]*$)"
    r"|(?<=\s)(?=\d{1,2}[.)][ \t]+[A-Z])"
)
_CHINESE_END: Final = re.compile(
    r"[。！!]|[；;]|\n|(?<![0-9A-Za-z])\.(?=\s|$)|[?？](?![）)])|(?<=[\s：:])(?=\d{1,2}[.、．](?!\d))"
)


def _closes(text: str, hit: re.Match[str], start: int) -> bool:
    """Whether a match of the English pattern ends a sentence."""
    mark = hit[0]
    if mark.startswith("\n") or mark in ("", ";"):
        return True
    if not mark.startswith("."):
        return True
    before = text[max(start, hit.start() - 12) : hit.start()].split()
    word = before[-1].lower().lstrip("([\"'") if before else ""
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i"):
        return False
    after = text[hit.end() : hit.end() + 40].lstrip()
    if word.isdigit() and len(word) <= 2 and text[start : hit.start()].strip() == word:
        return False
    return not (after and after[0].islower() and text[hit.end() : hit.end() + 1] == " ")


def _english(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for hit in _ENGLISH_END.finditer(text, start, end):
        if hit.end() > begin and _closes(text, hit, begin):
            yield begin, hit.end()
            begin = hit.end()
    yield begin, end


def _chinese(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for hit in _CHINESE_END.finditer(text, start, end):
        yield begin, hit.end()
        begin = hit.end()
    yield begin, end


def sentences_of(
    text: str, language: TextLanguage, start: int = 0, end: int | None = None
) -> Iterator[Span]:
    """Spans of the sentences of `text[start:end]` in order, without the blanks around them."""
    split = _english if language == "en" else _chinese
    for first, last in split(text, start, len(text) if end is None else end):
        words = text[first:last]
        if words.strip():
            yield first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip())
