"""Measures the learning path: true mastery gained per exercise, against two usual policies.

`python -m benchmarks.learning_path [--seeds 8]`. A simulated class has the first part of a term
behind it; then each student gets exercises one at a time, chosen by a policy, and answers them. All
policies start from the same class, see the same answers of the past, and are told the same by the
same tracer; none sees the simulator's state, its items' difficulty or the students' traits. Gained
is the rise of the true chance at middling items, summed over the course's points, from before the
first exercise to the day after the last one, less what the same class gains without exercises.

Policies: `random`, any point of the course; `threshold`, the first point in teaching order that the
tracer does not hold mastered (Corbett & Anderson 1995 at .95, and laxer ones, since slips keep the
chance of a right answer below that; the best of them counts);
`path`, the first step of the plan, made anew after each answer. Rows by seed; the last line is one
JSON object with `gain_vs_best_policy`, the path's gain over that of the better of the others, all
seeds together.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from apps.education.domain.intake.log import log_of
from apps.education.domain.mastery import Mastery
from apps.education.domain.network.lend import Lender
from apps.education.domain.paths.plan import plan
from apps.education.domain.paths.settings import PathSettings
from apps.education.domain.response import Response, RowSource
from apps.education.domain.simulator.classroom import Classroom
from apps.education.domain.simulator.course import course_graph
from apps.education.domain.simulator.plan import ClassPlan
from apps.education.domain.simulator.term import SimulatedClass, simulate, truth_at
from apps.education.domain.tracing.state import StudentState
from apps.education.domain.tracing.tracer import Tracer, fit_tracer
from apps.education.domain.weak.points import weak_points

POINTS = 60
EXERCISES, PER_DAY = 40, 5
STUDENTS = 8
THRESHOLDS = (0.95, 0.85, 0.75, 0.65, 0.55)
BUDGET_MINUTES = 30.0


class Course:
    """What a policy may look at: the graph, each student's answers so far, what the tracer thinks.

    Evidence counts a student's own answers from 0.
    """

    def __init__(self, past: SimulatedClass, tracer: Tracer) -> None:
        log = log_of(past.responses)
        self.graph, self.order = past.graph, past.classroom.order
        self._states = {student: StudentState(tracer, student) for student in past.classroom.pupils}
        self.answers: dict[str, list[Response]] = {student: [] for student in self._states}
        for student in log.students:
            for i in log.rows_of(student):
                self.hear(log.response(i))
        at = past.classroom.plan.start + timedelta(days=past.end_day)
        traced = {student: self._traced(student, at) for student in self._states}
        self._lender = Lender(traced, past.graph)
        self._now = self._lent(traced)

    def hear(self, answer: Response) -> None:
        told = self.answers[answer.student]
        self._states[answer.student].update(answer, len(told))
        told.append(answer)

    def masteries(self, student: str) -> tuple[Mastery, ...]:
        """As of the last `settle`."""
        return self._now[student]

    def settle(self, at: datetime) -> None:
        """Traces anew for `at`, and lets tried points speak for those beside them."""
        traced = {student: self._traced(student, at) for student in self._states}
        self._lender.hear(traced)
        self._now = self._lent(traced)

    def _lent(self, traced: dict[str, tuple[Mastery, ...]]) -> dict[str, tuple[Mastery, ...]]:
        return {student: self._lender.lend(student, own) for student, own in traced.items()}

    def _traced(self, student: str, at: datetime) -> tuple[Mastery, ...]:
        return self._states[student].mastery(self.order, at)


Policy = Callable[[Course, str, datetime], str]


@dataclass(frozen=True, slots=True)
class Gain:
    """True mastery gained by one policy in one class, less what the class gains without it."""

    policy: str
    gained: float
    exercises: int

    @property
    def per_exercise(self) -> float:
        return self.gained / self.exercises


def random_policy(seed: int) -> Policy:
    rng = random.Random(seed)
    return lambda course, student, at: rng.choice(course.order)


def threshold_policy(mastered: float) -> Policy:
    def choose(course: Course, student: str, at: datetime) -> str:
        known = {m.point: m.probability for m in course.masteries(student)}
        first = (p for p in course.order if known[p] < mastered)
        return next(first, min(course.order, key=lambda p: known[p]))

    return choose


def path_policy(settings: PathSettings | None = None) -> Policy:
    def choose(course: Course, student: str, at: datetime) -> str:
        log = log_of(course.answers[student])
        judged = weak_points(course.masteries(student), log, untried=True)
        path = plan(
            student,
            judged,
            course.graph,
            log,
            now=at,
            budget_minutes=BUDGET_MINUTES,
            settings=settings,
        )
        return path.steps[0].point if path.steps else course.order[0]

    return choose


def run(past: SimulatedClass, tracer: Tracer, policy: Policy, exercises: int) -> float:
    """Summed true mastery the day after the last exercise."""
    room, course = copy.deepcopy(past.classroom), Course(past, tracer)
    start = room.plan.start
    # Items are drawn alike for every policy, so that luck of the draw does not tell them apart.
    draw = random.Random(len(past.responses))
    for number in range(exercises):
        day = past.end_day + number // PER_DAY + 0.01 * (number % PER_DAY)
        at = start + timedelta(days=day)
        course.settle(at)
        for student in room.pupils:
            point = policy(course, student, at)
            item = draw.choice(room.bank[point])
            correct = room.answer(student, item, day)
            source = RowSource("policy", len(course.answers[student]))
            course.hear(Response(student, item.id, item.points, correct, source, at))
    return _total(room, past.end_day + exercises / PER_DAY + 1)


def _total(room: Classroom, day: float) -> float:
    return float(truth_at(room, day).probability_SP.sum())


def policies(seed: int) -> dict[str, Policy]:
    named = {f"threshold {t}": threshold_policy(t) for t in THRESHOLDS}
    return {"random": random_policy(seed), **named, "path": path_policy()}


def one_class(seed: int, *, students: int, points: int, exercises: int) -> tuple[Gain, ...]:
    setting = ClassPlan(students=students, weeks=8, taught_share=0.6, late_joiners=0.0)
    past = simulate(course_graph(points, seed=seed), setting, seed=seed)
    idle = _total(past.classroom, past.end_day + exercises / PER_DAY + 1)
    tracer = fit_tracer(log_of(past.responses), past.graph).tracer
    return tuple(
        Gain(name, run(past, tracer, policy, exercises) - idle, students * exercises)
        for name, policy in policies(seed).items()
    )


def measure(
    seeds: Sequence[int],
    *,
    students: int = STUDENTS,
    points: int = POINTS,
    exercises: int = EXERCISES,
) -> dict[str, list[Gain]]:
    found: dict[str, list[Gain]] = {}
    for seed in seeds:
        began = time.process_time()
        gains = one_class(seed, students=students, points=points, exercises=exercises)
        for gain in gains:
            found.setdefault(gain.policy, []).append(gain)
        told = "  ".join(f"{g.policy} {g.per_exercise:.4f}" for g in gains)
        print(f"seed {seed}: {told}  ({time.process_time() - began:.0f} s CPU)", flush=True)
    return found


def ratio(found: dict[str, list[Gain]]) -> dict[str, float | str | int]:
    """The path's mean gain per exercise over that of the best other policy."""
    mean = {name: float(np.mean([g.per_exercise for g in gains])) for name, gains in found.items()}
    best = max((name for name in mean if name != "path"), key=lambda name: mean[name])
    by_seed = [
        ours.per_exercise / max(found[name][i].per_exercise for name in found if name != "path")
        for i, ours in enumerate(found["path"])
    ]
    return {
        "gain_vs_best_policy": round(mean["path"] / mean[best], 3),
        "best_policy": best,
        "least_of_seeds": round(min(by_seed), 3),
        "seeds": len(by_seed),
        **{f"per_exercise_{n.replace(' ', '_')}": round(v, 4) for n, v in mean.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--first-seed", type=int, default=100)
    given = parser.parse_args()
    found = measure(range(given.first_seed, given.first_seed + given.seeds))
    print(json.dumps(ratio(found)))


if __name__ == "__main__":
    main()
