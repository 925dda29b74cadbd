# ruff: noqa: E501 (patterns and tables read better unbroken)
"""Names, addresses, places and organisations in alphabetic writing.

The tagger proposes; rules add what titles, labels and signatures make certain, and take back what
is no identifier: countries and states, diseases named after people, lone ordinary words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from apps.medical.domain.deidentify.entity import Entity
from apps.medical.domain.deidentify.found import Found
from apps.medical.domain.deidentify.lexicon import words
from apps.medical.domain.deidentify.tagger import Tagger, english
from apps.medical.domain.deidentify.tokens import case_of, lists_of

ENTITIES: Final = (
    Entity.PERSON, Entity.ADDRESS, Entity.LOCATION, Entity.ORGANISATION, Entity.PHONE,
    Entity.ACCOUNT_NUMBER, Entity.POSTCODE,
)  # fmt: skip
CAUTION: Final = 1.0
"""Nats taken off "no identifier": a missed name costs more than a lost word."""
LOW_CAUTION: Final = 0.7
"""More of them where a text has no capitals to tell names by."""
BESIDE: Final = 2.0
"""And more of them next to what was found of a name or an address."""
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
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLACED: Final = ("ADDRESS", "LOCATION")
_OTHER = frozenset(("ordinary", "eponym", "country", "state", "title", "after_name", "street"))
_BRIDGE = re.compile(
    r"[\s,.;#()/-]{1,6}(?:[A-Z]{2}[\s,.-]{1,4})?(?:\d{1,6}[\s,.-]{0,4})?|[.,]? and "
)
_CORNER = re.compile(r"\b(?:the )?corner of $", re.I)
_BEGINS = re.compile(r"(?:^|[\n:>]|\b(?:to|at|of|on|near|in|is|between))[ \t]*$")
_MEASURED = re.compile(
    r"\d ?(?:mm|cm|mg|mcg|g|kg|ml|mL|dL|mmol|mEq|lb|lbs|bpm|mmHg|%|units?|tabs?|hrs?|mins?|L|F|C)\b|\d%"
    r"|\b(?:HR|BP|RR|SpO2|BMI|Wt|Ht|PR|ASA|Temp|T|P|R) ?:? ?\d{2,3}\b|\b\d\d:\d\d\b"
)
_GLUED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+$")
_CATALOGUE = re.compile(r"(?:rs|NCT|PMC|PMID|ISRCTN|CVE)\d")
"""Numbers of variants, trials and papers: they name no person."""
_GENERIC = re.compile(
    r"\w{3}(?:mab|nib|pril|sartan|olol|statin|cillin|mycin|conazole|prazole|gliptin|gliflozin|oxacin"
    r"|cycline|dipine|triptan|setron|caine|semide|thiazide|parin|xaban|lukast|terol|solone|azepam"
    r"|azolam|oxetine|faxine|floxacin|penem|sulfa|phylline|vastatin|tidine|barbital)$"
)
"""Stems of international nonproprietary names (WHO, the use of stems, 2018)."""
_AND_NAME = re.compile(rf",? (?:and|or|&) (?P<v>{_W})(?=[\s.,;:!?)]|$)")
_AND_LOW = re.compile(r",? (?:and|or|&) (?P<v>[^\W\d_]{3,})(?=[.,;:!?)\n]|$)")
_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,2} ?[MmFf]")
"""A year; an age with the sex."""
_EPONYM_AFTER = re.compile(
    r"['’]?s?(?:[-– /]\w+)?[ -]+(?:disease|syndrome|sign|test|score|scale|criteria|palsy|lymphoma|sarcoma|tumou?r|anomaly|contracture|thyroiditis|ulcer|catheter|procedure|operation|fracture|reflex|rings?|bodies|cells?|class|maneuver|manoeuvre|phenomenon|chorea|dementia|stain|nodes?|duct|fasciitis|disorder|esophagus|drain|murmur|position|agar|encephalopathy|classification|stage|triad|law|method)\b",
    re.I,
)


def names_in(text: str, tagger: Tagger | None = None) -> Iterator[Found]:
    """By the tagger that ships, or by another one."""
    for start, end in _alphabetic(text):
        yield from _tagged(text[start:end], start, tagger or english())
    yield from _listed(text)
    for pattern, entity, score in _rules():
        for at in pattern.finditer(text):
            start, end = at.span("v")
            if not (entity is Entity.PERSON and _no_name(text, start, end)):
                yield Found(entity, start, end, score, "rules-en")


def _listed(text: str) -> Iterator[Found]:
    """Given names with a capital that mean nothing else, whatever stands around them."""
    for at in re.finditer(rf"(?<![\w-])[{_CAP}][a-z\u00df-\u024f]{{3,}}(?!\w)", text):
        kinds = lists_of(at[0])
        if "given" in kinds and not _OTHER.intersection(kinds) and not _no_name(text, *at.span()):
            yield Found(Entity.PERSON, *at.span(), 0.52, "given-names")


def _alphabetic(text: str) -> Iterator[tuple[int, int]]:
    """Stretches without Chinese that hold a word; between Chinese, only those of several words."""
    if not _HAN.search(text):
        if re.search(r"[^\W\d_]{2}|\d{2}", text):
            yield 0, len(text)
        return
    for at in re.finditer(r"[^\u3001\u3002\u3400-\u9fff]+", text):
        if len(re.findall(r"[^\W\d_]{2,}", at[0])) >= 3:
            yield at.span()


def _tagged(text: str, offset: int, tagger: Tagger) -> Iterator[Found]:
    last: Found | None = None
    low = case_of(text) == "low"
    caution = CAUTION + low * LOW_CAUTION
    for label, start, end in tagger.tags(text, caution, BESIDE, ("PERSON", "ADDRESS")):
        one = _of_tag(text, label, *_whole_words(text, start, end))
        if one is None and label in _PLACED and last is not None and _bridged(text, last, start):
            one = Found(
                Entity.ADDRESS, start, end, 0.62, "tagger-en"
            )  # the country ends an address
        if one is None:
            continue
        if last is not None and _is_place(one) and _bridged(text, last, one.start):
            one = replace(one, entity=Entity.ADDRESS, start=last.start, score=0.63)
        if last is not None and _crossing(text, last, one):
            one = replace(one, start=last.start)
        if one.entity is Entity.ADDRESS and (corner := _CORNER.search(text, 0, one.start)):
            one = replace(one, start=corner.start())
        last = one
        if one.entity is Entity.PERSON and (other := _conjoined(text, one.end, low)):
            yield replace(other, start=other.start + offset, end=other.end + offset)
        yield replace(one, start=one.start + offset, end=one.end + offset)


def _conjoined(text: str, at: int, low: bool) -> Found | None:
    """The last name of a list whose name before was found."""
    other = (_AND_LOW if low else _AND_NAME).match(text, at)
    if other is None or _no_name(text, *other.span("v")):
        return None
    kinds = set(lists_of(other["v"]))
    if "ordinary" in kinds and not kinds & {"given", "surname"}:
        return None
    return Found(Entity.PERSON, *other.span("v"), 0.53, "conjoined")


def _is_place(one: Found) -> bool:
    return one.entity in (Entity.ADDRESS, Entity.LOCATION, Entity.POSTCODE)


def _bridged(text: str, last: Found, start: int) -> bool:
    """Whether what lies between two places belongs to the same address."""
    return _is_place(last) and bool(_BRIDGE.fullmatch(text, last.end, start))


def _crossing(text: str, last: Found, one: Found) -> bool:
    """Whether an address is two streets that meet, the first one taken for a name."""
    if (last.entity, one.entity) != (Entity.PERSON, Entity.ADDRESS):
        return False
    meet = text[last.end : one.start] in (" and ", " & ")
    return meet and bool(_BEGINS.search(text, max(0, last.start - 12), last.start))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Both sides of a hyphen or an apostrophe, and letters that are glued to digits."""
    before = re.compile(r"(?:[^\W\d_]+[-'’])+$").search(text, max(0, start - 30), start)
    after = re.compile(r"(?:[-'’][^\W\d_]{2,})+").match(text, end)
    start, end = before.start() if before else start, after.end() if after else end
    if text[start].isdigit() and (glued := _GLUED.search(text, max(0, start - 8), start)):
        start = glued.start()
    if text[end - 1].isdigit() and (glued := re.compile(r"[A-Za-z0-9]+").match(text, end)):
        end = glued.end()
    return start, end


