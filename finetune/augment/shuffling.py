"""Puts the steps of an answer in another order that is as right as the first.

A step stays after every step whose result it uses, and a line that leans on the one before it
("Then ...", "She ...") stays behind it. The last line stays last. No number changes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from finetune.augment.plan import Plan, plan
from finetune.augment.problem import DoesNotFit, Problem

TRIES = 20
_LEANS = re.compile(
    r"(then|so|now|this|that|these|those|thus|therefore|next|finally|after|hence|since|if|and|but"
    r"|he|she|they|it|his|her|their|its|in total|altogether|together|adding|also|second|again"
    r"|the (?:rest|other|remaining|same|total|second|third))\b",
    re.IGNORECASE,
)


def shuffle(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where there is only one order."""
    proof = plan(problem)
    groups = _groups(problem.steps)
    if len(groups) < 3:
        raise DoesNotFit("fewer than two steps can move")
    needs = _needs(proof, groups)
    for _ in range(TRIES):
        order = _order(needs, rng)
        if order != sorted(order):
            steps = tuple(problem.steps[line] for group in order for line in groups[group])
            return replace(problem, steps=steps)
    raise DoesNotFit("the steps have only one order")


def _groups(steps: tuple[str, ...]) -> list[list[int]]:
    groups: list[list[int]] = []
    for line, step in enumerate(steps):
        if groups and _LEANS.match(step):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _needs(proof: Plan, groups: list[list[int]]) -> list[set[int]]:
    """For each group, the groups that must come before it; for the last, all."""
    group_of = {line: number for number, lines in enumerate(groups) for line in lines}
    needs: list[set[int]] = [set() for _ in groups]
    for each in proof.sums:
        own = group_of[each.step]
        used = {group_of[proof.sums[at].step] for item in each.operands for at in item.sums}
        needs[own] |= used - {own}
    for number, lines in enumerate(groups):
        if not any(each.step in lines for each in proof.sums):
            raise DoesNotFit("a step has no marked sum, so nothing says what it uses")
        if number == len(groups) - 1:
            needs[number] = set(range(number))
    return needs


def _order(needs: list[set[int]], rng: Random) -> list[int]:
    """One order that keeps to the needs, at random."""
    order: list[int] = []
    while len(order) < len(needs):
        free = [at for at, before in enumerate(needs) if at not in order and before <= set(order)]
        order.append(rng.choice(free))
    return order
