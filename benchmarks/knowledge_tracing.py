"""Measures predicted answers of students that no model has seen, beside three baselines.

`python -m benchmarks.knowledge_tracing --data DIR [--set NAME] [--test-block K] [--as-given]
[--only MODEL ...] [--seed N]`, DIR holding one set or several (`benchmarks.kt_data`). Every model
learns from the students of all other blocks, with validation students drawn among them, and then
predicts each response of the tested block (the last if not told) from the same student's earlier
responses alone. Items of several points are one response; `--as-given` leaves them repeated row by
row, which tells most of their answers in advance: such figures are marked leaky, like those of
the builder files, whose rows cannot be joined for want of items.

Printed: area under the curve over all responses, over first attempts at an item and over each
student's first five (cold); accuracy beside that of the commoner answer; calibration error, also
by quartile of students' activity, each beside what calibrated probabilities would show by chance.
Seconds are of training. The last line is JSON; figures of several sets are means over them.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.response import ResponseLog
from apps.education.domain.tracing.tracer import fit_tracer
from benchmarks.kt_data import DataSet, Split, data_sets, split
from benchmarks.kt_measures import Measures, measure

Floats = NDArray[np.float64]
Predictor = Callable[[ResponseLog], Floats]


@dataclass(frozen=True, slots=True)
class Result:
    """One model on one split. Seconds of training, by the clock and of the processors."""

    model: str
    measures: Measures
    train_seconds: float
    train_cpu_seconds: float
    predict_seconds: float
    note: str = ""


def ours(data: Split, seed: int) -> tuple[Predictor, str]:
    from apps.education.service.tracing.course_model import CourseModel

    model = CourseModel.train(data.known, None, seed=seed)
    return model.predictions, model.training.kind


def logistic(data: Split, seed: int) -> tuple[Predictor, str]:
    return fit_tracer(data.known, seed=seed).tracer.predictions, ""


def bkt(data: Split, seed: int) -> tuple[Predictor, str]:
    from benchmarks.peers.bkt import fit_bkt

    return fit_bkt(data.known).predictions, ""


def dkt(data: Split, seed: int) -> tuple[Predictor, str]:
    from benchmarks.peers.dkt import dkt_predictions, fit_dkt

    model = fit_dkt(data.train, data.valid, seed=seed)
    return lambda log: dkt_predictions(model, log), ""


MODELS: Mapping[str, Callable[[Split, int], tuple[Predictor, str]]] = {
    "ours": ours,
    "logistic": logistic,
    "bkt": bkt,
    "dkt": dkt,
}


def run(name: str, data: Split, seed: int) -> Result:
    """Trains, predicts and measures. Raises ValueError where a prediction uses what comes later."""
    clock, work = time.perf_counter(), time.process_time()
    predict, note = MODELS[name](data, seed)
    clock, work = time.perf_counter() - clock, time.process_time() - work
    started = time.perf_counter()
    chance = predict(data.test)
    took = time.perf_counter() - started
    check_causal(predict, data.test, seed)
    return Result(name, measure(chance, data.test, seed=seed), clock, work, took, note)


def check_causal(predict: Predictor, log: ResponseLog, seed: int, students: int = 6) -> None:
    """Turns a student's later half of answers round: what was predicted until then must stay."""
    from dataclasses import replace

    from apps.education.domain.tracing.parts import part_of

    drawn = np.random.default_rng(seed).permutation(np.unique(log.student))[:students]
    some = part_of(log, np.isin(log.student, drawn))
    starts = np.searchsorted(some.student, some.student)
    ends = np.searchsorted(some.student, some.student, side="right")
    place = np.arange(len(some))
    later = place >= (starts + ends) // 2
    turned = predict(replace(some, correct=some.correct ^ later))
    known = place <= (starts + ends) // 2
    moved = np.abs(turned - predict(some))[known]
    if len(moved) and moved.max() > 1e-3:
        raise ValueError(f"a prediction moved by {moved.max():.3f} when later answers changed")


