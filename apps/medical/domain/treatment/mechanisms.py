"""What drives a disease and what each drug acts on: reasoning where no indication is known.

`processes.tsv` is a closed vocabulary; `mechanisms.tsv` says which processes drive each packaged
disease, `actions.tsv` which a class of drugs, or one drug, acts on, both 1 (slightly) to 3
(characteristic). Written after textbooks, a source a line. Holds no indication: a drug that acts
on a process of a disease may still be useless or harmful in it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from apps.medical.domain.option import Effect
from apps.medical.domain.treatment import icd, tables
from apps.medical.domain.treatment.diseases import Disease, DiseaseBook, disease_book
from apps.medical.domain.treatment.drugs import DrugBook, drug_book
from apps.medical.domain.treatment.wording import folded, words

STRONGEST = 3
_KIN = 3
_LEAST_KINSHIP = 0.34


@dataclass(frozen=True, slots=True)
class Process:
    """One term of the vocabulary. `effect` is what acting on it does for a disease it drives."""

    key: str
    name: str
    zh: str
    effect: Effect


@dataclass(frozen=True, slots=True)
class Drivers:
    """Processes behind a disease, 0 to 1 each. `kin` are the diseases they were taken from."""

    strengths: Mapping[str, float]
    kin: tuple[str, ...] = ()


class Mechanisms:
    """Finds what drives a disease and which drugs act on that."""

    def __init__(
        self,
        processes: Iterable[Process],
        driven: Mapping[str, Mapping[str, int]],
        acts: Mapping[str, Mapping[str, int]],
        book: DiseaseBook,
        sources: Mapping[str, str],
    ) -> None:
        """`driven` is by name of disease, `acts` and `sources` by name of drug."""
        self.sources = sources
        self.processes = {process.key: process for process in processes}
        self.acts = acts
        self._book = book
        self._driven = {folded(name): drivers for name, drivers in driven.items()}
        self._found: dict[Disease, Drivers] = {}
        counts = Counter(key for drivers in driven.values() for key in drivers)
        self.telling = {key: math.log1p(len(driven) / count) for key, count in counts.items()}
        """How much a shared process says: the log of how few diseases it drives."""

    def of(self, asked: Disease) -> Drivers:
        """From its own line; else those of its kinds, of its kind, or of its nearest kin."""
        if asked not in self._found:
            self._found[asked] = self._drivers(asked)
        return self._found[asked]

    def _drivers(self, asked: Disease) -> Drivers:
        for name in asked.names:
            if own := self._driven.get(folded(name)):
                return Drivers({key: n / STRONGEST for key, n in own.items()})
        kin = self._kinds_of(asked) or self._kind_of(asked) or self._alike(asked)
        total = sum(kin.values())
        found: defaultdict[str, float] = defaultdict(float)
        for entry, weight in kin.items():
            for key, strength in self._driven[folded(entry.name)].items():
                found[key] += weight / total * strength / STRONGEST
        return Drivers(found, tuple(entry.name for entry in kin))

    def _listed(self) -> list[Disease]:
        return [entry for entry in self._book.diseases if folded(entry.name) in self._driven]

    def _kinds_of(self, asked: Disease) -> dict[Disease, float]:
        return {e: 1.0 for e in self._listed() if icd.any_within(e.codes, asked.codes)}

    def _kind_of(self, asked: Disease) -> dict[Disease, float]:
        """The entry whose code is nearest above one of the codes."""
        over = [(len(above), e) for e in self._listed() for above in e.codes
                if icd.any_within(asked.codes, [above])]  # fmt: skip
        return {max(over, key=lambda pair: pair[0])[1]: 1.0} if over else {}

    def _alike(self, asked: Disease) -> dict[Disease, float]:
        """The few nearest by code and wording, as alike as `_LEAST_KINSHIP` at the least.

        Where no code is known, wording alone decides, and must then hold an entry's whole name.
        """
        alike = _kinship if asked.codes else _worded_within
        found = [(alike(asked, entry), entry) for entry in self._listed()]
        found = sorted((p for p in found if p[0] >= _LEAST_KINSHIP), key=lambda p: -p[0])
        return {entry: kinship for kinship, entry in found[:_KIN]}

    def contributions(self, drug: str, drivers: Drivers) -> dict[str, float]:
        """What acting on each process is worth: its strength on both sides, and how telling."""
        acts = self.acts.get(drug, {})
        return {
            key: strength * acts[key] / STRONGEST * self.telling[key]
            for key, strength in drivers.strengths.items()
            if key in acts
        }

    def alikeness(self, one: Disease, other: Disease) -> float:
        """0 to 1: the cosine of what drives the two, telling processes first."""
        mine, others = self.of(one).strengths, self.of(other).strengths
        shared = sum(mine[k] * others[k] * self.telling[k] ** 2 for k in mine if k in others)
        return shared / (self._length(mine) * self._length(others)) if shared else 0.0

    def _length(self, strengths: Mapping[str, float]) -> float:
        return math.sqrt(sum((n * self.telling[k]) ** 2 for k, n in strengths.items()))


def _kinship(one: Disease, other: Disease) -> float:
    sides = [(a, b) for x in one.names for y in other.names if (a := words(x)) and (b := words(y))]
    worded = max((len(a & b) / len(a | b) for a, b in sides), default=0.0)
    return (icd.nearness(one.codes, other.codes) + worded) / 2


def _worded_within(one: Disease, other: Disease) -> float:
    """The share of the words that a name of the other, all of it, has in one's name; else 0."""
    mine = words(one.name)
    held = [len(w) / len(mine) for name in other.names if (w := words(name)) and w <= mine]
    return max(held, default=0.0)


