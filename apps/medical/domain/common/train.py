"""Estimates the knowledge of common presentations and writes the weights that ship.

`python -m apps.medical.domain.common.train --data DIR`, with DIR holding `ddxplus` and
`cn_imcs21_dxy`. Reproducible: the same files and seed give the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax

from apps.medical.domain.common import child_train
from apps.medical.domain.common.ages import age_rates, band_of
from apps.medical.domain.common.draws import as_record, draw, draw_record
from apps.medical.domain.common.likelihood import known_or_not, score
from apps.medical.domain.common.matching import Observation
from apps.medical.domain.common.model import Model, save
from apps.medical.domain.common.outside import Outside, fitted, without
from apps.medical.domain.common.patients import (
    Counts,
    Patient,
    read_counts,
    read_patients,
    stated,
)
from apps.medical.domain.common.rates import token_rates
from apps.medical.domain.common.vocabulary import PACKAGE, Vocabulary, implied, packaged

SEED = 20
FOLDS = 7
SIZES = (1, 2, 3, 5, 8)
"""Numbers of stated tokens that calibration is done over."""

WEIGHTS = "knowledge.safetensors"


def folds(conditions_N: npt.NDArray[np.int64], count: int, seed: int) -> npt.NDArray[np.int64]:
    """A fold for each patient, every condition spread evenly over them."""
    rng = np.random.default_rng(seed)
    fold_N = np.zeros(len(conditions_N), dtype=np.int64)
    start = 0
    for condition in np.unique(conditions_N):
        members = rng.permutation(np.flatnonzero(conditions_N == condition))
        fold_N[members] = (start + np.arange(len(members))) % count
        start += len(members)
    return fold_N


def estimate(counts: Counts, patients: Sequence[Patient], words: Vocabulary) -> Model:
    """The model of these patients and counts, uncalibrated."""
    condition_N = np.array([each.condition for each in patients])
    bands_N = band_of([each.age_years for each in patients])
    complaint = [
        not each.scale and not each.antecedent for each in map(words.question_of, words.tokens)
    ]
    return Model(
        rate_CT=token_rates(counts, stated(patients, words), condition_N, words),
        age_CB=age_rates(bands_N, condition_N, len(words.conditions)),
        prior_C=counts.patients_C / counts.patients_C.sum(),
        complaint_T=np.array(complaint),
    )


class Held:
    """Pictures scored by models that saw neither their patient nor, on request, its condition."""

    def __init__(self, counts: Counts, patients: Sequence[Patient], words: Vocabulary) -> None:
        self.words = words
        self.condition_N = np.array([each.condition for each in patients])
        self.fold_N = folds(self.condition_N, FOLDS, SEED)
        self._bands_N = band_of([each.age_years for each in patients])
        self._models = [
            estimate(
                counts, [p for p, f in zip(patients, self.fold_N, strict=True) if f != k], words
            )
            for k in range(FOLDS)
        ]

    def joint(
        self,
        stated_NT: npt.NDArray[np.bool_],
        patient_N: npt.NDArray[np.int64],
        denied_NT: npt.NDArray[np.bool_] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Shape (N, C), each row by the fold's model that did not see the patient."""
        joint = np.zeros((len(stated_NT), len(self._models[0].rate_CT)))
        for k, model in enumerate(self._models):
            rows = self.fold_N[patient_N] == k
            denied = None if denied_NT is None else denied_NT[rows]
            bands_N = self._bands_N[patient_N[rows]]
            joint[rows] = model.log_joint(stated_NT[rows], bands_N, denied_NT=denied)
        return joint

    def records(self, patients: Sequence[Patient], size: int, seed: int) -> Iterator[Record]:
        """A record of `size` findings a patient, and the model that did not see the patient."""
        rng = np.random.default_rng(seed)
        for number, patient in enumerate(patients):
            told = draw_record(as_record(patient, self.words, implied()), size, rng)
            yield Record(patient, told, self._models[self.fold_N[number]])


@dataclass(frozen=True, slots=True)
class Record:
    """What a record tells of a patient, with a model that has not seen the patient."""

    patient: Patient
    told: tuple[Observation, ...]
    model: Model

    def joint(self, words: Vocabulary) -> npt.NDArray[np.float64]:
        return score(self.model, self.told, self.patient.age_years, words).joint_C

    def inside(self, words: Vocabulary) -> float:
        return known_or_not(self.model, self.told, self.patient.age_years, words)

    def outside(self, words: Vocabulary) -> float:
        """As if the patient's condition were not among the known."""
        ignorant = without(self.model, self.patient.condition)
        return known_or_not(ignorant, self.told, self.patient.age_years, words)


def temperature(joint_NC: npt.NDArray[np.float64], truth_N: npt.NDArray[np.int64]) -> float:
    """The temperature of least cross-entropy, to two digits."""

    def loss(value: float) -> float:
        picked = log_softmax(joint_NC / value, axis=1)[np.arange(len(truth_N)), truth_N]
        return float(-picked.mean())

    return float(min(np.round(np.arange(0.6, 1.8, 0.02), 2), key=loss))


def open_set(records: Sequence[Record], words: Vocabulary) -> Outside:
    """The curve of `none of these`, over patients whose condition was left out."""
    inside = np.array([record.inside(words) for record in records])
    return fitted(inside, np.array([record.outside(words) for record in records]))


def train(data: Path, target: Path) -> None:
    """Writes `target`/knowledge.safetensors from `data`/ddxplus."""
    words, folder = packaged(), data / "ddxplus"
    counts, patients = read_counts(folder, words), read_patients(folder, words)
    held = Held(counts, patients, words)
    joints, truths = [], []
    for size in SIZES:
        pictures = draw(patients, words, size, times=4, seed=SEED - size)
        joints.append(held.joint(pictures.stated_NT, pictures.patient_N))
        truths.append(held.condition_N[pictures.patient_N])
    warmth = temperature(np.concatenate(joints), np.concatenate(truths))
    records = [each for size in SIZES for each in held.records(patients, size, SEED + size)]
    outside = open_set(records, words)
    record_joint = np.stack([record.joint(words) for record in records])
    record_truth = np.array([record.patient.condition for record in records])
    plain = estimate(counts, patients, words)
    model = Model(plain.rate_CT, plain.age_CB, plain.prior_C, plain.complaint_T, warmth)
    prints = np.array([list(each.fingerprint) for each in patients], dtype=np.uint8)
    extra = {
        "counts_C": counts.patients_C.astype(np.float32),
        "met_CQ": counts.met_CQ.astype(np.float32),
        "trained_on": prints,
        "outside_slope": np.array([outside.slope], np.float32),
        "record_temperature": np.array([temperature(record_joint, record_truth)], np.float32),
    }
    save(target / WEIGHTS, model, words, extra)
    print(f"{len(patients)} patients, temperature {warmth:.2f}: {target / WEIGHTS}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(str(files(PACKAGE))))
    chosen = parser.parse_args(arguments)
    train(chosen.data, chosen.out)
    child_train.train(chosen.data, chosen.out)


if __name__ == "__main__":
    main()
