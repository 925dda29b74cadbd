"""The exercise benchmark on a family made up here: it must see wrong keys and say so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from apps.education.domain.exercise import Ask, Difficulty, Distractor, Draft, Problem
from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.catalogue import gather
from apps.education.domain.words import Words
from benchmarks.exercise_planting import planted
from benchmarks.exercise_reading import NoValue, python_of, value_of
from benchmarks.exercise_solving import is_right
from benchmarks.exercise_standards import agreement, plain, whole
from benchmarks.exercises import measure


@dataclass(frozen=True)
class Sums:
    id: str = "sums"

    def points(self) -> Sequence[SkillPoint]:
        names = ("sums.small", "sums.halves", "sums.order")
        return [SkillPoint(Point(id, Words(id, id)), ()) for id in names]

    def draft(self, skill: SkillPoint, difficulty: Difficulty, rng: random.Random) -> Draft:
        a, b = rng.sample(range(11, 99), 2)
        problem, key = Problem(Ask.VALUE, (f"{a} + {b}",)), str(a + b)
        if skill.point.id == "sums.halves":
            problem, key = Problem(Ask.SOLVE, (f"{a}*x > {a * b}",), ("x",)), f"x > {b}"
        elif skill.point.id == "sums.order":
            problem = Problem(Ask.ORDER, (str(a), str(b)), (), "ascending")
            key = f"{min(a, b)}, {max(a, b)}"
        numbers = ", ".join(dict.fromkeys(n for n in _numbers(problem)))
        shown = Words(f"Given {numbers}.", f"已知 {numbers}。")
        wrong = (Distractor(str(a + b + 10), "carry", Words("Carried twice.", "多进了一。")),)
        return Draft(
            skill.point.id, difficulty, 0, shown, problem, key, Words(key, key),
            (Words("Think.", "想。"),), wrong if problem.ask is Ask.VALUE else (),
        )  # fmt: skip


def _numbers(problem: Problem) -> list[str]:
    return [
        part for text in problem.given for part in text.replace("*x", "").split() if part.isdigit()
    ]


def test_the_figures_of_a_small_run() -> None:
    figures = measure(gather([Sums()]), count=12, plants=12, asked=2, tell=False)
    assert figures["keys_right"] == 1.0
    assert figures["planted_caught"] == 1.0
    assert figures["points"] == figures["points_with_generator"] == 3
    assert figures["planted"] > 30
    assert figures["second_opinion_differs"] == 0


@pytest.mark.parametrize(
    ("problem", "right", "wrong"),
    [
        (Problem(Ask.VALUE, ("1/2 + 35%",)), "17/20", "17/21"),
        (Problem(Ask.VALUE, ("3 1/2 - 1/2",)), "3", "4"),
        (Problem(Ask.VALUE, ("f(3)", "f(x) = 2x^2 + 1")), "19", "37"),
        (Problem(Ask.VALUE, ("1 - 1/3",)), "2/3", "4/3"),
        (Problem(Ask.SOLVE, ("x^2 - 5x + 6 = 0",), ("x",)), "x = 2 or x = 3", "x = 2"),
        (Problem(Ask.SOLVE, ("x^2 - 5x + 6 > 0",), ("x",)), "x < 2 or x > 3", "2 < x < 3"),
        (Problem(Ask.SOLVE, ("abs(x - 1) = 4",), ("x",)), "x = -3 or x = 5", "x = 5"),
        (Problem(Ask.SOLVE, ("sqrt(x + 3) = x - 3",), ("x",)), "x = 6", "x = 1 or x = 6"),
        (Problem(Ask.SOLVE, ("x + y = 3", "x - y = 1"), ("x", "y")), "x = 2, y = 1", "none"),
        (Problem(Ask.SOLVE, ("x + y = 3", "2x + 2y = 6"), ("x", "y")), "many", "x = 1, y = 2"),
        (Problem(Ask.SOLVE, ("y = x^2", "y = x + 2"), ("x", "y")),
         "x = 2, y = 4 or x = -1, y = 1", "x = 2, y = 4"),
        (Problem(Ask.SOLVE, ("A = b*h/2",), ("h",)), "h = 2A/b", "h = A/(2b)"),
        (Problem(Ask.REWRITE, ("6/8",), (), "lowest_terms"), "3/4", "6/8"),
        (Problem(Ask.REWRITE, ("(x + 1)^2",), (), "expanded"), "x^2 + 2x + 1", "x^2 + 1"),
        (Problem(Ask.REWRITE, ("2x + 3y = 6",), (), "slope_intercept"),
         "y = -2/3*x + 2", "y = 2/3*x + 2"),
        (Problem(Ask.COMPARE, ("2/3", "0.66")), ">", "="),
        (Problem(Ask.CHOOSE, ("A: prime(9)", "B: even(4)")), "B", "A"),
    ],
)  # fmt: skip
def test_the_independent_solver(problem: Problem, right: str, wrong: str) -> None:
    assert is_right(problem, right) is True
    assert is_right(problem, wrong) is False


def test_reading_by_another_way() -> None:
    assert python_of("2x^2") == "N(2,1)*x**N(2,1)"
    with pytest.raises(NoValue):
        value_of("__import__('os')")


def test_planted_keys_differ() -> None:
    draft = Sums().draft(Sums().points()[1], Difficulty.EASY, random.Random(1))
    kinds = {one.kind for one in planted(draft)}
    assert {"turned round", "end let in", "one more", "answer misprinted"} <= kinds
    assert all(one.key != draft.key for one in planted(draft))


def test_standards() -> None:
    points = {
        id: Point(id, Words(id, id), standard=code)
        for id, code in (
            ("a", "K.CC.A.1"),
            ("b", "1.OA.A.1"),
            ("c", "1.OA.A.1.b"),
            ("d", "8.EE.C.7"),
        )
    }
    graph = KnowledgeGraph("g", points, {"b": ("a",), "d": ("c",)})
    found = agreement(
        graph,
        [("K.CC.A.1", "1.OA.A.1"), ("1.OA.A.1", "8.EE.C.7"), ("8.EE.C.7", "1.OA.A.1"),
         ("K.CC.A.1", "8.EE.C.7"), ("K.CC.A.1", "9.X.Y.1")],
    )  # fmt: skip
    assert (found.dependencies, found.covered, found.respected) == (5, 4, 2)
    assert found.contradicted == (("8.EE.C.7", "1.OA.A.1"),)
    assert found.missing == (("K.CC.A.1", "8.EE.C.7"),)
    assert plain("HSA-CED.A.1") == plain("A.CED.A.1")


def test_parts_of_standards_are_folded() -> None:
    points = {id: Point(id, Words(id, id), standard=code) for id, code in
              (("a", "3.MD.C.7"), ("b", "4.MD.A.3"), ("c", "5.MD.C.5.a"))}  # fmt: skip
    graph = KnowledgeGraph("g", points, {"b": ("a",), "c": ("b",)})
    pairs = [
        ("3.MD.C.7.b", "4.MD.A.3"),
        ("3.MD.C.7.a", "3.MD.C.7.b"),
        ("4.MD.A.3", "5.MD.C.5.a"),
        ("5.MD.C.5.b", "4.MD.A.3"),
    ]
    found, exact = agreement(graph, pairs), agreement(graph, pairs, fold=False)
    assert (found.covered, found.respected, len(found.contradicted)) == (3, 2, 1)
    assert (exact.covered, exact.respected, len(exact.contradicted)) == (1, 1, 0)
    assert (whole("6.EE.A.2.C"), whole("6.EE.A.2"), whole("K.CC.B.4")) == (
        "6.EE.A.2",
        "6.EE.A.2",
        "K.CC.B.4",
    )
