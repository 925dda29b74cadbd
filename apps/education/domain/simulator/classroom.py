"""The hidden state of a class: who knows what, how well it is held, and what they answer.

Learning is all-or-none per point and gated by prerequisites; what is known fades by a power of
time and is held longer after each spaced success. Times are days since the plan's start.
"""

from __future__ import annotations

import math
import random

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.simulator.course import depths, teaching_order
from apps.education.domain.simulator.people import Item, Pupil, bank, pupils
from apps.education.domain.simulator.plan import ClassPlan


def squash(x: float) -> float:
    return 1 / (1 + math.exp(-x))


class Classroom:
    """Mutable. `answer` and `instruct` change what the pupil knows; everything else only looks."""

    def __init__(self, graph: KnowledgeGraph, plan: ClassPlan, *, seed: int) -> None:
        """Raises ValueError where the graph has a cycle."""
        rng = random.Random(seed)  # noqa: S311
        self.graph, self.plan = graph, plan
        self.order = teaching_order(graph)
        self.pupils = {pupil.id: pupil for pupil in pupils(graph, plan, rng)}
        self.bank = bank(graph, plan, rng)
        self._rng = rng
        self._needs = {
            p: tuple(q for q in graph.prerequisites(p) if q in graph.points) for p in graph.points
        }
        self._hardness = {p: rng.gauss(0, plan.hardness_spread) for p in graph.points}
        self._stability: dict[tuple[str, str], float] = {}
        self._last: dict[tuple[str, str], float] = {}
        deep = depths(graph)
        for pupil in self.pupils.values():
            self._start(pupil, deep)

    def truth(self, student: str, point: str, day: float) -> float:
        """The true chance to answer a middling item of the point, guessing aside counted in."""
        return self._chance(self.pupils[student], point, day, 0.0, sum(self.plan.guess) / 2)

    def answer(self, student: str, item: Item, day: float, *, feedback: bool = True) -> bool:
        """Whether the pupil is right; then he learns from the feedback and from recalling."""
        pupil = self.pupils[student]
        chance = self.chance(student, item, day)
        correct = self._rng.random() < chance
        for point in item.points:
            self._practise(pupil, point, day, correct, feedback)
        return correct

    def chance(self, student: str, item: Item, day: float) -> float:
        """That of the least known of its points: an item needs all of them."""
        pupil = self.pupils[student]
        return min(self._chance(pupil, p, day, item.difficulty, item.guess) for p in item.points)

    def instruct(self, student: str, point: str, day: float) -> None:
        """A lesson on the point."""
        self._learn(self.pupils[student], point, day, self.plan.instruction)

    def recall(self, student: str, point: str, day: float) -> float:
        """0 where never learnt; else what is left of it, 0 to 1."""
        key = (student, point)
        if key not in self._stability:
            return 0.0
        elapsed = max(0.0, day - self._last[key])
        return (1 + elapsed / self._stability[key]) ** -self.plan.decay

    def _chance(
        self, pupil: Pupil, point: str, day: float, difficulty: float, guess: float
    ) -> float:
        recall = self.recall(pupil.id, point, day)
        known = squash(self.plan.known_strength + pupil.care - difficulty)
        unknown = squash(self.plan.unknown_strength - difficulty)
        return guess + (1 - guess) * (recall * known + (1 - recall) * unknown)

    def _practise(
        self, pupil: Pupil, point: str, day: float, correct: bool, feedback: bool
    ) -> None:
        key = (pupil.id, point)
        if key not in self._stability:
            if feedback:
                self._learn(pupil, point, day, self.plan.practice)
            return
        recall = self.recall(pupil.id, point, day)
        if correct or feedback:
            growth = self.plan.consolidation * (1 + 6 * (1 - recall)) * (1.0 if correct else 0.4)
            self._stability[key] *= 1 + growth
            self._last[key] = day

    def _learn(self, pupil: Pupil, point: str, day: float, strength: float) -> None:
        key = (pupil.id, point)
        if key in self._stability:
            self._last[key] = day
            return
        bent = pupil.unit_bent[self.graph.points[point].unit]
        chance = squash(strength + 0.8 * pupil.ability + bent - self._hardness[point])
        for need in self._needs[point]:
            ready = self.recall(pupil.id, need, day)
            chance *= ready + (1 - ready) * self.plan.unready
        if self._rng.random() < chance:
            self._hold(pupil, point, day)

    def _hold(self, pupil: Pupil, point: str, day: float) -> None:
        self._stability[pupil.id, point] = self.plan.stability * pupil.memory
        self._last[pupil.id, point] = day

    def _start(self, pupil: Pupil, deep: dict[str, int]) -> None:
        """What the pupil brings along, held for longer since it is older."""
        for point in self.order:
            if any((pupil.id, need) not in self._stability for need in self._needs[point]):
                continue
            bent = pupil.unit_bent[self.graph.points[point].unit]
            strength = self.plan.head_start - self.plan.head_start_fall * deep[point]
            if self._rng.random() < squash(strength + pupil.ability + bent - self._hardness[point]):
                self._hold(pupil, point, 0.0)
                self._stability[pupil.id, point] *= 3
