"""Measures treatment options for diseases that are left out of all knowledge, one at a time.

`python -m benchmarks.treatment --data DIR [--show]`, DIR holding `drug_indications/indications.tsv`
(PharmacotherapyDB 1.0; or `.gz`). For each disease all indication facts of it and its kinds are
taken out of the packaged tables and of the folder (by name, wording and code: `same_or_kind`); what
was taken out is printed by `--show`. What stays is its name, its place in ICD-10-CM, all others,
and its line of `mechanisms.tsv`: what drives it, written by hand from textbooks, which names no
drug. So `top3` measures reasoning from mechanism and kin where the indications are missing, not an
unknown disease; `top3_without_mechanisms` takes mechanisms away as well. A hit is a drug that the
folder marks disease-modifying (DM) for it among the first 3 options. Beside it stand the drugs with
most DM diseases among what is left, the folder's own facts alone, and mechanisms alone. Weights
were chosen on the diseases of one half (an even first byte of the SHA-256 of the name, of 67
diseases) and on packaged diseases that are none of the other half, so both halves are told apart.
The last line is JSON.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from apps.medical.domain.concept import Concept
from apps.medical.domain.option import Effect
from apps.medical.domain.treatment.diseases import Disease, disease_book
from apps.medical.domain.treatment.drugs import drug_book
from apps.medical.domain.treatment.knowledge import NOT, Fact, Knowledge, Mark, Removed, packaged
from apps.medical.domain.treatment.mechanisms import Mechanisms, mechanisms
from apps.medical.domain.treatment.scoring import Ranker, Weights
from benchmarks.packed import read_bytes

SHOWN = 3
_MARKS: Mapping[str, Mark] = {"DM": "disease-modifying", "SYM": "symptomatic", "NOT": NOT}


@dataclass(frozen=True, slots=True)
class Case:
    """One disease left out: what was shown for it, and where the first right drug stood."""

    disease: Disease
    ours: tuple[str, ...]
    popular: tuple[str, ...]
    modifying: frozenset[str]
    against: frozenset[str]
    removed: tuple[Removed, ...]

    @property
    def tuned_on(self) -> bool:
        return sha256(self.disease.name.encode()).digest()[0] % 2 == 0

    @property
    def place(self) -> int | None:
        """1 for the first option; None where no option is disease-modifying for it."""
        return next((n for n, drug in enumerate(self.ours, 1) if drug in self.modifying), None)


def facts_of(data: bytes) -> list[Fact]:
    """The folder's facts. Raises ValueError for a category other than DM, SYM and NOT."""
    described: dict[str, Disease] = {}
    facts: list[Fact] = []
    for line in csv.DictReader(io.StringIO(data.decode()), delimiter="\t"):
        name, mark = line["disease"], _MARKS.get(line["category"])
        if mark is None:
            raise ValueError(f"{line['category']!r} of {name!r} is none of DM, SYM, NOT")
        disease = described.setdefault(name, disease_book().described(Concept(name)))
        known = drug_book().named(line["drug"])
        drug = known.name if known else line["drug"].lower()
        facts.append(Fact(disease, drug, mark, "PharmacotherapyDB 1.0"))
    return facts