def _strengths(cell: str, where: str, known: Mapping[str, Process]) -> dict[str, int]:
    """`term 3; term 1` by term. Raises ValueError for a term that the vocabulary lacks."""
    found: dict[str, int] = {}
    for part in tables.listed(cell):
        key, number = part.split()
        if key not in known:
            raise ValueError(f"{where}: {key!r} is not in processes.tsv")
        found[key] = int(number)
    return found


def _actions(
    rows: Sequence[Mapping[str, str]], known: Mapping[str, Process], book: DrugBook
) -> dict[str, dict[str, int]]:
    """By drug: its class's line, then its own, in which 0 takes a process away."""
    lines = {line["target"]: _strengths(line["acts"], line["target"], known) for line in rows}
    keys = {key for drug in book.drugs for key in (drug.name, drug.kind)}
    if strangers := sorted(lines.keys() - keys):
        raise ValueError(f"actions.tsv: {strangers} are neither drugs nor classes of drugs.tsv")
    return {
        drug.name: {
            key: strength
            for key, strength in (lines.get(drug.kind, {}) | lines.get(drug.name, {})).items()
            if strength
        }
        for drug in book.drugs
    }


@lru_cache(maxsize=1)
def mechanisms() -> Mechanisms:
    """The packaged tables. Raises ValueError for a term, disease or drug that is not declared."""
    processes = {
        line["process"]: Process(
            line["process"],
            line["name"],
            line["zh"],
            Effect.SYMPTOMATIC if line["acting_on_it"] == "relieves" else Effect.DISEASE_MODIFYING,
        )
        for line in tables.rows("processes")
    }
    book = disease_book()
    driven: dict[str, dict[str, int]] = {}
    for line in tables.rows("mechanisms"):
        if book.named(line["disease"]) is None:
            raise ValueError(f"mechanisms.tsv: {line['disease']!r} is not in diseases.tsv")
        driven[line["disease"]] = _strengths(line["processes"], line["disease"], processes)
    drugs, rows = drug_book(), tuple(tables.rows("actions"))
    told = {line["target"]: line["source"] for line in rows}
    sources = {drug.name: told.get(drug.name) or told.get(drug.kind, "") for drug in drugs.drugs}
    return Mechanisms(processes.values(), driven, _actions(rows, processes, drugs), book, sources)
