"""Ranks synthetic patients of DDXPlus and children of DXY by a few of their findings.

`python -m benchmarks.diagnosis_common --data DIR` (DIR/{ddxplus,cn_imcs21_dxy}; text files may be
gzipped). Patients that the shipped weights were trained on are ranked by models refitted without
them; where the folder holds others, only those are reported, by the shipped weights.

A picture of 3 findings is the complaint (the data's initial evidence) and two more that are drawn
uniformly among all else that is listed for the patient, each listed answer counting as one; 20
seeded draws a patient. Age goes with each. The baseline is naive Bayes over the questions without
their answers, conditions equally probable, frequencies kept within [0.001, 0.999], without age.
Calibration error is over 10 equal bins. The last line is JSON: `complaint_auc`, `ev3_top1`,
`ev3_top3`, `ev3_ece`, `outside_auroc`, `dxy_accuracy` and what stands behind them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from apps.medical.domain.common.ages import band_of
from apps.medical.domain.common.draws import Pictures, as_record, draw, draw_record
from apps.medical.domain.common.model import Model, load, softmax
from apps.medical.domain.common.patients import Counts, Patient, read_patients
from apps.medical.domain.common.ranker import WEIGHTS, CommonKnowledge
from apps.medical.domain.common.train import Held, Record
from apps.medical.domain.common.vocabulary import PACKAGE, Vocabulary, implied, packaged
from apps.medical.domain.concept import Concept
from apps.medical.domain.finding import Assertion, Finding, Origin
from apps.medical.domain.source import Source
from benchmarks.diagnosis_common_children import dxy
from benchmarks.diagnosis_common_measures import FEWEST_UNSEEN, Measured, auroc, measured, unseen

Floats = npt.NDArray[np.float64]

SEED = 4
DRAWS = 20
PEOPLE = 400
"""Patients a condition that are drawn from the model for the ceiling."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The patients to report, and how to rank and to widen them without having seen them."""

    words: Vocabulary
    patients: Sequence[Patient]
    counts: Counts
    model: Model
    held: Held | None

    @property
    def truth(self) -> npt.NDArray[np.int64]:
        return np.array([each.condition for each in self.patients])

    def probabilities(self, pictures: Pictures, denied_NT: npt.NDArray[np.bool_] | None = None):
        bands_N = band_of([each.age_years for each in self.patients])[pictures.patient_N]
        if self.held is None:
            joint = self.model.log_joint(pictures.stated_NT, bands_N, denied_NT=denied_NT)
        else:
            joint = self.held.joint(pictures.stated_NT, pictures.patient_N, denied_NT)
        return self.model.probabilities(joint)

    def records(self, size: int) -> list[Record]:
        if self.held is not None:
            return list(self.held.records(self.patients, size, SEED))
        rng = np.random.default_rng(SEED)
        return [
            Record(p, draw_record(as_record(p, self.words, implied()), size, rng), self.model)
            for p in self.patients
        ]


def prepare(folder: Path) -> Bench:
    words = packaged()
    with as_file(files(PACKAGE) / WEIGHTS) as path:
        model, stored = load(path, words)
    counts = Counts(stored["counts_C"].astype(np.float64), stored["met_CQ"].astype(np.float64))
    patients = read_patients(folder, words)
    fresh = unseen([each.fingerprint for each in patients], stored["trained_on"])
    print(f"DDXPlus: {len(patients)} patients, {len(fresh)} of them not trained on")
    if len(fresh) >= FEWEST_UNSEEN:
        print(f"Reported: the {len(fresh)} not trained on, by the shipped weights")
        return Bench(words, [patients[n] for n in fresh], counts, model, None)
    print("Reported: all, each by a model refitted without it (7 folds)")
    return Bench(words, patients, counts, model, Held(counts, patients, words))


def naive_bayes(bench: Bench, pictures: Pictures) -> Floats:
    """Over questions only: which were met, not how they were answered."""
    met_CQ = np.clip(bench.counts.met_CQ, 1e-3, 1 - 1e-3)
    codes = list(bench.words.questions)
    owner = np.array([codes.index(token.partition("@")[0]) for token in bench.words.tokens])
    met_NQ = np.zeros((len(pictures.stated_NT), len(codes)))
    for row, stated in zip(met_NQ, pictures.stated_NT, strict=True):
        row[owner[stated]] = 1
    return softmax(met_NQ @ np.log(met_CQ).T)


def with_answers(bench: Bench) -> Pictures:
    """The complaint with the answers to the questions that hang on it: where it hurts, and how."""
    stated = np.zeros((len(bench.patients), len(bench.words.tokens)), dtype=bool)
    for row, patient in zip(stated, bench.patients, strict=True):
        parents = {token: bench.words.question_of(token).parent for token in patient.tokens}
        own = [t for t in patient.tokens if patient.initial in (t, parents[t])]
        row[[bench.words.number[token] for token in own]] = True
    return Pictures(stated, np.arange(len(bench.patients)))


