"""Checks a key by putting it, and what lies beside it, into the problem and reckoning.

Every check returns a line that says what it did, or raises Wrong or Undecided. Uses the exact
evaluator only; `symbolic` reaches the key by another way.
"""

from __future__ import annotations

from itertools import pairwise

from apps.education.domain.proof.equality import always, rewritten
from apps.education.domain.proof.evaluate import evaluate, number
from apps.education.domain.proof.plain import is_plain, is_single_number
from apps.education.domain.proof.solving import solved
from apps.education.domain.proof.task import (
    ChooseTask,
    CompareTask,
    OrderTask,
    RewriteTask,
    SolveTask,
    Task,
    ValueTask,
)
from apps.education.domain.proof.trying import shown
from apps.education.domain.proof.values import TooLarge, Undefined, compare, same
from apps.education.domain.proof.verdict import Wrong


def substituted(task: Task) -> str:
    """Says what was put in and came out right. Raises Wrong or Undecided."""
    try:
        match task:
            case ValueTask():
                return _value(task)
            case SolveTask():
                return solved(task)
            case RewriteTask():
                return rewritten(task)
            case OrderTask():
                return _order(task)
            case CompareTask():
                return _compare(task)
            case ChooseTask():
                return _choose(task)
    except (Undefined, TooLarge) as problem:
        raise Wrong(f"no value: {problem}") from problem


def _value(task: ValueTask) -> str:
    if not is_plain(task.key):
        raise Wrong("the key is a calculation, not a value")
    if task.key == task.given and not is_single_number(task.given):
        raise Wrong("the key is the expression given")
    found, key = evaluate(task.given, task.names), evaluate(task.key)
    if not same(found, key):
        raise Wrong(f"the expression is {shown(found)}, the key {shown(key)}")
    return f"the expression is worth {shown(found)}"


def _order(task: OrderTask) -> str:
    given = [number(node) for node in task.given]
    key = [number(node) for node in task.key]
    if sorted(map(repr, task.given)) != sorted(map(repr, task.key)):
        raise Wrong("the key does not list what is given, written as given")
    steps = [compare(a, b) for a, b in pairwise(key)]
    wanted = 1 if task.descending else -1
    if any(step != wanted for step in steps):
        raise Wrong("the key is not in order, or two of its values are equal")
    return f"{len(given)} values compared in turn"


def _compare(task: CompareTask) -> str:
    left, right = number(task.left), number(task.right)
    sign = {-1: "<", 0: "=", 1: ">"}[compare(left, right)]
    if sign != task.key:
        raise Wrong(f"{shown(left)} {sign} {shown(right)}")
    return f"{shown(left)} {sign} {shown(right)}"


def _choose(task: ChooseTask) -> str:
    found = [label for label, relation in task.given if always(relation)]
    if found != [task.key]:
        raise Wrong(f"true are {', '.join(found) or 'none'}, the key is {task.key}")
    return f"of {len(task.given)} relations only {task.key} is true"
