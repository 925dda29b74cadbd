"""Which drugs have been used for which diseases, and which were judged not to be for them.

From `uses.tsv`, one line a disease and effect, each with the guideline or label that it was
written after. Facts can be added to, and everything about one disease taken out, for measuring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from apps.medical.domain.option import Effect
from apps.medical.domain.treatment import tables
from apps.medical.domain.treatment.diseases import Disease, disease_book, same_or_kind
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.wording import folded

Mark = Literal["disease-modifying", "symptomatic", "not-indicated"]
NOT: Mark = "not-indicated"


@dataclass(frozen=True, slots=True)
class Fact:
    """`drug` is a name of the drug table where that knows it, else as it was given."""

    disease: Disease
    drug: str
    mark: Mark
    source: str

    @property
    def effect(self) -> Effect | None:
        """None where the drug was judged not to be for the disease."""
        return None if self.mark == NOT else Effect(self.mark)


@dataclass(frozen=True, slots=True)
class Removed:
    """An entry that was taken out, and why it was held to be the disease."""

    disease: Disease
    why: str
    facts: int


class Knowledge:
    """Facts by disease. Order of facts within a disease is kept: the source's first come first."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(facts)
        grouped: dict[Disease, list[Fact]] = {}
        for fact in self.facts:
            grouped.setdefault(fact.disease, []).append(fact)
        self.by_disease = {disease: tuple(of) for disease, of in grouped.items()}

    def without(self, asked: Disease) -> tuple[Knowledge, tuple[Removed, ...]]:
        """This knowledge without all that is about a disease or a kind of it."""
        gone = tuple(
            Removed(entry, why, len(facts))
            for entry, facts in self.by_disease.items()
            if (why := same_or_kind(asked, entry))
        )
        entries = {removed.disease for removed in gone}
        return Knowledge(f for f in self.facts if f.disease not in entries), gone

    def and_also(self, more: Sequence[Fact]) -> Knowledge:
        """With further facts; one of a disease that is known by that name joins its entry."""
        known = {folded(name): d for d in self.by_disease for name in d.names}
        joined = [Fact(known.get(folded(f.disease.name), f.disease), f.drug, f.mark, f.source)
                  for f in more]  # fmt: skip
        held = {(fact.disease, fact.drug) for fact in self.facts}
        return Knowledge([*self.facts, *(f for f in joined if (f.disease, f.drug) not in held)])


@lru_cache(maxsize=1)
def packaged() -> Knowledge:
    """The knowledge that ships. Raises ValueError where a line names no listed drug or disease."""
    diseases, drugs = disease_book(), drug_book()
    facts: list[Fact] = []
    for line in tables.rows("uses"):
        disease = diseases.named(line["disease"])
        if disease is None:
            raise ValueError(f"uses.tsv: {line['disease']!r} is not in diseases.tsv")
        for name in tables.listed(line["drugs"]):
            drug = drugs.named(name)
            if drug is None:
                raise ValueError(f"uses.tsv: {name!r} is not in drugs.tsv")
            facts.append(Fact(disease, drug.name, _mark(line["effect"]), line["source"]))
    return Knowledge(facts)


def _mark(cell: str) -> Mark:
    if cell == NOT:
        return NOT
    return Effect(cell).value  # pyright: ignore[reportReturnType]
