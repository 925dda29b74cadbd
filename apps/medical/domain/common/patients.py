"""Reads DDXPlus: synthetic patients from CSV, and counts of all its patients from JSON.

The patients' file writes French codes, the counts write E_xx; the two are joined by the wording of
their English question. Source: Fansi Tchango et al. (2022), DDXPlus, CC-BY 4.0.
"""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Patient:
    """One synthetic patient. `tokens` is all that is true of it; `initial` what it complains of."""

    age_years: int
    sex: str
    condition: int
    initial: str
    tokens: tuple[str, ...]

    @property
    def fingerprint(self) -> bytes:
        """16 bytes of SHA-256 over everything known of the patient."""
        facts = (self.age_years, self.sex, self.condition, self.initial, *sorted(self.tokens))
        return hashlib.sha256("|".join(map(str, facts)).encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class Counts:
    """Of all patients of the data set: how many a condition, and how often each question is met."""

    patients_C: npt.NDArray[np.float64]
    met_CQ: npt.NDArray[np.float64]


def read_text(path: Path) -> str:
    """The text of `path`, or of `path`.gz. Raises FileNotFoundError where neither exists."""
    packed = path.with_name(path.name + ".gz")
    if not path.exists() and packed.exists():
        return gzip.decompress(packed.read_bytes()).decode()
    return path.read_text(encoding="utf8")


def read_counts(folder: Path, words: Vocabulary) -> Counts:
    """From symptom_condition_probs.json, in the vocabulary's order of conditions and questions.

    Raises KeyError where a condition or a question of the vocabulary is missing from the file.
    """
    raw = json.loads(read_text(folder / "symptom_condition_probs.json"))
    names = [condition.name for condition in words.conditions]
    return Counts(
        np.array([raw["condition_counts"][name] for name in names], dtype=np.float64),
        np.array([[raw["probabilities"][n][q] for q in words.questions] for n in names]),
    )


def read_patients(folder: Path, words: Vocabulary) -> tuple[Patient, ...]:
    """Every distinct patient of the folder's CSV files, in the order of their names.

    Raises FileNotFoundError where there is none, KeyError where an answer is unknown.
    """
    codes = _codes(folder)
    french = json.loads(read_text(folder / "release_conditions.json"))
    order = {condition.name: n for n, condition in enumerate(words.conditions)}
    numbers = {each["cond-name-fr"]: order[each["cond-name-eng"]] for each in french.values()}
    rows = [row for path in _tables(folder) for row in _rows(path)]
    found = dict.fromkeys(_patient(row, codes, numbers, words) for row in rows)
    if not found:
        raise FileNotFoundError(f"{folder}: no patients; expected CSV files with EVIDENCES")
    return tuple(found)


def _tables(folder: Path) -> list[Path]:
    """Every CSV file, packed or not, by its plain name."""
    found = [*folder.glob("*.csv"), *folder.glob("*.csv.gz")]
    return sorted({path.with_name(path.name.removesuffix(".gz")) for path in found})


def _rows(path: Path) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(read_text(path)))
    return list(rows) if "EVIDENCES" in (rows.fieldnames or ()) else []


def _codes(folder: Path) -> Mapping[str, str]:
    """E_xx codes by French code."""
    asked: dict[str, dict[str, Any]] = json.loads(read_text(folder / "release_evidences_en.json"))
    by_question = {each["question_en"]: code for code, each in asked.items()}
    french: dict[str, dict[str, Any]] = json.loads(read_text(folder / "release_evidences.json"))
    return {name: by_question[each["question_en"]] for name, each in french.items()}


def _patient(
    row: Mapping[str, str],
    codes: Mapping[str, str],
    numbers: Mapping[str, int],
    words: Vocabulary,
) -> Patient:
    def token(written: str) -> str:
        name, _, answer = written.partition("_@_")
        made = f"{codes[name]}@{answer}" if answer else codes[name]
        if made not in words.number:
            raise KeyError(f"{written!r} is no answer of {codes[name]}; add it to answers.tsv")
        return made

    return Patient(
        age_years=int(row["AGE"]),
        sex=row["SEX"],
        condition=numbers[row["PATHOLOGY"]],
        initial=token(row["INITIAL_EVIDENCE"]),
        tokens=tuple(token(each) for each in ast.literal_eval(row["EVIDENCES"])),
    )


def stated(patients: Iterable[Patient], words: Vocabulary) -> npt.NDArray[np.bool_]:
    """One row a patient, one column a token: what is true of it."""
    people = list(patients)
    found_NT = np.zeros((len(people), len(words.tokens)), dtype=bool)
    for row, patient in zip(found_NT, people, strict=True):
        row[[words.number[token] for token in patient.tokens]] = True
    return found_NT
