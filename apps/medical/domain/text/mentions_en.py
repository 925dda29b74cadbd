"""Finds English mentions of findings: HPO's wordings, ICD-10-CM's titles, and our own shorthand.

A phrase is found by the roots of its words, longest first and from left to right. Linking words
may stand between (`pain in the abdomen`), two words may change places (`spleen enlarged`), and
punctuation never lies inside. Abbreviations are matched as they are capitalised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

from apps.medical.domain.text import icd, ontology
from apps.medical.domain.text.mention import Codes, Mention
from apps.medical.domain.text.tables import rows_of, words_of_class
from apps.medical.domain.text.words import ADJECTIVES, LINKING, Word, root_of, split, words_of

MOST_WORDS: Final = 8
_QUALIFIED: Final = re.compile(
    r"\s*\([^)]*\)|,? (?:NOS|not elsewhere classified)$"
    r"|, (?:unspecified(?: [a-z]+)?|uncomplicated)$"
)
_VAGUE: Final = re.compile(r",|^(?:Other|Unspecified|Certain) | (?:unspecified|specified|other) ")
_NOT_THE_PATIENT: Final = words_of_class("thing")
"""Words behind a name that make it the name of something else: `measles vaccine`."""
_GAP: Final = re.compile(r"[ \t\-\u2010-\u2015/]*+\n?+[ \t]*+")


def _roots(phrase: str) -> list[str]:
    roots = [root_of(word) for word in split(phrase)]
    return [root for root in roots if root and root not in LINKING]


def _is_short(name: str) -> bool:
    """An abbreviation, which must be capitalised in the text as well."""
    return " " not in name and len(name) <= 7 and sum(map(str.isupper, name)) >= 2


def _orders(phrase: str) -> Iterator[str]:
    """The phrase's roots in its own order, then in those that mean the same."""
    roots = _roots(phrase)
    if not 0 < len(roots) <= MOST_WORDS:
        return
    yield " ".join(roots)
    if len(roots) == 2:
        yield f"{roots[1]} {roots[0]}"
    head, of, tail = phrase.partition(" of ")
    if of and len(roots) <= 4:
        yield " ".join(_roots(tail) + _roots(head))


@dataclass(frozen=True, slots=True)
class Index:
    """`phrases` by their roots; `short` by their letters; `longest` phrase for each first root."""

    phrases: dict[str, Codes]
    short: dict[str, Codes]
    longest: dict[str, int]


def _plain(wording: str) -> str:
    """A title without what only qualifies its place in the classification."""
    if not any(mark in wording for mark in ("(", ",", "NOS", "elsewhere")):
        return wording
    return _QUALIFIED.sub("", _QUALIFIED.sub("", wording))


def _titles() -> Iterator[tuple[str, str]]:
    """Wordings of ICD-10-CM's chapters of diseases and injuries, broad codes first."""
    codes = [code for code in icd.entries() if code[0] not in "VWXYZU" and len(code) <= 7]
    for code in sorted((code for code in codes if code[0] not in "ST" or len(code) <= 5), key=len):
        entry = icd.entries()[code]
        for wording in (entry.title, *entry.includes):
            if wording.count(" ") < 2 * MOST_WORDS:
                plain = _plain(wording)
                if plain.count(" ") < MOST_WORDS and not _VAGUE.search(plain):
                    yield plain, code


def _guarded() -> frozenset[str]:
    """Wordings that are never read as a finding."""
    return frozenset(row["wording"] for row in rows_of("guards.tsv") if not row["unless"])


@cache
def _doubtful() -> dict[str, re.Pattern[str]]:
    """For a wording, words beside it that make it the name of something else."""
    return {
        row["wording"]: re.compile(row["unless"], re.I)
        for row in rows_of("guards.tsv")
        if row["unless"]
    }


def _means_it(text: str, start: int, end: int) -> bool:
    guard = _doubtful().get(text[start:end].lower())
    return guard is None or not guard.search(text[max(0, start - 30) : end + 30])


def _own() -> Iterator[tuple[str, Codes]]:
    for row in rows_of("lexicon_en.tsv"):
        for wording in row["wordings"].split("|"):
            yield wording, Codes(row["hpo"] or None, row["icd10"] or None)


@cache
def index() -> Index:
    """The phrases of all three sources; the first to give a phrase a code keeps it."""
    phrases: dict[str, Codes] = {}
    short: dict[str, Codes] = {}
    guarded = _guarded()
    hpo = ((name, Codes(id, None)) for name, id in sorted(ontology.names(), key=_label_first))
    titles = ((title, Codes(None, code)) for title, code in _titles())
    for wording, codes in chain(_own(), hpo, titles):
        if wording.lower() in guarded:
            continue
        if _is_short(wording):
            short.setdefault(wording, codes)
            continue
        for order in _orders(wording):
            known = phrases.get(order)
            if known is None:
                phrases[order] = codes
            elif known.hpo is None or known.icd10 is None:
                phrases[order] = Codes(known.hpo or codes.hpo, known.icd10 or codes.icd10)
    return Index(_with_heads(phrases), short, _longest(phrases))


def _with_heads(phrases: dict[str, Codes]) -> dict[str, Codes]:
    """A qualified name without an HPO id takes that of its head: recurrent seizures, seizures."""
    qualifiers = words_of_class("qualifier")
    for phrase, codes in phrases.items():
        first, _, head = phrase.partition(" ")
        if codes.hpo is None and first in qualifiers and head in phrases:
            phrases[phrase] = Codes(phrases[head].hpo, codes.icd10)
    return phrases


def _label_first(pair: tuple[str, str]) -> tuple[bool, str]:
    name, id = pair
    return ontology.terms()[id].label != name, id


def _longest(phrases: dict[str, Codes]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        first, length = phrase.partition(" ")[0], phrase.count(" ") + 1
        longest[first] = max(longest.get(first, 0), length)
    return longest


def _at(words: list[Word], first: int, text: str, known: Index) -> tuple[int, Codes] | None:
    """The longest phrase that begins with word `first`: the position behind it, and its codes."""
    most = known.longest.get(words[first].root, 0)
    best: tuple[int, Codes] | None = None
    phrase, used, i = "", 0, first
    while i < len(words) and used < most:
        word = words[i]
        if i > first and not _GAP.fullmatch(text, words[i - 1].end, word.start):
            break
        linking = i > first and word.text in LINKING
        if linking and i > first + 1 and words[i - 1].text in LINKING and i - first > 3:
            break
        if not linking:
            phrase, used = f"{phrase} {word.root}" if phrase else word.root, used + 1
            if phrase in known.phrases and word.text.lower() not in ADJECTIVES:
                best = i + 1, known.phrases[phrase]
        i += 1
    return best


def mentions_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Mention]:
    """Mentions in `text[start:end]`, in order and without overlap."""
    known, words = index(), words_of(text, start, end)
    i = 0
    while i < len(words):
        word = words[i]
        found = _at(words, i, text, known)
        if found is None and word.text in known.short:
            found = i + 1, known.short[word.text]
        if found is None:
            i += 1
            continue
        i, codes = found
        of_patient = i == len(words) or words[i].text.lower() not in _NOT_THE_PATIENT
        if of_patient and _means_it(text, word.start, words[i - 1].end):
            yield Mention(word.start, words[i - 1].end, codes.hpo, codes.icd10)


def root_phrase(text: str) -> str:
    """The text as the roots by which phrases are looked up."""
    return " ".join(_roots(text))