def cases_of(
    facts: Sequence[Fact], knowledge: Knowledge, acting: Mechanisms | None = None
) -> list[Case]:
    """Every disease of the folder, left out of the knowledge in turn; mechanisms stay if given."""
    marked: defaultdict[Disease, defaultdict[Mark, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for fact in facts:
        marked[fact.disease][fact.mark].add(fact.drug)
    found: list[Case] = []
    for disease in sorted(marked, key=lambda each: each.name):
        rest, removed = knowledge.without(disease)
        ranked = Ranker(rest, drug_book(), Weights(), acting).rank(disease)
        marks = marked[disease]
        found.append(
            Case(
                disease,
                tuple(scored.drug for scored in ranked),
                _popular(rest),
                frozenset(marks["disease-modifying"]),
                frozenset(marks[NOT]),
                removed,
            )
        )
    return found


def _popular(knowledge: Knowledge) -> tuple[str, ...]:
    """The drugs that modify most diseases, most first."""
    modifying = Counter(f.drug for f in knowledge.facts if f.effect is Effect.DISEASE_MODIFYING)
    return tuple(sorted(modifying, key=lambda drug: (-modifying[drug], drug)))


def share(cases: Collection[Case], most: int) -> float | None:
    """Share of the diseases with a DM drug that have one in the first `most`; None without any."""
    counted = [case for case in cases if case.modifying]
    hits = sum(case.place is not None and case.place <= most for case in counted)
    return hits / len(counted) if counted else None


def popular_share(cases: Collection[Case]) -> float | None:
    counted = [case for case in cases if case.modifying]
    hits = sum(bool(case.modifying & set(case.popular[:SHOWN])) for case in counted)
    return hits / len(counted) if counted else None


def marked_not(cases: Collection[Case]) -> int:
    """How many of the drugs shown first were judged not to be for the disease."""
    return sum(drug in case.against for case in cases for drug in case.ours[:SHOWN])


def report(data: Path, *, show: bool = False) -> dict[str, float | int | None]:
    """Prints the table and returns what the last line says."""
    started, cpu = time.perf_counter(), time.process_time()
    facts = facts_of(read_bytes(data / "drug_indications" / "indications.tsv"))
    both, folder = packaged().and_also(facts), Knowledge([]).and_also(facts)
    all_ = cases_of(facts, both, mechanisms())
    plain, alone = cases_of(facts, both), cases_of(facts, folder)
    halves = {
        "weights chosen on": [case for case in all_ if case.tuned_on],
        "not seen by the choice": [case for case in all_ if not case.tuned_on],
        "all diseases": all_,
        "without mechanisms": plain,
        "folder's facts alone": alone,
        "mechanisms alone": cases_of(facts, Knowledge([]), mechanisms()),
    }
    if show:
        _print_cases(all_)
    print(f"{'diseases':28}{'with DM':>8}{'top 1':>8}{'top 3':>8}{'top 10':>8}{'popular 3':>11}"
          f"{'NOT shown':>11}")  # fmt: skip
    for name, cases in halves.items():
        counted = sum(bool(case.modifying) for case in cases)
        figures = "".join(f"{_percent(share(cases, n)):>8}" for n in (1, 3, 10))
        print(f"{name:28}{counted:>8}{figures}{_percent(popular_share(cases)):>11}"
              f"{marked_not(cases):>11}")  # fmt: skip
    empty = sum(not case.ours for case in all_)
    print(f"\n{empty} of {len(all_)} diseases got no option, for want of mechanism and neighbour.")
    print(_kept(all_))
    print(f"{time.perf_counter() - started:.0f} s, {time.process_time() - cpu:.0f} s of CPU")
    return {
        "top3": share(all_, 3),
        "popularity_top3": popular_share(all_),
        "marked_not": marked_not(all_),
        "top1": share(all_, 1),
        "top10": share(all_, 10),
        "top3_without_mechanisms": share(plain, 3),
        "marked_not_without_mechanisms": marked_not(plain),
        "top3_folder_only": share(alone, 3),
        "top3_mechanisms_only": share(halves["mechanisms alone"], 3),
        "top3_unseen_half": share(halves["not seen by the choice"], 3),
        "diseases": sum(bool(case.modifying) for case in all_),
    }


def _kept(cases: Collection[Case]) -> str:
    own = sum(not mechanisms().of(case.disease).kin for case in cases)
    return (
        f"Facts of a disease are left out; what drives it is not: {own} of {len(cases)} diseases "
        "have a line of their own in mechanisms.tsv, the others borrow their kin's."
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def _print_cases(cases: Sequence[Case]) -> None:
    for case in cases:
        marks = [f"{'*' if d in case.modifying else '!' if d in case.against else ''}{d}"
                 for d in case.ours[:SHOWN]]  # fmt: skip
        print(f"{case.disease.name} ({', '.join(case.disease.codes) or 'no code'})")
        print(f"  shown: {', '.join(marks) or 'nothing'}; first right: {case.place or '–'}")
        for gone in case.removed:
            print(f"  removed: {gone.disease.name}, {gone.facts} facts, {gone.why}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Treatment for diseases left out")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print every disease, and what went")
    given = parser.parse_args()
    print(json.dumps(report(given.data, show=given.show)))


if __name__ == "__main__":
    main()
