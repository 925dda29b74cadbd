"""Measures verdicts on weak points: against later answers on real logs, against simulated truth.

`python -m benchmarks.weak_points [--data DIR] [--set NAME] [--test-block K] [--later 5]`. DIR holds
one set or several in the layouts of `benchmarks.kt_data`. Without `--data` only the simulator runs.

Real logs: a pair of student and point is judged by what stands before the middle of the student's
responses, and was truly weak where fewer than half of the responses to the point after it are right
(`apps.education.domain.weak.outcome` defends this). The course's own judge
(`apps.education.domain.weak.judge`) and its bound are learnt on the students of the other blocks,
each of them judged by what the others taught; the tested block is seen once. Kept are at least 92%
right of all decided pairs together; beside them stands what is right of each verdict alone.

Simulator: classes of hidden truth (`apps.education.domain.simulator`); the rule that ships is
learnt on other simulated classes. `sim_tested` is the share of right verdicts among the decided of
pairs with at least three responses, `sim_untested` of those with none; beside each its coverage
and the share of right ones had all pairs to be decided. `--write-rule` writes the shipped rule.

The last line is one JSON object. With several sets its plain keys are those of AS2009, or of the
first set, and `sets` holds all.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Mastery
from apps.education.domain.network.lend import lend
from apps.education.domain.response import ResponseLog
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.simulator.term import SimulatedClass, simulate
from apps.education.domain.tracing.state import states_of
from apps.education.domain.tracing.tracer import fit_tracer
from apps.education.domain.weak.default import TABLE, default_rule, table_of
from apps.education.domain.weak.fit import fit_signs
from apps.education.domain.weak.judge import fit_judge, seen
from apps.education.domain.weak.outcome import LATER
from apps.education.domain.weak.points import verdict_of
from apps.education.domain.weak.rule import Bounds, WeakRule
from apps.education.domain.weak.signs import signs
from apps.education.domain.weakness import Verdict
from benchmarks.kt_data import DataSet, Split, data_sets, split

MAIN_SET = "assist2009_pid"
TRAINING_CLASSES, TESTED_CLASSES = range(1000, 1012), range(2000, 2010)
CLASS_POINTS = 60
SIM_TARGET = 0.96
MANY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Signs, truth and student of some pairs; `chance` to be weak by a rule comes later."""

    signs: NDArray[np.float64]
    weak: NDArray[np.bool_]
    student: NDArray[np.str_]
    count: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measures:
    """Shares of pairs. None where nothing was decided or asked."""

    pairs: int
    coverage: float
    decided_accuracy: float | None
    weak_right: float | None
    secure_right: float | None
    majority: float
    accuracy_of_all: float
    balanced_accuracy: float
    auc: float
    ece: float


def measures(chance: NDArray[np.float64], weak: NDArray[np.bool_], rule: Bounds) -> Measures:
    from sklearn.metrics import roc_auc_score

    verdicts = np.array([verdict_of(float(c), rule) for c in chance])
    said_weak, said_secure = verdicts == Verdict.WEAK, verdicts == Verdict.SECURE
    decided = said_weak | said_secure
    guessed = chance >= 0.5
    parts = [(guessed == weak)[weak == side] for side in (True, False) if (weak == side).any()]
    place = np.minimum((chance * 10).astype(int), 9)
    return Measures(
        pairs=len(weak),
        coverage=float(decided.mean()),
        decided_accuracy=_mean((said_weak == weak)[decided]),
        weak_right=_mean(weak[said_weak]),
        secure_right=_mean(~weak[said_secure]),
        majority=float(max(weak.mean(), 1 - weak.mean())),
        accuracy_of_all=float((guessed == weak).mean()),
        balanced_accuracy=float(np.mean([part.mean() for part in parts])),
        auc=float(roc_auc_score(weak, chance)) if len(parts) == 2 else float("nan"),
        ece=float(np.abs(np.bincount(place, chance - weak, 10)).sum() / len(weak)),
    )


def _mean(values: NDArray[np.bool_]) -> float | None:
    return float(values.mean()) if len(values) else None


def _stack(parts: Sequence[Judged]) -> Judged:
    return Judged(*(np.concatenate([getattr(p, n) for p in parts]) for n in Judged.__slots__))


def real(data: DataSet, block: int | None, later: int) -> Measures:
    parts: Split = split(data, block)
    judge = fit_judge(parts.known, later=later)
    tested = seen(judge.known, parts.test, later=later)
    return measures(judge.chances(tested.table), tested.weak, judge)


def simulated(seeds: Iterable[int]) -> Judged:
    return _stack([_class(simulate(course_graph(CLASS_POINTS, seed=s), seed=s)) for s in seeds])


