"""The children of DXY: what was told, what came up on asking, what was denied, and the diagnosis.

Source: Xu et al. (2019), End-to-end knowledge-routed relational dialogue system; names are Chinese.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.patients import read_text
from apps.medical.domain.common.vocabulary import PACKAGE, Condition, Words
from apps.medical.domain.text.tables import rows_of

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Symptom:
    """`name` is the data's own, `also` are other Chinese words for it, `group` is what it is of."""

    name: str
    label: Words
    hpo: tuple[str, ...]
    group: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChildWords:
    diseases: tuple[Condition, ...]
    symptoms: tuple[Symptom, ...]
    number: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ChildCase:
    """Numbers of symptoms: told without asking, found on asking, and denied."""

    id: str
    disease: int
    told: frozenset[int]
    prompted: frozenset[int]
    denied: frozenset[int]

    @property
    def fingerprint(self) -> bytes:
        """16 bytes of SHA-256 over everything known of the case."""
        facts = (
            self.id,
            self.disease,
            sorted(self.told),
            sorted(self.prompted),
            sorted(self.denied),
        )
        return hashlib.sha256(repr(facts).encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Told:
    """Cases as arrays, one row a case, one column a symptom."""

    told_NS: Flags
    prompted_NS: Flags
    denied_NS: Flags

    def __getitem__(self, rows: npt.NDArray[np.int64] | Flags) -> Told:
        return Told(self.told_NS[rows], self.prompted_NS[rows], self.denied_NS[rows])

    @property
    def present_NS(self) -> Flags:
        return self.told_NS | self.prompted_NS


@cache
def child_words() -> ChildWords:
    """The packaged names of diseases and symptoms."""
    symptoms = tuple(
        Symptom(
            name=row["name"],
            label=Words(row["en"], row["zh"]),
            hpo=tuple(filter(None, row["hpo"].split(";"))),
            group=row["group"],
            also=tuple(filter(None, row["also"].split(";"))),
        )
        for row in rows_of("child_symptoms.tsv", PACKAGE)
    )
    diseases = tuple(
        Condition(row["name"], row["icd10"], Words(row["en"], row["zh"]))
        for row in rows_of("child_diseases.tsv", PACKAGE)
    )
    return ChildWords(diseases, symptoms, {each.name: n for n, each in enumerate(symptoms)})


def read_cases(folder: Path, words: ChildWords) -> tuple[ChildCase, ...]:
    """All cases of the folder's `*goal_dict*dxy*` files, by their names.

    Raises FileNotFoundError where there is none, KeyError where a symptom or disease is unknown.
    """
    paths = sorted(
        {p.with_name(p.name.removesuffix(".gz")) for p in folder.glob("*goal_dict*dxy*")}
    )
    if not paths:
        raise FileNotFoundError(f"{folder}: no file named *goal_dict*dxy*")
    cases: list[ChildCase] = []
    for path in paths:
        read = json.loads(read_text(path))
        lists: Sequence[list[dict[str, object]]] = (
            list(read.values()) if isinstance(read, dict) else [read]
        )
        cases += [_case(goal, words) for goals in lists for goal in goals]
    return tuple(cases)


def _case(goal: Mapping[str, object], words: ChildWords) -> ChildCase:
    names = [each.name for each in words.diseases]
    told, asked = _slots(goal, "explicit_inform_slots"), _slots(goal, "implicit_inform_slots")
    number = words.number
    return ChildCase(
        id=str(goal.get("consult_id", "")),
        disease=names.index(str(goal["disease_tag"])),
        told=frozenset(number[name] for name, there in told.items() if there),
        prompted=frozenset(number[name] for name, there in asked.items() if there),
        denied=frozenset(number[n] for n, there in (told | asked).items() if not there),
    )


def _slots(goal: Mapping[str, object], name: str) -> dict[str, bool]:
    slots = goal[name]
    if not isinstance(slots, dict):
        raise ValueError(f"{name} of {goal.get('consult_id')!r} is no mapping of symptoms")
    return {str(symptom): there is True for symptom, there in slots.items()}


def as_told(cases: Sequence[ChildCase], words: ChildWords) -> Told:
    size = (len(cases), len(words.symptoms))
    told = Told(np.zeros(size, bool), np.zeros(size, bool), np.zeros(size, bool))
    for row, case in enumerate(cases):
        told.told_NS[row, sorted(case.told)] = True
        told.prompted_NS[row, sorted(case.prompted)] = True
        told.denied_NS[row, sorted(case.denied)] = True
    return told
