"""Diseases by name and code, and whether two names mean the same disease or one of its kinds.

From `diseases.tsv`; `groups.tsv` gives the codes of names that span several. Holds what a disease
is called, never what it is treated with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from apps.medical.domain.concept import ICD10CM, Concept
from apps.medical.domain.treatment import icd, tables
from apps.medical.domain.treatment.wording import folded, words


@dataclass(frozen=True, slots=True)
class Disease:
    """`codes` are ICD-10-CM; `source` names what the facts of it were written after."""

    name: str
    zh: str = ""
    synonyms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.name, self.zh, *self.synonyms) if name)


class DiseaseBook:
    """Finds diseases by name, then by the nearest code above the one given."""

    def __init__(self, diseases: Iterable[Disease], groups: Iterable[Disease] = ()) -> None:
        self.diseases = tuple(diseases)
        self._by_name = {folded(name): d for d in self.diseases for name in d.names}
        self._groups = {folded(name): g for g in groups for name in g.names}

    def named(self, name: str) -> Disease | None:
        return self._by_name.get(folded(name))

    def find(self, disease: Concept) -> Disease | None:
        """The entry that the words name, or whose code is nearest above the concept's code."""
        if found := self.named(disease.text):
            return found
        code = _dotted(disease.code(ICD10CM))
        over = [
            (len(above), entry)
            for entry in self.diseases
            for above in entry.codes
            if code and icd.within(code, above)
        ]
        return max(over, key=lambda pair: pair[0])[1] if over else None

    def described(self, disease: Concept) -> Disease:
        """The disease with the codes that are known for it: given, listed, or of that title."""
        code = _dotted(disease.code(ICD10CM))
        known = self.named(disease.text)
        group = self._groups.get(folded(disease.text))
        codes = (code,) if code else ()
        if not codes and group:
            codes = group.codes
        if not codes and known:
            codes = known.codes
        if not codes and (found := icd.named(disease.text)):
            codes = (found,)
        if not codes:
            codes = self._like(disease.text)
        names = known.names if known else ()
        return Disease(disease.text, known.zh if known else "", names, codes)

    def _like(self, name: str) -> tuple[str, ...]:
        """The codes of an entry that is worded alike but for words without meaning."""
        asked = words(name)
        alike = [e for e in self.diseases if asked and any(words(n) == asked for n in e.names)]
        return alike[0].codes if alike else ()


def same_or_kind(asked: Disease, entry: Disease) -> str:
    """Why `entry` is `asked` itself or a kind of it, in words; empty where it is neither.

    Errs towards yes: a name that holds all words of the other is taken for a kind of it, and a
    code at or below one of its codes as well.
    """
    for one in asked.names:
        for other in entry.names:
            if folded(one) == folded(other):
                return f"named {other!r}"
            if (mine := words(one)) and mine <= words(other):
                return f"worded {other!r}"
    for code in entry.codes:
        if any(icd.within(code, above) for above in asked.codes):
            return f"coded {code}"
    return ""


def _dotted(code: str | None) -> str | None:
    """`E112` as `E11.2`; None where it is no code of this classification."""
    if not code:
        return None
    plain = code.strip().upper()
    if len(plain) > 3 and plain[3] != ".":
        plain = f"{plain[:3]}.{plain[3:]}"
    return plain if icd.is_code(plain) else None


@lru_cache(maxsize=1)
def disease_book() -> DiseaseBook:
    """The packaged diseases. Raises ValueError for a broken table."""
    groups = [
        Disease(line["name"], line["zh"], (), tables.listed(line["icd10cm"]))
        for line in tables.rows("groups")
    ]
    return DiseaseBook(
        (
            Disease(
                line["name"],
                line["zh"],
                tables.listed(line["synonyms"]),
                tables.listed(line["icd10cm"]),
                line["source"],
            )
            for line in tables.rows("diseases")
        ),
        groups,
    )