def _of_tag(text: str, label: str, start: int, end: int) -> Found | None:
    if label not in _SCORES:
        return None
    entity, score = _SCORES[label]
    said = text[start:end]
    if label == "PERSON" and _no_name(text, start, end):
        return None
    if label in ("PERSON", "LOCATION", "ORGANISATION", "ADDRESS") and _is_plain(text, said):
        return None
    if label in _PLACED and is_wide(said):
        return None
    if label == "ID" and _CATALOGUE.match(said):
        return None
    if label in ("PHONE", "ID") and sum(map(str.isdigit, said)) < 4:
        return None
    if label == "ADDRESS" and _MEASURED.search(text, max(0, start - 8), end + 8):
        return None
    if label == "ADDRESS" and _YEAR.fullmatch(said):
        return None
    if label == "ADDRESS" and said.isdigit() and len(said) >= 4:
        entity = Entity.POSTCODE
    return Found(entity, start, end, score, "tagger-en")


def _is_plain(text: str, said: str) -> bool:
    """One word that writes itself small among others with capitals, or is just an ordinary one."""
    word = said.strip(" .,'’-")
    if not re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)?", word):
        return False
    kinds = set(lists_of(word))
    if "-" in word and not kinds:
        return all(len(part) == 1 or _ordinary(part) for part in word.split("-"))
    if len(word) < 3 and word.islower():
        return True
    if not word.islower():
        return _ordinary(word) or (word.endswith("s") and not kinds and _ordinary(word[:-1]))
    low = case_of(text) == "low"
    named = kinds & ({"given", "surname", "city"} if low else {"given", "surname"})
    return ("ordinary" in kinds and not named) or (not low and ("ordinary" in kinds or not named))


