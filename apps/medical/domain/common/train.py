"""Estimates the knowledge of common presentations and writes the weights that ship.

`python -m apps.medical.domain.common.train --data DIR`, with DIR holding `ddxplus` and
`cn_imcs21_dxy`. Reproducible: the same files and seed give the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from apps.medical.domain.common.ages import age_rates, band_of
from apps.medical.domain.common.draws import draw
from apps.medical.domain.common.model import Model, save
from apps.medical.domain.common.outside import Outside, features, unspecific
from apps.medical.domain.common.patients import (
    Counts,
    Patient,
    read_counts,
    read_patients,
    stated,
)
from apps.medical.domain.common.rates import token_rates
from apps.medical.domain.common.vocabulary import PACKAGE, Vocabulary, packaged

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
        self, stated_NT: npt.NDArray[np.bool_], patient_N: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Shape (N, C), each row by the fold's model that did not see the patient."""
        joint = np.zeros((len(stated_NT), len(self._models[0].rate_CT)))
        for k, model in enumerate(self._models):
            rows = self.fold_N[patient_N] == k
            joint[rows] = model.log_joint(stated_NT[rows], self._bands_N[patient_N[rows]])
        return joint

    def inside_outside(
        self, stated_NT: npt.NDArray[np.bool_], patient_N: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Features of every picture with its condition known, and with it left out."""
        named_N, joint = stated_NT.sum(1), self.joint(stated_NT, patient_N)
        known, left_out = np.zeros(len(joint)), np.zeros(len(joint))
        truth_N = self.condition_N[patient_N]
        for k, model in enumerate(self._models):
            for condition in range(joint.shape[1]):
                rows = (self.fold_N[patient_N] == k) & (truth_N == condition)
                if not rows.any():
                    continue
                pictures, bands = stated_NT[rows], self._bands_N[patient_N[rows]]
                known[rows] = unspecific(model).log_joint(pictures, bands)[:, 0]
                without = unspecific(model, condition)
                left_out[rows] = without.log_joint(pictures, bands)[:, 0]
        others = np.arange(joint.shape[1]) != truth_N[:, None]
        without_own = joint[others].reshape(len(joint), -1)
        return features(joint, known, named_N), features(without_own, left_out, named_N)


def temperature(joint_NC: npt.NDArray[np.float64], truth_N: npt.NDArray[np.int64]) -> float:
    """The temperature of least cross-entropy, to two digits."""
    from scipy.special import log_softmax

    def loss(value: float) -> float:
        picked = log_softmax(joint_NC / value, axis=1)[np.arange(len(truth_N)), truth_N]
        return float(-picked.mean())

    return float(min(np.round(np.arange(0.6, 1.8, 0.02), 2), key=loss))


def open_set(held: Held, patients: Sequence[Patient], words: Vocabulary) -> Outside:
    """The curve of `none of these`, over patients whose condition was left out."""
    inside, outside = [], []
    for size in SIZES:
        pictures = draw(patients, words, size, times=3, seed=SEED + size)
        known, left_out = held.inside_outside(pictures.stated_NT, pictures.patient_N)
        inside.append(known)
        outside.append(left_out)
    rows = np.concatenate([*inside, *outside])
    truth = np.repeat([0, 1], len(rows) // 2)
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    curve = LogisticRegression(max_iter=1000).fit((rows - mean) / scale, truth)
    return Outside(mean, scale, curve.coef_[0], float(curve.intercept_[0]))


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
    outside = open_set(held, patients, words)
    plain = estimate(counts, patients, words)
    model = Model(plain.rate_CT, plain.age_CB, plain.prior_C, plain.complaint_T, warmth)
    prints = np.array([list(each.fingerprint) for each in patients], dtype=np.uint8)
    extra = {
        "counts_C": counts.patients_C.astype(np.float32),
        "met_CQ": counts.met_CQ.astype(np.float32),
        "trained_on": prints,
        "outside": np.stack([outside.mean_F, outside.scale_F, outside.weight_F]).astype(np.float32),
        "outside_intercept": np.array([outside.intercept], np.float32),
    }
    save(target / WEIGHTS, model, words, extra)
    print(f"{len(patients)} patients, temperature {warmth:.2f}: {target / WEIGHTS}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(str(files(PACKAGE))))
    chosen = parser.parse_args(arguments)
    train(chosen.data, chosen.out)


if __name__ == "__main__":
    main()
