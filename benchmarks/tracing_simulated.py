"""Intervals and cold start of the logistic tracer against the hidden truth of simulated classes.

`python -m benchmarks.tracing_simulated [--classes N] [--write]`. With `--write` the starting
weights of new courses are fitted on classes of other seeds and written beside their module: no
one's data. Then fresh classes are traced, each from its own responses alone: how often the 90%
intervals hold the true probability of a middling item, by what the estimate rests on; how far
estimates lie from it; and what the starting weights are worth beside weights that merely add up
difficulty and ability. The last line is JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.intake.log import build_log
from apps.education.domain.mastery import Mastery
from apps.education.domain.response import Response, ResponseLog
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import SimulatedClass, simulate
from apps.education.domain.tracing.expansion import TERMS, expand
from apps.education.domain.tracing.features import folds_of, training_features
from apps.education.domain.tracing.ridge import fit_weights
from apps.education.domain.tracing.start import FILE, plain_weights, start_weights
from apps.education.domain.tracing.state import states_of
from apps.education.domain.tracing.tracer import Tracer, fit_tracer
from benchmarks.kt_measures import area

FITTED_SEEDS = range(1000, 1024)
MEASURED_SEED = 5000
WRITE_PRECISION = 2.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One student and point: what was said, and what is true."""

    mastery: Mastery
    truth: float
    responses: int

    @property
    def held(self) -> bool:
        return self.mastery.low <= self.truth <= self.mastery.high


def classes(seeds: Sequence[int]) -> Iterator[SimulatedClass]:
    """Of different sizes and lengths."""
    for seed in seeds:
        rng = np.random.default_rng(seed)
        plan = ClassPlan(students=int(rng.integers(12, 61)), weeks=int(rng.integers(6, 21)))
        yield simulate(course_graph(int(rng.integers(25, 81)), seed=seed), plan, seed=seed)


def fit_start(seeds: Sequence[int]) -> NDArray[np.float64]:
    """From whole terms and from their first days, for courses begin with little."""
    terms, correct = [], []
    for made in classes(seeds):
        ordered = in_time(made)
        for share in (0.003, 0.02, 0.1, 1.0):
            log = build_log(ordered[: max(1, int(share * len(ordered)))])
            features, _ = training_features(log, folds_of(log), made.graph)
            terms.append(expand(features))
            correct.append(log.correct)
    precision = np.full(len(TERMS), WRITE_PRECISION)
    return fit_weights(np.concatenate(terms), np.concatenate(correct), plain_weights(), precision)


def in_time(made: SimulatedClass) -> list[Response]:
    return sorted(made.responses, key=lambda r: (r.at or made.truth.as_of, r.source.row))


def write(weights: NDArray[np.float64]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter="\t", lineterminator="\n")
        out.writerow(("term", "weight"))
        out.writerows((term, f"{weight:.5g}") for term, weight in zip(TERMS, weights, strict=True))
    print(f"{FILE.name}: {len(weights)} weights")


def judge(made: SimulatedClass, tracer: Tracer, log: ResponseLog) -> list[Judged]:
    truth = made.truth
    row = {student: i for i, student in enumerate(truth.students)}
    return [
        Judged(mastery, float(truth.probability_SP[row[state.student], p]), len(mastery.evidence))
        for state in states_of(tracer, log)
        for p, mastery in enumerate(state.mastery(truth.points, truth.as_of))
    ]


def coverage(judged: Sequence[Judged]) -> dict[str, float]:
    """Share of intervals that hold the truth, their mean width, and the mean error."""
    return {
        "pairs": len(judged),
        "held": float(np.mean([one.held for one in judged])),
        "width": float(np.mean([one.mastery.high - one.mastery.low for one in judged])),
        "mean_error": float(np.mean([abs(one.mastery.probability - one.truth) for one in judged])),
        "bias": float(np.mean([one.mastery.probability - one.truth for one in judged])),
    }


def early_auc(made: SimulatedClass, graph: KnowledgeGraph, rows: int) -> tuple[float, float]:
    """AUC on later responses of a tracer fitted on the first `rows`: start weights, plain ones."""
    ordered = in_time(made)
    known, whole = build_log(ordered[:rows]), build_log(ordered)
    last = ordered[rows - 1].at
    assert last is not None
    later = whole.at > int(last.timestamp() * 1000)
    found = []
    for prior in (start_weights(), plain_weights()):
        tracer = fit_tracer(known, graph, prior=prior).tracer
        found.append(area(tracer.predictions(whole)[later], whole.correct[later]) or 0.5)
    return found[0], found[1]


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--classes", type=int, default=8)
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args(arguments)
    if told.write:
        write(fit_start(FITTED_SEEDS))
        start_weights.__globals__["_rows"].cache_clear()
    judged: list[Judged] = []
    early: list[tuple[float, float]] = []
    for made in classes(range(MEASURED_SEED, MEASURED_SEED + told.classes)):
        log = build_log(made.responses)
        judged += judge(made, fit_tracer(log, made.graph).tracer, log)
        early.append(early_auc(made, made.graph, min(300, len(log) // 2)))
    found = report(judged, early)
    print(json.dumps(found))
    return found


def report(judged: Sequence[Judged], early: Sequence[tuple[float, float]]) -> dict[str, Any]:
    groups = {
        "all": list(judged),
        "own_1_2": [one for one in judged if 1 <= one.responses <= 2],
        "own_3_5": [one for one in judged if 3 <= one.responses <= 5],
        "own_6_up": [one for one in judged if one.responses >= 6],
        "none_own": [one for one in judged if not one.responses],
    }
    found: dict[str, Any] = {name: coverage(group) for name, group in groups.items() if group}
    for name, row in found.items():
        print(f"{name:9} " + "  ".join(f"{key} {value:.3f}" for key, value in row.items()))
    with_start, plain = (float(np.mean(column)) for column in zip(*early, strict=True))
    print(f"after 300 responses: AUC {with_start:.4f}, from plain weights {plain:.4f}")
    return {
        "coverage_90": found["all"]["held"],
        "coverage_90_own": coverage([one for one in judged if one.responses])["held"],
        "mean_error": found["all"]["mean_error"],
        "early_auc": with_start,
        "early_auc_plain": plain,
        "groups": found,
    }


if __name__ == "__main__":
    main()
