"""A problem and its key, read from their texts into trees: what the checkers work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.proof.evaluate import Definition, Names
from apps.education.domain.proof.grammar import (
    definition,
    expression,
    labelled,
    listed,
    statement,
)
from apps.education.domain.proof.nodes import Both, Either, Expression, Relation, Statement
from apps.education.domain.proof.reading import anything
from apps.education.domain.proof.tokens import NotInGrammar

FORMS = frozenset(
    {
        "lowest_terms",
        "mixed",
        "improper",
        "decimal",
        "percent",
        "scientific",
        "place_value",
        "prime_factors",
        "power",
        "expanded",
        "factored",
        "simplified",
        "radical",
        "vertex",
        "slope_intercept",
        "standard_form",
        "equal",
    }
)


@dataclass(frozen=True, slots=True)
class ValueTask:
    given: Expression
    names: Names
    key: Expression


@dataclass(frozen=True, slots=True)
class SolveTask:
    given: tuple[Relation | Either, ...]
    unknowns: tuple[str, ...]
    key: Statement


@dataclass(frozen=True, slots=True)
class RewriteTask:
    given: Expression | Relation
    form: str
    key: Expression | Relation


@dataclass(frozen=True, slots=True)
class OrderTask:
    given: tuple[Expression, ...]
    descending: bool
    key: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class CompareTask:
    left: Expression
    right: Expression
    key: str


@dataclass(frozen=True, slots=True)
class ChooseTask:
    given: tuple[tuple[str, Relation], ...]
    key: str


Task = ValueTask | SolveTask | RewriteTask | OrderTask | CompareTask | ChooseTask


def read(problem: Problem, key: str) -> Task:
    """Raises NotInGrammar, also where problem and key do not fit the ask."""
    given = problem.given
    if not given:
        raise NotInGrammar(f"{problem.ask}: nothing is given")
    match problem.ask:
        case Ask.VALUE:
            return ValueTask(expression(given[0]), definitions(given[1:]), expression(key))
        case Ask.SOLVE:
            if not problem.unknowns:
                raise NotInGrammar("solve: no unknowns; name them in Problem.unknowns")
            return SolveTask(tuple(map(_condition, given)), problem.unknowns, statement(key))
        case Ask.REWRITE:
            return _rewriting(problem, key)
        case Ask.ORDER:
            return _ordering(problem, key)
        case Ask.COMPARE:
            return _comparing(problem, key)
        case Ask.CHOOSE:
            return _choosing(problem, key)


def _condition(text: str) -> Relation | Either:
    """A relation, or several with `or` between."""
    found = statement(text)
    match found:
        case Either((Both((single,)),)):
            return single
        case Either():
            return found
        case _:
            raise NotInGrammar(f"{text!r}: a relation is meant")


def definitions(texts: Sequence[str]) -> Names:
    """`x = 4` and `f(x) = 2x + 1`, as what the names stand for."""
    functions: dict[str, Definition] = {}
    for text in texts:
        name, parameters, body = definition(text)
        if name in functions:
            raise NotInGrammar(f"{text!r}: {name!r} is defined twice")
        functions[name] = (parameters, body)
    return Names(functions=functions)


def _rewriting(problem: Problem, key: str) -> RewriteTask:
    if problem.form not in FORMS:
        raise NotInGrammar(f"rewrite: no form {problem.form!r}; one of {sorted(FORMS)}")
    return RewriteTask(_one(problem.given[0]), problem.form, _one(key))


def _one(text: str) -> Expression | Relation:
    found = anything(text)
    if len(found) != 1:
        raise NotInGrammar(f"{text!r}: one expression or equation is meant, not {len(found)}")
    return found[0]


def _ordering(problem: Problem, key: str) -> OrderTask:
    if problem.form not in ("ascending", "descending"):
        raise NotInGrammar(f"order: form {problem.form!r}; ascending or descending")
    given = tuple(map(expression, problem.given))
    return OrderTask(given, problem.form == "descending", listed(key))


def _comparing(problem: Problem, key: str) -> CompareTask:
    if len(problem.given) != 2 or key not in ("<", "=", ">"):
        raise NotInGrammar(f"compare: two values and the key <, = or >, not {key!r}")
    return CompareTask(expression(problem.given[0]), expression(problem.given[1]), key)


def _choosing(problem: Problem, key: str) -> ChooseTask:
    given = tuple(map(labelled, problem.given))
    labels = [label for label, _ in given]
    if len(set(labels)) != len(labels) or key not in labels:
        raise NotInGrammar(f"choose: the key {key!r} is not one of the distinct labels {labels}")
    return ChooseTask(given, key)
