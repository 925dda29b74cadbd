"""Turns a problem round: its answer is told, and one of its numbers is asked for.

The key is the number that was there. It is proved by undoing, one by one, the operations that lead
from it to the answer, each marked and computed. After "backward questions" of Jiang et al. 2023
(FOBAR), with the worked answer made rather than sampled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random

from finetune.augment.numerals import replaced
from finetune.augment.plan import Plan, plan
from finetune.augment.problem import DoesNotFit, Problem, sentences
from finetune.calculator import PLACES, printed
from finetune.expression import Leaf, Operation, Tree, apply, evaluate, leaves

UNDOES = {"+": "-", "-": "+", "*": "/", "/": "*"}
LETTERS = ("x", "n", "k")


def invert(problem: Problem, rng: Random) -> Problem:
    """Raises DoesNotFit where no number leads to the answer by one way that can be undone."""
    proof = plan(problem)
    told, asks = sentences(problem.question)
    facts_end = problem.question.rfind(asks[:20])
    ways = {
        at: way
        for at, each in enumerate(proof.told)
        if each.end <= facts_end and (way := _way(proof, at)) is not None
    }
    if not told or not ways:
        raise DoesNotFit("no number leads to the answer by one way only")
    at = rng.choice(sorted(ways))
    numeral, way = proof.told[at], ways[at]
    letter = next((each for each in LETTERS if f" {each} " not in f" {problem.question} "), "x")
    asked = replaced(problem.question, {numeral.start: letter})
    facts, _ = sentences(asked)
    answer = printed(problem.answer)
    return replace(
        problem,
        question=f'{" ".join(facts)} The answer to "{asks}" is {answer}. What is {letter}?',
        steps=(*_before(problem, proof, way, at), *_undone(proof, way, letter)),
        answer=numeral.value,
    )


def _way(proof: Plan, number: int) -> list[tuple[int, int]] | None:
    """Sums from numeral `number` to the answer, each with the place of the operand on the way.

    None where the number, or a result on the way, is used twice or may come from elsewhere.
    """
    value = proof.told[number].value
    users = proof.users(number)
    if len(users) != 1 or value in proof.unsaid:
        return None
    way = []
    at, operand = users[0]
    if operand.sums or len(operand.told) != 1:
        return None
    while True:
        way.append((at, operand.leaf.place))
        if at == len(proof.sums) - 1:
            return way
        later = [
            (next_at, item)
            for next_at in range(at + 1, len(proof.sums))
            for item in proof.sums[next_at].operands
            if at in item.sums
        ]
        if len(later) != 1 or later[0][1].told or len(later[0][1].sums) != 1:
            return None
        at, operand = later[0]


def _before(
    problem: Problem, proof: Plan, way: list[tuple[int, int]], number: int
) -> Iterator[str]:
    """Steps that need nothing of the unknown number."""
    sums_on_way = {at for at, _ in way}
    on_way = {proof.sums[at].step for at in sums_on_way}
    marked = {each.step for each in proof.sums}
    hidden = proof.told[number].value
    if any(each.value == hidden for each in proof.sums):
        raise DoesNotFit("a result equals the number that is asked for")
    for line, step in enumerate(problem.steps):
        if line in marked and line not in on_way:
            yield step
    for at, each in enumerate(proof.sums):
        if each.step in on_way and at not in sums_on_way:
            result = _exact(each.value)
            yield f"{each.expression} = <<{each.expression}={result}>>{result}"


def _undone(proof: Plan, way: list[tuple[int, int]], letter: str) -> Iterator[str]:
    """From the answer back to the number, an operation a line."""
    held = proof.sums[-1].value
    yield f"Start from the answer {_exact(held)} and undo each operation until {letter} is left."
    for at, place in reversed(way):
        tree: Tree = proof.sums[at].tree
        while not isinstance(tree, Leaf):
            tree, expression, held = _peeled(tree, place, held)
            yield f"{expression} = <<{expression}={_exact(held)}>>{_exact(held)}"
    yield f"So {letter} is {_exact(held)}."


def _peeled(tree: Operation, place: int, held: Fraction) -> tuple[Tree, str, Fraction]:
    """The side of the tree with the number, and what that side must equal."""
    result = _exact(held)
    if tree.right is None:
        if tree.sign == "%":
            return tree.left, f"{result}*100", held * 100
        return tree.left, f"0-{result}", -held
    on_left = any(leaf.place == place for leaf in leaves(tree.left))
    side, other = (tree.left, tree.right) if on_left else (tree.right, tree.left)
    known = evaluate(other)
    if not on_left and tree.sign in "-/":
        if tree.sign == "/" and held == 0:
            raise DoesNotFit("a division cannot be undone")
        return side, f"{_exact(known)}{tree.sign}{result}", apply(tree.sign, known, held)
    if tree.sign == "*" and known == 0:
        raise DoesNotFit("a product with zero cannot be undone")
    return (
        side,
        f"{result}{UNDOES[tree.sign]}{_exact(known)}",
        apply(UNDOES[tree.sign], held, known),
    )


def _exact(number: Fraction) -> str:
    """Raises DoesNotFit for a number that has no end, or is below zero, in decimals."""
    if (number * 10**PLACES).denominator != 1 or number < 0:
        raise DoesNotFit("a number on the way back cannot be written exactly")
    return printed(number)
