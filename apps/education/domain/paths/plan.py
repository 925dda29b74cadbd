"""Lays a path: again and again the step that is expected to bring most per minute.

Prerequisites come first because little is expected of a point before them. Pins come before all
else, skips never, and what no longer fits the time is named. Pure and quick: made anew after each
response.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.mastery import Basis
from apps.education.domain.path import LearningPath, LeftOut, PathStep, Reason, StepKind
from apps.education.domain.paths import reasons
from apps.education.domain.paths.memory import Memory, memory
from apps.education.domain.paths.outlook import Outlook
from apps.education.domain.paths.settings import PathSettings, Wishes
from apps.education.domain.response import ResponseLog
from apps.education.domain.weakness import Verdict, WeakPoint
from apps.education.domain.words import Words

VAIN, VAIN_FADES = 20, 0.95
"""Answers looked back at for those in vain, and the weight of each against the one after it."""


def plan(
    student: str,
    judged: Sequence[WeakPoint],
    graph: KnowledgeGraph,
    log: ResponseLog,
    *,
    now: datetime,
    budget_minutes: float,
    wishes: Wishes | None = None,
    settings: PathSettings | None = None,
    model_version: str = "",
) -> LearningPath:
    """The path of one student through the points that are judged.

    Raises ValueError for judgements of another student, a point judged twice or a budget below 0.
    """
    if budget_minutes < 0:
        raise ValueError(f"budget of {budget_minutes} minutes; give 0 or more")
    _checked(student, judged)
    laying = _Laying(
        {w.mastery.point: w for w in judged},
        graph,
        log,
        now,
        budget_minutes,
        wishes or Wishes(),
        settings or PathSettings(),
    )
    steps = laying.steps()
    return LearningPath(
        student=student,
        goals=laying.wishes.goals,
        steps=steps,
        left_out=laying.left_out(),
        budget_minutes=budget_minutes,
        log_version=log.version,
        model_version=model_version,
    )


def _checked(student: str, judged: Sequence[WeakPoint]) -> None:
    others = sorted({w.mastery.student for w in judged} - {student})
    if others:
        raise ValueError(f"judgements of {others[0]!r} in a path for {student!r}")
    points = [w.mastery.point for w in judged]
    twice = (
        sorted({p for p in points if points.count(p) > 1}) if len(set(points)) < len(points) else []
    )
    if twice:
        raise ValueError(f"{twice[0]!r} judged twice for {student!r}; pass each point once")


@dataclass(slots=True, eq=False)
class _Laying:
    judged: dict[str, WeakPoint]
    graph: KnowledgeGraph
    log: ResponseLog
    now: datetime
    budget: float
    wishes: Wishes
    settings: PathSettings
    memories: dict[str, Memory] = field(default_factory=dict)
    spent: float = 0.0
    laid: list[PathStep] = field(default_factory=list)
    outlook: Outlook = field(init=False)

    def __post_init__(self) -> None:
        for point, weak in self.judged.items():
            held = memory(self.log, weak.mastery.evidence, self.now)
            if held is not None:
                self.memories[point] = held
        points = tuple(self.judged)
        sure = np.array([w.mastery.probability for w in self.judged.values()])
        known = np.clip(
            (sure - self.settings.floor) / (self.settings.ceiling - self.settings.floor), 0, 1
        )
        held = np.array([self._fading(p) for p in points], bool)
        wrong = np.array([self._wrong(p) for p in points])
        self.outlook = Outlook(
            points, known, held, wrong, self.graph, self.settings, self._weights()
        )

    def steps(self) -> tuple[PathStep, ...]:
        for point in self.wishes.pins:
            if point in self.judged:
                self._take(point, pinned=True)
        while (point := self._best()) is not None:
            self._take(point, pinned=False)
        return tuple(self.laid)

    def left_out(self) -> tuple[LeftOut, ...]:
        """Wishes and weak points that the path does not serve, with the reason."""
        taken = {step.point for step in self.laid}
        wanted = dict.fromkeys((*self.wishes.pins, *self.wishes.goals))
        unknown = Words("Nothing is known of it here.", "此处没有它的数据。")
        out = [LeftOut(point, unknown) for point in wanted if point not in self.judged]
        for point, weak in self.judged.items():
            if point in self.wishes.skips:
                out.append(LeftOut(point, Words("Skipped by the teacher.", "由教师跳过。")))
            elif point not in taken and (
                weak.verdict is Verdict.WEAK or point in (*self.wishes.pins, *self.wishes.goals)
            ):
                out.append(LeftOut(point, self._why_not(point, weak)))
        return tuple(out)

    def _why_not(self, point: str, weak: WeakPoint) -> Words:
        if weak.verdict is Verdict.SECURE:
            return Words("It is secure already.", "已经掌握。")
        missing = self._missing(point)
        if missing:
            told = reasons.names(missing, self.graph)
            return Words(f"First {told.en}.", f"先学{told.zh}。")
        return Words("The time does not reach.", "时间不够。")

    def _weights(self) -> dict[str, float]:
        goals = [g for g in self.wishes.goals if g in self.judged]
        if not goals:
            return dict.fromkeys(self.judged, 1.0)
        towards = _ancestors(goals, self.graph)
        weights = {p: 1.0 if p in towards else self.settings.aside for p in self.judged}
        return weights | dict.fromkeys(goals, self.settings.goal)

    def _fading(self, point: str) -> bool:
        held = self.memories.get(point)
        return held is not None and held.successes >= 2 and held.recall < self.settings.forgotten

    def _wrong(self, point: str) -> float:
        """Wrong answers at the point, the older the less."""
        rows = list(self.judged[point].mastery.evidence[-VAIN:])
        ages = np.arange(len(rows))[::-1]
        return float((~self.log.correct[rows]) @ VAIN_FADES**ages)

    def _best(self) -> str | None:
        """The point of most gain per minute that still fits, or None."""
        value = self.outlook.value()
        best, most = None, 0.0
        closed = {step.point for step in self.laid} | self.wishes.skips
        for exercises in range(1, self.settings.most_exercises + 1):
            minutes = self._minutes(exercises)
            if self.spent + minutes > self.budget + 1e-9:
                break
            rise = self.outlook.rise(exercises)
            rate = value * self.outlook.promise(exercises) / minutes
            for place in np.argsort(-rate):
                point = self.outlook.points[place]
                if point in closed:
                    continue
                if rise[place] >= self.settings.least_gain and rate[place] > most:
                    best, most = point, float(rate[place])
                break
        return best

    def _minutes(self, exercises: int) -> float:
        return self.settings.minutes_to_begin + exercises * self.settings.minutes_per_exercise

    def _exercises(self, place: int) -> int:
        """Enough to bring it to `secure`, as far as one may expect and the time allows."""
        count = 1
        while (
            count < self.settings.most_exercises
            and self.outlook.known[place] + self.outlook.rise(count)[place] < self.settings.secure
            and self.spent + self._minutes(count + 1) <= self.budget + 1e-9
        ):
            count += 1
        return count

    def _take(self, point: str, *, pinned: bool) -> None:
        place = self.outlook.place[point]
        exercises = self._exercises(place)
        minutes = self._minutes(exercises)
        if self.spent + minutes > self.budget + 1e-9:
            return
        why = self._reasons(point, pinned)
        before = float(self.outlook.value() @ self.outlook.known)
        rise = float(self.outlook.rise(exercises)[place])
        self.outlook.practise(place, exercises)
        gain = max(float(self.outlook.value() @ self.outlook.known) - before, rise)
        self.laid.append(PathStep(point, self._kind(point), exercises, minutes, gain, why, pinned))
        self.spent += minutes

    def _kind(self, point: str) -> StepKind:
        weak = self.judged[point]
        if self._fading(point) and weak.verdict is not Verdict.WEAK:
            return StepKind.REVIEW
        if weak.verdict is Verdict.UNDECIDED:
            return StepKind.CHECK
        if weak.mastery.basis is Basis.OWN:
            return StepKind.PRACTISE
        return StepKind.LEARN

    def _reasons(self, point: str, pinned: bool) -> tuple[Reason, ...]:
        weak = self.judged[point]
        why: list[Reason] = [reasons.pinned(point)] if pinned else []
        if self._fading(point):
            held = self.memories[point]
            days = max(0, (self.now - held.last).days)
            why.append(reasons.forgetting(held, days, weak.mastery.evidence, point))
        if weak.verdict is Verdict.WEAK:
            why.append(reasons.weak(weak, self.log))
        elif weak.verdict is Verdict.UNDECIDED:
            why.append(reasons.undecided(weak))
        needs = [n for n in self.graph.prerequisites(point) if n in self.judged]
        if needs and not self._missing(point):
            why.append(reasons.ready(needs, self.graph))
        return tuple(why + self._ahead(point))

    def _ahead(self, point: str) -> list[Reason]:
        why: list[Reason] = []
        opened = [
            p
            for p, w in self.judged.items()
            if point in self.graph.prerequisites(p) and w.verdict is not Verdict.SECURE
        ]
        if opened:
            why.append(reasons.unlocks(opened, self.graph))
        goals = [g for g in self.wishes.goals if point in _ancestors([g], self.graph)]
        if goals:
            why.append(reasons.goal(point, goals, self.graph))
        return why

    def _missing(self, point: str) -> list[str]:
        """Prerequisites that are not in place, even after the steps laid so far."""
        place, known = self.outlook.place, self.outlook.known
        needs = [n for n in self.graph.prerequisites(point) if n in place]
        return [n for n in needs if known[place[n]] < 0.5]


def _ancestors(points: Sequence[str], graph: KnowledgeGraph) -> set[str]:
    """The points and all that they need, however far back; a cycle is walked once."""
    found: set[str] = set()
    open_ = list(points)
    while open_:
        point = open_.pop()
        if point not in found:
            found.add(point)
            open_.extend(graph.prerequisites(point))
    return found
