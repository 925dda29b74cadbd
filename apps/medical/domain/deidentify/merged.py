"""Settles overlaps between what recognisers found: the better one keeps its span whole.

What is left over of the other is kept, save for crumbs: what one recogniser called identifying does
not survive because another one named its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found

_NUMBERS = (Entity.PHONE, Entity.ACCOUNT_NUMBER, Entity.POSTCODE)


def merged(found: Iterable[Found], text: str) -> list[Found]:
    """Without overlaps, in order, trimmed of spaces and closing punctuation."""
    taken: list[tuple[int, int, int]] = []
    kept: list[Found] = []
    for one in sorted(found, key=_rank):
        for start, end in _free(taken, one.start, one.end):
            piece = _trimmed(replace(one, start=start, end=end), text)
            if piece is not None and not _crumb(piece, one, text):
                insort(taken, (piece.start, piece.end, len(kept)))
                kept.append(piece)
    return [kept[index] for _, _, index in taken]


def _crumb(piece: Found, whole: Found, text: str) -> bool:
    """What is left over of a finding and tells nothing: 14:35 behind a date, an MD, an of."""
    if (piece.start, piece.end) == (whole.start, whole.end):
        return False
    said = text[piece.start : piece.end]
    if piece.entity in _NUMBERS:
        return not any(map(str.isdigit, said)) or (said.isdigit() and len(said) < 4)
    return said.isascii() and said.isalpha() and (said.islower() or len(said) < 4)


def _rank(one: Found) -> tuple[float, int, int, str, str]:
    return -one.score, one.start - one.end, one.start, one.entity, one.recogniser


def _free(taken: list[tuple[int, int, int]], start: int, end: int) -> list[tuple[int, int]]:
    at = max(0, bisect_left(taken, (start,)) - 1)
    free = []
    while start < end and at < len(taken) and taken[at][0] < end:
        begin, stop, _ = taken[at]
        if begin > start:
            free.append((start, begin))
        start = max(start, stop)
        at += 1
    return [*free, (start, end)] if start < end else free


def _trimmed(one: Found, text: str) -> Found | None:
    start, end = one.start, one.end
    while start < end and not (text[start].isalnum() or text[start] in "+(#京"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")"):
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        return None
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    return replace(one, start=start, end=end)