def _class(made: SimulatedClass) -> Judged:
    """All pairs of a class at the end of its term."""
    log = log_of(made.responses)
    masteries = list(_masteries(made, log))
    place = {point: i for i, point in enumerate(made.truth.points)}
    row = {student: i for i, student in enumerate(made.truth.students)}
    weak = np.array([made.truth.weak_SP[row[m.student], place[m.point]] for m in masteries])
    student = np.array([f"{made.graph.version} {m.student}" for m in masteries])
    return Judged(
        signs(masteries, log), weak, student, np.array([len(m.evidence) for m in masteries])
    )


def _masteries(made: SimulatedClass, log: ResponseLog) -> Iterator[Mastery]:
    """By the tracer; points not tried along the graph."""
    tracer = fit_tracer(log, made.graph).tracer
    own = {
        state.student: state.mastery(made.truth.points, made.truth.as_of)
        for state in states_of(tracer, log)
    }
    for masteries in lend(own, made.graph).values():
        yield from masteries


def shipped_rule() -> WeakRule:
    """What `--write-rule` writes: stricter than the target, since no course has confirmed it."""
    made = simulated(TRAINING_CLASSES)
    told = f"{len(TRAINING_CLASSES)} simulated classes of {CLASS_POINTS} points"
    return fit_signs(made.signs, made.weak, made.student, learnt_from=told, target=SIM_TARGET)


def simulator(rule: WeakRule, seeds: Sequence[int] = TESTED_CLASSES) -> dict[str, Measures]:
    made = simulated(seeds)
    chance = rule.weak_probability(made.signs)
    parts = {"tested": made.count >= MANY, "untested": made.count == 0, "all": made.count >= 0}
    return {name: measures(chance[part], made.weak[part], rule) for name, part in parts.items()}


def told(name: str, found: Measures, seconds: float) -> str:
    return (
        f"{name:22s} pairs {found.pairs:6d}  decided {found.coverage:6.1%}, right "
        f"{_percent(found.decided_accuracy)} (weak {_percent(found.weak_right)}, secure "
        f"{_percent(found.secure_right)})  all pairs {found.accuracy_of_all:.1%}, majority "
        f"{found.majority:.1%}, balanced {found.balanced_accuracy:.1%}  AUC {found.auc:.3f}  ECE "
        f"{found.ece:.3f}  {seconds:.0f} s CPU"
    )


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"


def summary(found: Measures) -> dict[str, float | None]:
    return {
        "coverage_at_92": _round(found.coverage),
        "decided_accuracy": _round(found.decided_accuracy),
        "weak_right": _round(found.weak_right),
        "secure_right": _round(found.secure_right),
        "majority": _round(found.majority),
        "accuracy_of_all": _round(found.accuracy_of_all),
        "balanced_accuracy": _round(found.balanced_accuracy),
        "auc": _round(found.auc),
        "ece": _round(found.ece),
        "pairs": found.pairs,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def report(real_sets: dict[str, Measures], sim: dict[str, Measures]) -> dict[str, object]:
    """The JSON object of the last line."""
    out: dict[str, object] = {}
    if real_sets:
        main_set = MAIN_SET if MAIN_SET in real_sets else next(iter(real_sets))
        out |= {"set": main_set, **summary(real_sets[main_set])}
        out["sets"] = {name: summary(found) for name, found in real_sets.items()}
    for name in ("tested", "untested"):
        out[f"sim_{name}"] = _round(sim[name].decided_accuracy)
        out[f"sim_{name}_coverage"] = _round(sim[name].coverage)
        out[f"sim_{name}_all_pairs"] = _round(sim[name].accuracy_of_all)
        out[f"sim_{name}_majority"] = _round(sim[name].majority)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--set")
    parser.add_argument("--test-block", type=int)
    parser.add_argument("--later", type=int, default=LATER)
    parser.add_argument("--write-rule", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    rule = default_rule() if given.write_rule is None else shipped_rule()
    if given.write_rule is not None:
        (given.write_rule / TABLE).write_text(table_of(rule), "utf-8")
    real_sets: dict[str, Measures] = {}
    for data in data_sets(given.data) if given.data else ():
        if given.set in (None, data.name):
            began = time.process_time()
            try:
                found = real(data, given.test_block, given.later)
            except ValueError as reason:
                print(f"{data.name}: not judged, since {reason}", flush=True)
                continue
            real_sets[data.name] = found
            print(told(data.name, found, time.process_time() - began), flush=True)
    began = time.process_time()
    sim = simulator(rule)
    for name, found in sim.items():
        print(told(f"simulator, {name}", found, time.process_time() - began), flush=True)
    print(json.dumps(report(real_sets, sim)))


if __name__ == "__main__":
    main()