def _ordinary(word: str) -> bool:
    kinds = set(lists_of(word))
    return "ordinary" in kinds and not kinds & {"given", "surname", "city"}


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
    if all(word in _lower("words_en", "drug") or _GENERIC.search(word) for word in said):
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
def _rules() -> tuple[tuple[re.Pattern[str], Entity, float], ...]:
    label = r"(?:patient(?:'s)?(?: name)?|name|attending(?: physician)?|physician|provider|surgeon|assistant|anesthesiologist|radiologist|pathologist|referr(?:ed by|ing physician)|dictated by|signed(?: by)?|electronically signed by|reviewed by|reported by|transcribed by|verified by|pcp|primary care (?:physician|provider)|consultant|resident|nurse|witness|guardian|next of kin|emergency contact|spouse|mother|father|wife|husband|son|daughter|sister|brother|interpreter|caregiver|cc|attn|attention|from|to)"
    ways = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Place|Pl|Way|Terrace|Circle|Parkway|Pkwy|Highway|Hwy|Square|Sq|Trail|Crescent|Close|Row|Walk|Gardens|Grove|Hill|Mews)"
    sources = (
        (rf"\b{_TITLE}\b\.?[ ](?:{_TITLE}\b\.?[ ])?(?P<v>{_NAME})", Entity.PERSON, 0.8),
        (rf"(?:^|[ \t(;|])(?i:{label})[ \t]*:[ \t]*(?:{_TITLE}\b\.?[ ])?(?P<v>{_W},[ ]?{_W}(?:[ ][{_CAP}]\.?)?|{_W}(?:[ ](?:{_PARTICLE}[ ])?(?:{_W}|[{_CAP}]\.?)){{1,3}})(?=$|[\n,;(|/]|[ ]{{2}}|[ ][A-Z]{{2,4}}\b|[ ]on\b|[ ]*\t)", Entity.PERSON, 0.78),
        (rf"(?P<v>{_W}(?:[ ](?:{_W}|[{_CAP}]\.))+),?[ ](?:M\.?D|D\.?O|R\.?N|N\.?P|P\.?A(?:-C)?|Ph\.?D|FNP|LPN|PharmD|MBBS|FRCP|LCSW|DPT|CRNA|DDS)\b", Entity.PERSON, 0.82),
        (rf"(?i:\bmy name is|\bname's|\bi am called|\bknown as|\bgoes by|\bsigned,|\bdear|\bhello,? this is|\bthis is) (?P<v>{_NAME})(?=[,.;\n]|$| and\b)", Entity.PERSON, 0.7),
        (r"\b(?P<v>(?:(?:USS|USNS|USNV|USCGC) [A-Z]\w+|(?:PSC|Unit|CMR)\.? \d{1,5},?\s+Box \d{1,5})\s+[ADF]PO,? A[AEP],? \d{5}(?:-\d{4})?)", Entity.ADDRESS, 0.9),
        (r"\b(?P<v>(?i:(?:the )?corner of) (?!(?:the|his|her|my|your|their|each|both|one|left|right|mouth|eyes?|lips?|an?)\b)\w[^\n,;:?!]{1,45}? (?:and|&) \w+(?:[ ]\w+){0,3}?)(?=\s*$|[,;:?!)]|\.(?:\s|$)|[ ](?:in|at|near|is|was|to|from|on|for|and|by|with|where)\b)", Entity.ADDRESS, 0.86),
        (r"\b(?i:P\.? ?O\.? Box) (?P<v>\d{1,7})", Entity.ADDRESS, 0.9),
        (rf"(?<![\w.])(?P<v>\d{{1,6}}[A-Za-z]?[ ](?:[NSEW]\.?[ ])?(?:{_W}[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,4}}{ways}\b\.?(?:,?[ ](?:Apt|Suite|Unit|Ste|Flat|\#)\.?[ ]?\#?\w{{1,5}})?)", Entity.ADDRESS, 0.85),
        (r"\b(?P<v>(?i:apt|suite|ste|unit|apartment)\.?[ ]\#?\d{1,5}[A-Za-z]?)\b", Entity.ADDRESS, 0.7),
        (rf"\b(?P<v>{_W}(?:[ ]{_W}){{0,2}},[ ]?[A-Z]{{2}}[ ]\d{{5}}(?:-\d{{4}})?)(?!\d)", Entity.ADDRESS, 0.66),
        (rf"\b(?P<v>{_W}(?:[ ]{_W})?[ ](?:Street|Avenue|Road|Lane|Boulevard|Drive))\b", Entity.ADDRESS, 0.56),
        (rf"\b(?P<v>(?:{_W}|St\.|of|the|and|&)(?:[ ](?:{_W}|St\.|of|the|and|&)){{0,5}}[ ](?:Hospital|Medical Center|Medical Centre|Clinic|Infirmary|Hospice|Health System|Healthcare|University|College|High School|Elementary School|Nursing Home|Rehabilitation Center|Pharmacy|Laboratories|Insurance|Inc|LLC|Ltd|Corp))\b", Entity.ORGANISATION, 0.5),
    )  # fmt: skip
    return tuple((re.compile(source, re.M), entity, score) for source, entity, score in sources)
