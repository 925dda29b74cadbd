"""Names that were surely found once, wherever else they stand in the same text.

A second mention often has no context at all; a surname after a title names the same person later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.tokens import lists_of

_SURE: Final = 0.78
"""What titles, labels and lists make certain; the tagger alone scores less."""
_SCORE: Final = 0.51
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER: Final = frozenset(
    ("ordinary", "eponym", "country", "state", "title", "after_name", "street")
)


def repeated(found: Iterable[Found], text: str) -> Iterator[Found]:
    """Further places of the names in `found`; some of them are in it already."""
    telling: set[str] = set()
    for one in found:
        if one.entity is Entity.PERSON:
            said = text[one.start : one.end]
            telling.update(
                _chinese(said, one.score) if _HAN.search(said) else _latin(said, one.score)
            )
    if not telling:
        return
    either = "|".join(sorted(map(re.escape, telling), key=lambda word: (-len(word), word)))
    for at in re.finditer(either, text):
        if _HAN.match(at[0]) or not _inside(text, *at.span()):
            yield Found(Entity.PERSON, *at.span(), _SCORE, "repeated")


def _chinese(said: str, score: float) -> Iterator[str]:
    name = "".join(_HAN.findall(said))
    common = any(name.startswith(word) for word in words("names_zh", "common"))
    if len(name) in (3, 4) or (len(name) == 2 and score >= _SURE and not common):
        yield name


def _latin(said: str, score: float) -> Iterator[str]:
    for word in _WORD.findall(said):
        kinds = lists_of(word)
        named = score >= _SURE or "given" in kinds or "surname" in kinds
        if len(word) >= 4 and word[0].isupper() and named and not _OTHER.intersection(kinds):
            yield word


def _inside(text: str, start: int, end: int) -> bool:
    """Whether it is part of a longer word."""
    return (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
