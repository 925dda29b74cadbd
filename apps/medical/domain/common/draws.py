"""Partial pictures of known patients: the complaint and a few more of what is true of them.

The complaint comes first; the others are drawn uniformly, without replacement, among all else that
is listed for the patient, each listed answer counting as one. Seeded, so that two rankings meet the
same pictures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.matching import Observation
from apps.medical.domain.common.patients import Patient
from apps.medical.domain.common.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is stated in each picture, and whose patient's it is."""

    stated_NT: npt.NDArray[np.bool_]
    patient_N: npt.NDArray[np.int64]


def draw(
    patients: Sequence[Patient],
    words: Vocabulary,
    size: int | None,
    *,
    times: int,
    seed: int,
    symptoms_only: bool = False,
) -> Pictures:
    """`times` pictures of `size` tokens a patient; all of them where `size` is None."""
    rng = np.random.default_rng(seed)
    stated, owner = [], []
    for number, patient in enumerate(patients):
        others = [words.number[token] for token in patient.tokens
                  if token != patient.initial
                  and not (symptoms_only and words.question_of(token).antecedent)]  # fmt: skip
        for _ in range(times):
            more = len(others) if size is None else min(size - 1, len(others))
            row = np.zeros(len(words.tokens), dtype=bool)
            row[[words.number[patient.initial], *rng.choice(others, more, replace=False)]] = True
            stated.append(row)
            owner.append(number)
    return Pictures(np.array(stated), np.array(owner))


def as_record(
    patient: Patient, words: Vocabulary, implied: Mapping[str, tuple[str, ...]]
) -> tuple[Observation, ...]:
    """Everything of a patient as a record would tell it: pain by its place, no degrees."""
    groups = {group for group in implied.values() if any("@" in token for token in group)}
    told: dict[tuple[str, ...], None] = {}
    for token in patient.tokens:
        if "@" in token:
            told |= {group: None for group in sorted(groups) if token in group}
    placed = {words.question_of(token).parent for group in told for token in group}
    plain = {(token,): None for token in patient.tokens
             if "@" not in token and token not in placed}  # fmt: skip
    return tuple(Observation((group,), False, ()) for group in plain | told)


def draw_record(
    observations: Sequence[Observation], size: int, rng: np.random.Generator
) -> tuple[Observation, ...]:
    """`size` of the observations, or all where there are fewer."""
    chosen = rng.choice(len(observations), min(size, len(observations)), replace=False)
    return tuple(observations[number] for number in chosen)
