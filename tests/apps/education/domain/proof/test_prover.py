"""The prover: proofs from a process of its own, refusals with reasons, print that keeps to both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from apps.education.domain.exercise import Ask, Difficulty, Distractor, Draft, Problem
from apps.education.domain.proof.printed import check_printed, printed_numbers
from apps.education.domain.proof.prover import Prover, Unproved
from apps.education.domain.proof.verdict import Wrong
from apps.education.domain.words import Words

DRAFT = Draft(
    point="fractions.add",
    difficulty=Difficulty.EASY,
    seed=3,
    prompt=Words(r"Add: $\frac{1}{2} + \frac{1}{3}$", r"计算：$\frac{1}{2} + \frac{1}{3}$"),
    problem=Problem(Ask.VALUE, ("1/2 + 1/3",)),
    key="5/6",
    answer=Words(r"$\frac{5}{6}$", r"$\frac{5}{6}$"),
    steps=(Words("Sixths.", "通分为六分之几。"),),
    distractors=(
        Distractor("2/5", "adds_both", Words("Adds tops and bottoms.", "分子分母分别相加。")),
    ),
)


@pytest.fixture(scope="module")
def prover() -> Iterator[Prover]:
    with Prover(seconds=20) as one:
        yield one


def test_a_right_draft_becomes_an_exercise(prover: Prover) -> None:
    exercise = prover.prove(DRAFT)
    assert exercise.proof.methods == ("substitution", "symbolic")
    assert exercise.id == prover.prove(replace(DRAFT, seed=9)).id
    assert exercise.id != prover.prove(replace(DRAFT, distractors=())).id


@pytest.mark.parametrize(
    ("change", "kind", "told"),
    [
        ({"key": "2/3", "answer": Words("$2/3$", "$2/3$"), "distractors": ()}, "wrong", "5/6"),
        ({"key": "5/", "answer": Words("5", "5")}, "unclear", "5/"),
        ({"distractors": (Distractor("10/12", "a", Words("a", "b")),)}, "wrong", "right"),
        ({"answer": Words("6", "6")}, "wrong", "5"),
        ({"prompt": Words("Add 1, 2, 3 and 4", "1 2 3 4")}, "wrong", "4"),
    ],
)
def test_refusals(prover: Prover, change: dict, kind: str, told: str) -> None:
    with pytest.raises(Unproved) as caught:
        prover.prove(replace(DRAFT, **change))
    assert caught.value.kind == kind
    assert told in caught.value.reason


def test_a_hopeless_question_ends_its_process_only() -> None:
    hard = Problem(
        Ask.SOLVE,
        (
            "x^7 - 3*x^2 + abs(x) < sqrt(x) + x^9",
            "x^5 + sqrt(x + 2)*x^3 + root(x^2 + 1, 3) = 7/3*x",
        ),
        ("x",),
    )
    with Prover(seconds=1, memory_mb=1_000) as prover:
        assert prover.check(DRAFT.problem, "5/6").methods
        with pytest.raises(Unproved) as caught:
            prover.check(hard, "none")
        assert caught.value.kind in ("timeout", "wrong", "undecided")
        assert prover.check(DRAFT.problem, "5/6").methods


def test_no_memory_no_proof() -> None:
    with Prover(seconds=5, memory_mb=20) as prover, pytest.raises(Unproved):
        prover.check(DRAFT.problem, "5/6")


def test_bad_limits() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Prover(seconds=0)


def test_printed_numbers() -> None:
    assert printed_numbers(r"1,250 and $1{,}250$, 3, 4 and 3.5 at 3:45") == {1250, 3, 4, 3.5, 45}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"prompt": Words("Add $1/2 + 1/3$", "计算 $1/2$ 加三分之一")}, "only one prompt"),
        ({"prompt": Words("Add $1/2 + 1/3", "计算 $1/2 + 1/3$")}, "alone"),
        ({"prompt": Words(r"Add $\foo{1} 2, 3$", "1, 2, 3")}, "not known"),
        ({"steps": ()}, "step"),
        ({"context": Words("Once", "从前")}, "context"),
        ({"answer": Words("-$5/6$", "-$5/6$")}, "negative"),
    ],
)
def test_print_must_keep_to_the_problem(change: dict, told: str) -> None:
    check_printed(DRAFT)
    with pytest.raises(Wrong, match=told):
        check_printed(replace(DRAFT, **change))


def test_a_sign_must_not_be_lost() -> None:
    minus = replace(
        DRAFT,
        problem=Problem(Ask.VALUE, ("1/3 - 1/2",)),
        key="-1/6",
        prompt=Words("$1/3 - 1/2$", "$1/3 - 1/2$"),
        distractors=(),
    )
    check_printed(replace(minus, answer=Words("$-1/6$", "$-1/6$")))
    with pytest.raises(Wrong, match="negative"):
        check_printed(replace(minus, answer=Words("$1/6$", "$1/6$")))


def test_choices_must_differ_in_print() -> None:
    asked = Problem(Ask.CHOOSE, ("A: 7 - 4 = 4", "B: 7 - 3 = 4"))
    right = Words("**A** $7 - 4$    **B** $7 - 3$", "**A** $7 - 4$    **B** $7 - 3$")
    wrong = Words("**A** $7 - 3$    **B** $7 - 3$", "**A** $7 - 4$    **B** $7 - 3$")
    draft = replace(DRAFT, problem=asked, key="B", answer=Words("B", "B"), distractors=())
    check_printed(replace(draft, prompt=right))
    with pytest.raises(Wrong, match="alike"):
        check_printed(replace(draft, prompt=replace(wrong, zh=wrong.en)))
