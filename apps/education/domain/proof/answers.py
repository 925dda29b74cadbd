"""Whether two wrong answers are the same answer."""

from __future__ import annotations

from collections.abc import Sequence

from apps.education.domain.exercise import Problem
from apps.education.domain.proof.evaluate import evaluate
from apps.education.domain.proof.nodes import Both, Either, Expression
from apps.education.domain.proof.solving import solution
from apps.education.domain.proof.task import SolveTask, Task, ValueTask, read
from apps.education.domain.proof.values import TooLarge, Undefined, Value, same
from apps.education.domain.proof.verdict import Wrong


def repeated(problem: Problem, texts: Sequence[str]) -> str | None:
    """A text that says what an earlier one says, by value where there is one."""
    seen: list[object] = []
    for text in texts:
        meaning = _meaning(read(problem, text))
        if any(_alike(meaning, other) for other in seen):
            return text
        seen.append(meaning)
    return None


def _meaning(task: Task) -> object:
    match task:
        case ValueTask():
            return _value(task.key)
        case SolveTask(_, unknowns, Either((Both() as both,))):
            return _solution(both, unknowns)
        case _:
            return task.key


def _value(node: Expression) -> Value | Expression:
    try:
        return evaluate(node)
    except (Undefined, TooLarge):
        return node


def _solution(both: Both, unknowns: tuple[str, ...]) -> object:
    try:
        values = solution(both, unknowns)
    except (Wrong, Undefined, TooLarge):
        return both
    return tuple(values[name] for name in unknowns)


def _alike(left: object, right: object) -> bool:
    return left == right or same(left, right)  # pyright: ignore[reportArgumentType]
