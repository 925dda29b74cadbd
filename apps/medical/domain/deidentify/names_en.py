"""Names, addresses, places and organisations in alphabetic writing.

The tagger proposes; rules add what titles, labels and signatures make certain, and take back what
is no identifier: countries and states, diseases named after people, lone ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.lexicon import words

ENTITIES: Final = (
    Entity.PERSON, Entity.ADDRESS, Entity.LOCATION, Entity.ORGANISATION, Entity.PHONE,
    Entity.ACCOUNT_NUMBER, Entity.POSTCODE,
)  # fmt: skip
CAUTION: Final = 1.5
"""Nats taken off "no identifier": a missed name costs more than a lost word."""
_SCORES: Final = {
    "PERSON": (Entity.PERSON, 0.65),
    "ADDRESS": (Entity.ADDRESS, 0.62),
    "LOCATION": (Entity.LOCATION, 0.6),
    "ORGANISATION": (Entity.ORGANISATION, 0.55),
    "PHONE": (Entity.PHONE, 0.5),
    "ID": (Entity.ACCOUNT_NUMBER, 0.45),
}
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_CAP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u010c\u0110\u0130\u0141\u015a\u0160\u017b\u017d"
_W = rf"(?:[{_CAP}][{_LATIN}'’]*(?:-[{_CAP}]?[{_LATIN}'’]+)?)"
_PARTICLE = r"(?:de la|de los|van der|van den|van de|van|von|de|del|della|di|da|dos|du|le|la|el|al|bin|ibn|ben|ter|ten|zu)"
_NAME = rf"(?:{_W}|{_W}?[{_CAP}]\.)(?:[ ](?:{_PARTICLE}[ ])?(?:{_W}|[{_CAP}]\.)){{0,3}}"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Nurse|Sister|Rev|Judge|Officer|Sgt|Capt|Rabbi|Imam|Pastor|Father)"
_EPONYM_AFTER = re.compile(
    r"['’]?s?(?:[-– /]\w+)?[ -]+(?:disease|syndrome|sign|test|score|scale|criteria|palsy|lymphoma|sarcoma|tumou?r|anomaly|contracture|thyroiditis|ulcer|catheter|procedure|operation|fracture|reflex|rings?|bodies|cells?|class|maneuver|manoeuvre|phenomenon|chorea|dementia|stain|nodes?|duct|fasciitis|disorder|esophagus|drain|murmur|position|agar|encephalopathy|classification|stage|triad|law|method)\b",
    re.I,
)


def names_in(text: str) -> Iterator[Found]:
    if not re.search(r"[^\W\d_\u3400-\u9fff]{2}|\d{2}", text):
        return
    for label, start, end in _tagger().tags(text, CAUTION):
        yield from _of_tag(text, label, start, end)
    for pattern, entity, score in _rules():
        for at in pattern.finditer(text):
            start, end = at.span("v")
            if not (entity is Entity.PERSON and _no_name(text, start, end)):
                yield Found(entity, start, end, score, "rules-en")


def _of_tag(text: str, label: str, start: int, end: int) -> Iterator[Found]:
    if label not in _SCORES:
        return
    entity, score = _SCORES[label]
    said = text[start:end]
    if label == "PERSON" and _no_name(text, start, end):
        return
    if label == "LOCATION" and is_wide(said):
        return
    if label in ("PHONE", "ID") and sum(map(str.isdigit, said)) < 4:
        return
    if label == "ADDRESS":
        if said.isdigit() and len(said) >= 4:
            entity = Entity.POSTCODE
        if is_wide(said):
            return
    yield Found(entity, start, end, score, "tagger-en")


def is_wide(said: str) -> bool:
    """A country, a state or larger: no identifier, 45 CFR 164.514(b)(2)(i)(B)."""
    plain = " ".join(said.lower().strip(" .,").removeprefix("the ").split())
    return plain in _wide()


@cache
def _wide() -> frozenset[str]:
    listed = words("places_en", "country") | words("places_en", "state")
    return frozenset(word.lower() for word in listed)


@cache
def _lower(name: str, kind: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(name, kind))


def _no_name(text: str, start: int, end: int) -> bool:
    """An eponym, a title by itself, or nothing but ordinary words that no list of names has."""
    said = re.findall(r"[^\W\d_]+", text[start:end].lower())
    if not said or (len(said) <= 2 and _EPONYM_AFTER.match(text, end) and _is_eponym(said)):
        return True
    if all(len(word) == 1 for word in said):
        return len(said) == 1
    titles = _lower("names_en", "title") | _lower("names_en", "after_name")
    if all(word in titles for word in said):
        return True
    return len(said) == 1 and is_wide(said[0])


def _is_eponym(said: list[str]) -> bool:
    return any(word.removesuffix("s") in _eponyms() or word in _eponyms() for word in said)


@cache
def _eponyms() -> frozenset[str]:
    return _lower("words_en", "eponym")


@cache
def _tagger():  # noqa: ANN202
    from apps.medical.domain.deidentify.tagger import Tagger

    return Tagger.load()


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Entity, float], ...]:
    label = r"(?:patient(?:'s)?(?: name)?|name|attending(?: physician)?|physician|provider|surgeon|assistant|anesthesiologist|radiologist|pathologist|referr(?:ed by|ing physician)|dictated by|signed(?: by)?|electronically signed by|reviewed by|reported by|transcribed by|verified by|pcp|primary care (?:physician|provider)|consultant|resident|nurse|witness|guardian|next of kin|emergency contact|spouse|mother|father|wife|husband|son|daughter|sister|brother|interpreter|caregiver|cc|attn|attention|from|to)"
    ways = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Place|Pl|Way|Terrace|Circle|Parkway|Pkwy|Highway|Hwy|Square|Sq|Trail|Crescent|Close|Row|Walk|Gardens|Grove|Hill|Mews)"
    sources = (
        (rf"\b{_TITLE}\b\.?[ ](?:{_TITLE}\b\.?[ ])?(?P<v>{_NAME})", Entity.PERSON, 0.8),
        (rf"(?:^|[ \t(;|])(?i:{label})[ \t]*:[ \t]*(?:{_TITLE}\b\.?[ ])?(?P<v>{_W},[ ]?{_W}(?:[ ][{_CAP}]\.?)?|{_W}(?:[ ](?:{_PARTICLE}[ ])?(?:{_W}|[{_CAP}]\.?)){{1,3}})(?=$|[\n,;(|/]|[ ]{{2}}|[ ][A-Z]{{2,4}}\b|[ ]on\b|[ ]*\t)", Entity.PERSON, 0.78),
        (rf"(?P<v>{_W}(?:[ ](?:{_W}|[{_CAP}]\.))+),?[ ](?:M\.?D|D\.?O|R\.?N|N\.?P|P\.?A(?:-C)?|Ph\.?D|FNP|LPN|PharmD|MBBS|FRCP|LCSW|DPT|CRNA|DDS)\b", Entity.PERSON, 0.82),
        (rf"(?i:\bmy name is|\bname's|\bi am called|\bknown as|\bgoes by|\bsigned,|\bdear|\bhello,? this is|\bthis is) (?P<v>{_NAME})(?=[,.;\n]|$| and\b)", Entity.PERSON, 0.7),
        (r"\b(?i:P\.? ?O\.? Box) (?P<v>\d{1,7})", Entity.ADDRESS, 0.9),
        (rf"(?<![\w.])(?P<v>\d{{1,6}}[A-Za-z]?[ ](?:[NSEW]\.?[ ])?(?:{_W}[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,4}}{ways}\b\.?(?:,?[ ](?:Apt|Suite|Unit|Ste|Flat|\#)\.?[ ]?\#?\w{{1,5}})?)", Entity.ADDRESS, 0.85),
        (r"\b(?P<v>(?i:apt|suite|ste|unit|apartment)\.?[ ]\#?\d{1,5}[A-Za-z]?)\b", Entity.ADDRESS, 0.7),
        (rf"\b(?P<v>(?:{_W}|St\.|of|the|and|&)(?:[ ](?:{_W}|St\.|of|the|and|&)){{0,5}}[ ](?:Hospital|Medical Center|Medical Centre|Clinic|Infirmary|Hospice|Health System|Healthcare|University|College|High School|Elementary School|Nursing Home|Rehabilitation Center|Pharmacy|Laboratories|Insurance|Inc|LLC|Ltd|Corp))\b", Entity.ORGANISATION, 0.5),
    )  # fmt: skip
    return tuple((re.compile(source, re.M), entity, score) for source, entity, score in sources)
