"""What is known of this very patient, found wherever it stands: name, parts, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.folded import fold
from apps.medical.domain.deidentify.found import Found, Recogniser
from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.record import Identity

_TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "sir",
        "jr",
        "sr",
        "ii",
        "iii",
        "iv",
        "md",
        "phd",
        "rn",
        "de",
        "la",
        "van",
        "von",
        "der",
        "da",
    ]
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ANY_GAP = r"[\s\-_.·•,'’]*"


def known_recognisers(
    identity: Identity | None, deny: Collection[str], language: str
) -> tuple[Recogniser, ...]:
    """Recognisers for one request; none where nothing is known."""
    made = []
    patterns = () if identity is None else tuple(_of_identity(identity))
    if patterns:
        entities = tuple(dict.fromkeys(entity for entity, _ in patterns))
        made.append(Recogniser("identity", entities, (language,), _finder(patterns)))
    denied = tuple((Entity.DENIED, p) for text in deny if (p := _loose(text, whole=False)))
    if denied:
        made.append(Recogniser("deny", (Entity.DENIED,), (language,), _finder(denied)))
    return tuple(made)


def _finder(
    patterns: tuple[tuple[Entity, re.Pattern[str]], ...],
) -> Callable[[str], Iterator[Found]]:
    def find(text: str) -> Iterator[Found]:
        for entity, pattern in patterns:
            for at in pattern.finditer(text):
                yield Found(entity, *at.span(), 1.0)

    return find


def _of_identity(identity: Identity) -> Iterator[tuple[Entity, re.Pattern[str]]]:
    for name in _name_forms(identity.name):
        yield Entity.PERSON, name
    wanted = [(Entity.RECORD_NUMBER, one.value) for one in identity.identifiers]
    wanted.append((Entity.ADDRESS, identity.address))
    wanted += [(Entity.EMAIL if "@" in way else Entity.PHONE, way) for way in identity.telecom]
    for entity, text in wanted:
        pattern = _loose(re.sub(r"^(?:tel|mailto|fax):", "", text), whole=True)
        if pattern is not None:
            yield entity, pattern
    for line in re.split(r"[,;\n，；]", identity.address):
        if len(re.sub(r"\W", "", line)) >= 6 and (pattern := _loose(line, whole=True)):
            yield Entity.ADDRESS, pattern


def _name_forms(name: str) -> Iterator[re.Pattern[str]]:
    """The whole name in either order, each telling part, initials with a part, pinyin as given."""
    split = [word for word in re.split(r"[\s,()/]+", fold(name).text) if word]
    parts = [word for word in split if word.strip(".").lower() not in _TITLES]
    for order in (parts, parts[::-1]):
        pattern = _loose(" ".join(order), whole=True)
        if pattern is not None:
            yield pattern
    for part in parts:
        yield from _part_forms(part)
    latin = [part for part in parts if part[0].isalpha() and not _HAN.search(part)]
    if len(latin) >= 2:
        initials = r"\.[ ]?".join(re.escape(part[0].upper()) for part in latin)
        yield re.compile(rf"(?<![\w.]){initials}\.?(?!\w)")  # M.S., and never the disease MS


def _part_forms(part: str) -> Iterator[re.Pattern[str]]:
    """A given name or a surname by itself, as long as it is told from an ordinary word."""
    if _HAN.search(part):
        if len(part) >= 2:
            yield re.compile(r"\s*".join(map(re.escape, part)))
        if len(part) >= 3 and part[-2:] not in words("names_zh", "common"):
            yield re.compile(r"\s*".join(part[-2:]))
        return
    bare = part.strip(".").rstrip("0123456789")  # generated names carry digits: Rath779
    ordinary = bare.lower() in words("words_en", "ordinary")
    if ordinary and len(bare) > 1:
        yield re.compile(rf"(?<!\w)(?:{bare.capitalize()}|{bare.upper()})(?!\w)")
    elif len(bare) >= 2:
        yield re.compile(rf"(?<!\w){re.escape(bare)}\d*(?!\w)", re.I if len(bare) > 3 else 0)


def _loose(text: str, *, whole: bool) -> re.Pattern[str] | None:
    """The letters and digits of a text with any spacing and signs between them, in any case."""
    chunks = re.findall(r"\w", fold(text).text.replace("_", ""))
    if len(chunks) < 2:
        return None
    core = _ANY_GAP.join(map(re.escape, chunks))
    latin = not _HAN.search(text)
    edge = latin and (whole or len(chunks) < 6)
    return re.compile(rf"(?<!\w){core}(?!\w)" if edge else core, re.I)