def ceiling(bench: Bench) -> float:
    """The complaint's AUC on patients drawn from the model itself: as if nothing were unknown."""
    rng = np.random.default_rng(SEED)
    model = bench.model
    could = np.flatnonzero(model.complaint_T)
    stated, bands, truth = [], [], []
    for condition, rates in enumerate(model.rate_CT[:, could]):
        for there in rng.random((PEOPLE, len(could))) < rates:
            if there.any():
                row = np.zeros(len(model.complaint_T), dtype=bool)
                row[could[rng.choice(np.flatnonzero(there))]] = True
                stated.append(row)
                bands.append(rng.choice(model.age_CB.shape[1], p=model.age_CB[condition]))
                truth.append(condition)
    joint = model.log_joint(np.array(stated), np.array(bands))
    return measured(softmax(joint), np.array(truth)).auc


def ddxplus(folder: Path) -> dict[str, Any]:
    bench = prepare(folder)

    def picture(size: int | None, times: int = DRAWS, *, symptoms_only: bool = False) -> Pictures:
        return draw(bench.patients, bench.words, size, times=times, seed=SEED,
                    symptoms_only=symptoms_only)  # fmt: skip

    rows: Mapping[str, Pictures] = {
        "complaint only": picture(1, 1),
        "complaint with its own answers": with_answers(bench),
        "3 findings": picture(3),
        "3 findings, symptoms only": picture(3, symptoms_only=True),
        "5 findings": picture(5),
        "all findings": picture(None, 1),
    }
    print(f"\n{'':32}{'ours':^34}{'naive Bayes':^34}")
    print(f"{'':32}" + f"{'AUC':>8}{'top-1':>8}{'top-3':>8}{'ECE':>8}  " * 2)
    ours, base = {}, {}
    for name, pictures in rows.items():
        truth = bench.truth[pictures.patient_N]
        ours[name] = measured(bench.probabilities(pictures), truth)
        base[name] = measured(naive_bayes(bench, pictures), truth)
        print(f"{name:32}{_line(ours[name])}  {_line(base[name])}")
    everything = rows["all findings"]
    denied = measured(
        bench.probabilities(everything, ~everything.stated_NT), bench.truth[everything.patient_N]
    )
    print(f"{'all findings, the rest denied':32}{_line(denied)}")
    top = ceiling(bench)
    print(f"\nComplaint only, patients drawn from the model itself: AUC {top:.4f}")
    outside = {size: _outside(bench, size) for size in (3, 5)}
    for size, area in outside.items():
        print(f"Condition left out, {size} findings as a record tells them: AUROC {area:.3f}")
    complaint, three = ours["complaint only"], ours["3 findings"]
    return {
        "complaint_auc": round(complaint.auc, 4),
        "complaint_auc_naive_bayes": round(base["complaint only"].auc, 4),
        "complaint_auc_ceiling": round(top, 4),
        "complaint_with_answers_auc": round(ours["complaint with its own answers"].auc, 4),
        "ev3_top1": round(three.top1, 4),
        "ev3_top3": round(three.top3, 4),
        "ev3_ece": round(three.ece, 4),
        "ev3_naive_bayes": [round(v, 4) for v in _numbers(base["3 findings"])],
        "ev5_top1": round(ours["5 findings"].top1, 4),
        "all_top1": round(ours["all findings"].top1, 4),
        "outside_auroc": round(outside[3], 4),
        "outside_auroc_5": round(outside[5], 4),
        "patients": len(bench.patients),
        "refitted": bench.held is not None,
    }


def _line(found: Measured) -> str:
    return f"{found.auc:8.4f}{found.top1:8.3f}{found.top3:8.3f}{found.ece:8.3f}"


def _numbers(found: Measured) -> tuple[float, float, float]:
    return found.top1, found.top3, found.ece


def _outside(bench: Bench, size: int) -> float:
    records = bench.records(size)
    nats = [r.inside(bench.words) for r in records] + [r.outside(bench.words) for r in records]
    return auroc(-np.array(nats), np.repeat([False, True], len(records)))


def speed(cases: Sequence[Patient], words: Vocabulary) -> float:
    """Milliseconds of CPU to rank a patient of the desk, questions and lines included."""
    knowledge = CommonKnowledge.load()
    told = [_findings(each, words) for each in cases[:20]]
    knowledge.rank(told[0], sex="female", age_years=40)
    start = time.process_time()
    for each, patient in zip(told, cases, strict=False):
        knowledge.rank(each, sex="unknown", age_years=float(patient.age_years))
    return 1000 * (time.process_time() - start) / len(told)


def _findings(patient: Patient, words: Vocabulary) -> list[Finding]:
    labels = [words.label(token, "en") for token in patient.tokens if "@" not in token]
    return [
        Finding(Concept(each), Assertion.PRESENT, Origin.TEXT, Source("", 0, 0)) for each in labels
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(arguments).data
    result = ddxplus(data / "ddxplus") | dxy(data / "cn_imcs21_dxy")
    words = packaged()
    result["ms_per_case"] = round(speed(read_patients(data / "ddxplus", words), words), 1)
    print(f"\nOne patient ranked with lines and questions: {result['ms_per_case']} ms of CPU\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
