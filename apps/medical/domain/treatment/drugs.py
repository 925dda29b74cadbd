"""Drugs by every name that a record may give them: generic, Chinese, brand, within a dose line.

From `drugs.tsv`: the name is RxNorm's ingredient name, the class a pharmacologic one, ATC codes
after the WHO index. Knows nothing of what a drug is for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.medical.domain.concept import RXNORM, Coding, Concept
from apps.medical.domain.treatment import tables
from apps.medical.domain.treatment.wording import folded

ATC: Final = "http://www.whocc.no/atc"
_LONGEST = 6
_SALT_WORDS = (
    "sodium potassium calcium hydrochloride hcl sulfate tartrate succinate besylate maleate "
    "mesylate acetate phosphate fumarate citrate bromide chloride nitrate"
)
_SALTS = frozenset(_SALT_WORDS.split())


@dataclass(frozen=True, slots=True)
class Drug:
    """One ingredient, or a fixed pair. `traits` are what interactions and cautions ask about."""

    name: str
    zh: str
    synonyms: tuple[str, ...]
    atc: str
    kind: str
    traits: frozenset[str]
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.zh, *self.synonyms)

    @property
    def keys(self) -> frozenset[str]:
        """What a rule may name to mean this drug: itself, its class, its traits."""
        return self.traits | {self.name, self.kind}

    @property
    def concept(self) -> Concept:
        """The text is RxNorm's name; a coding gives the Chinese one as its display."""
        return Concept(self.name, (Coding(ATC, self.atc, self.zh),) if self.atc else ())


class DrugBook:
    """Finds drugs by name. The longest name that fits wins."""

    def __init__(self, drugs: Iterable[Drug]) -> None:
        self.drugs = tuple(drugs)
        self._by_words: dict[tuple[str, ...], Drug] = {}
        self._chinese: dict[str, Drug] = {}
        for drug in self.drugs:
            for name in drug.names:
                if _chinese(name):
                    self._chinese.setdefault(name.casefold(), drug)
                elif key := tuple(folded(name).split()):
                    self._by_words.setdefault(key, drug)

    def named(self, name: str) -> Drug | None:
        """The drug of exactly this name, a salt's name aside."""
        key = tuple(folded(name).split())
        bare = tuple(word for word in key if word not in _SALTS)
        return (
            self._by_words.get(key)
            or self._by_words.get(bare)
            or self._chinese.get(name.casefold())
        )

    def find(self, concept: Concept) -> tuple[Drug, ...]:
        """The drugs that the words or the codes' displays name, several in a combination."""
        atc = concept.code(ATC)
        if atc and (coded := [d for d in self.drugs if d.atc == atc]) and len(coded) == 1:
            return (coded[0],)
        shown = [c.display for c in concept.codings if c.system == RXNORM and c.display]
        for text in [concept.text, *shown]:
            if found := self.within(text):
                return found
        return ()

    def within(self, text: str) -> tuple[Drug, ...]:
        """The drugs named in a line such as `Metformin 500 MG Oral Tablet`, in order."""
        found: dict[str, Drug] = {}
        tokens = folded(text).split()
        at = 0
        while at < len(tokens):
            for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
                if drug := self._by_words.get(tuple(tokens[at : at + length])):
                    found[drug.name] = drug
                    at += length - 1
                    break
            at += 1
        found |= {drug.name: drug for drug in self._in_chinese(text)}
        return tuple(found.values())

    def _in_chinese(self, text: str) -> list[Drug]:
        """Chinese names in a text, longer ones first so that none is read inside another."""
        found: list[Drug] = []
        if not _chinese(text):
            return found
        text = text.casefold()
        for name, drug in sorted(self._chinese.items(), key=lambda pair: -len(pair[0])):
            if name in text:
                found.append(drug)
                text = text.replace(name, " ")
        return found


def _chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@lru_cache(maxsize=1)
def drug_book() -> DrugBook:
    """The packaged drugs. Raises ValueError for a broken table."""
    return DrugBook(
        Drug(
            line["name"],
            line["zh"],
            tables.listed(line["synonyms"]),
            line["atc"],
            line["class"],
            frozenset(tables.listed(line["traits"])),
            line["source"],
        )
        for line in tables.rows("drugs")
    )
