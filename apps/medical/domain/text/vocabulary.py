"""Names of codes and codes of names, for search boxes and for texts without a note around them.

English labels are the ontology's own; Chinese labels are the first wording of our lexicon, and
where it has none the English label stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from apps.medical.domain.concept import HPO, ICD10CM, Coding
from apps.medical.domain.source import TextLanguage
from apps.medical.domain.text import icd, mentions_en, mentions_zh, ontology
from apps.medical.domain.text.mention import Codes
from apps.medical.domain.text.tables import rows_of


@cache
def _chinese_labels() -> Mapping[str, str]:
    labels: dict[str, str] = {}
    for row in rows_of("lexicon_zh.tsv"):
        labels.setdefault(row["hpo"], row["wordings"].split("|")[0])
    return labels


def hpo_label(id: str, language: TextLanguage) -> str:
    """The name of an HPO term. Raises KeyError where the packaged release has no such term."""
    term = ontology.terms()[ontology.current(id)]
    if language == "zh":
        return _chinese_labels().get(term.id, term.label)
    return term.label


def hpo_search(text: str, language: TextLanguage, limit: int = 20) -> tuple[Coding, ...]:
    """Phenotypes whose name holds `text`: those that begin with it first, then the shortest."""
    asked = text.strip().lower()
    if not asked:
        return ()
    best: dict[str, tuple[bool, int, str]] = {}
    for wording, id in _searchable(language):
        at = wording.find(asked)
        if at >= 0:
            rank = (at > 0, len(wording), wording)
            best[id] = min(best.get(id, rank), rank)
    ids = sorted(best, key=best.__getitem__)[:limit]
    return tuple(Coding(HPO, id, hpo_label(id, language)) for id in ids)


@cache
def _searchable(language: TextLanguage) -> tuple[tuple[str, str], ...]:
    own = rows_of(f"lexicon_{language}.tsv")
    words = ((w.lower(), row["hpo"]) for row in own for w in row["wordings"].split("|"))
    chosen = [pair for pair in words if pair[1]]
    if language == "en":
        chosen += [(name.lower(), id) for name, id in ontology.names()]
    return tuple(chosen)


def codes_of(text: str, language: TextLanguage) -> Codes:
    """The codes of a text that as a whole names one finding; both None where it names none."""
    if language == "zh":
        known = mentions_zh.lexicon().codes.get(text.strip())
        if known is not None:
            return known
    known = mentions_en.index().phrases.get(mentions_en.root_phrase(text))
    return known or mentions_en.index().short.get(text.strip()) or Codes(None, None)


def icd10_of(text: str, language: TextLanguage) -> tuple[Coding, ...]:
    """ICD-10-CM codes of a text: of the whole, or else of every name found within it."""
    whole = codes_of(text, language).icd10
    if whole is not None:
        return (_icd10(whole),)
    reader = mentions_en if language == "en" else mentions_zh
    found = (mention.icd10 for mention in reader.mentions_in(text))
    return tuple(_icd10(code) for code in dict.fromkeys(found) if code is not None)


def _icd10(code: str) -> Coding:
    return Coding(ICD10CM, code, icd.entries()[code].title)