def report(data: DataSet, found: Split, results: Sequence[Result]) -> dict[str, Any]:
    leaky = not found.collapsed or data.name == "builder"
    print(
        f"{data.name}: {len(found.known):,} responses to learn from, {len(found.test):,} tested"
        f"{' - LEAKY, for comparison only' if leaky else ''}"
        f"{' (official split)' if data.official else ''}"
    )
    print(
        f"{'model':9} {'AUC':>6} {'acc.':>6} {'major':>6} {'ECE':>6} {'first':>6} {'later':>6} "
        f"{'cold':>6} {'ECEcold':>7}  ECE by activity quartile (by chance)      train s   CPU s"
    )
    for result in results:
        print(_row(result))
    return {
        "set": data.name,
        "leaky": leaky,
        "official_split": data.official,
        "test_rows": len(found.test),
        **_keys(results),
        "models": {result.model: asdict(result) for result in results},
    }


def _row(result: Result) -> str:
    m = result.measures
    parts = " ".join(f"{_f(e)}({_f(n)})" for e, n in m.ece_quartiles)
    figures = (
        m.auc,
        m.accuracy,
        m.majority,
        m.ece,
        m.auc_first_attempts,
        m.auc_later_attempts,
        m.auc_cold,
    )
    return (
        f"{result.model:9} {' '.join(f'{_f(value):>6}' for value in figures)} "
        f"{_f(m.ece_cold):>7}  {parts}  {result.train_seconds:7.1f} "
        f"{result.train_cpu_seconds:7.1f} {result.note}"
    )


def _f(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}".replace("0.", ".", 1)


def _keys(results: Sequence[Result]) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for result in results:
        m = result.measures
        if result.model != "ours":
            keys[f"{result.model}_auc"] = m.auc
            continue
        keys |= {
            "auc": m.auc,
            "accuracy": m.accuracy,
            "majority": m.majority,
            "ece": m.ece,
            "ece_noise": m.ece_noise,
            "ece_worst_quartile": max((e for e, _ in m.ece_quartiles if e is not None)),
            "auc_first_attempts": m.auc_first_attempts,
            "auc_cold": m.auc_cold,
            "train_seconds": result.train_seconds,
            "train_cpu_seconds": result.train_cpu_seconds,
        }
    return keys


def summary(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One set's figures, or their means over several sets with each beside."""
    if len(reports) == 1:
        return dict(reports[0])
    numbers = [
        key
        for key, value in reports[0].items()
        if isinstance(value, float) and all(isinstance(r.get(key), float) for r in reports)
    ]
    means = {key: float(np.mean([r[key] for r in reports])) for key in numbers}
    return means | {"sets": {report["set"]: report for report in reports}}


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", dest="sets", action="append", help="only sets of this name")
    parser.add_argument("--test-block", type=int)
    parser.add_argument(
        "--as-given", action="store_true", help="leaky: rows as the files have them"
    )
    parser.add_argument("--only", nargs="+", choices=list(MODELS), default=list(MODELS))
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args(arguments)
    reports = []
    for data in chosen(told.data, told.sets):
        found = split(data, told.test_block, collapse=not told.as_given)
        results = [run(name, found, told.seed) for name in told.only]
        reports.append(report(data, found, results))
    found_all = summary(reports)
    print(json.dumps(found_all))
    return found_all


def chosen(folder: Path, names: Sequence[str] | None) -> list[DataSet]:
    """Raises ValueError for a name that the folder does not have."""
    known = data_sets(folder)
    missing = set(names or ()) - {data.name for data in known}
    if missing:
        have = ", ".join(data.name for data in known)
        raise ValueError(f"{folder} has no set {sorted(missing)}; it has {have}")
    return [data for data in known if names is None or data.name in names]


if __name__ == "__main__":
    main()
