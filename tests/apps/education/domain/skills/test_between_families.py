"""Rules between families: each speaks of points that exist, adds something, and only looks back."""

from __future__ import annotations

from fnmatch import fnmatchcase
from statistics import median

import pytest

from apps.education.domain.graph import Point
from apps.education.domain.graphs.reduction import reduced
from apps.education.domain.skill import SkillPoint
from apps.education.domain.skills.between import Rule, joined, rules
from apps.education.domain.skills.catalogue import catalogue
from apps.education.domain.words import Words


def _point(id: str, *needs: str) -> SkillPoint:
    return SkillPoint(Point(id, Words(id, id)), needs, {"top": 10})


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.later}<{rule.earlier}")
def test_each_rule_speaks_of_points(rule: Rule) -> None:
    points = catalogue().points
    assert any(fnmatchcase(id, rule.later) for id in points), rule.later
    assert rule.earlier in points
    assert rule.why.strip()


def test_rules_add_what_does_not_follow_otherwise() -> None:
    kept = reduced(catalogue().graph)
    idle = [
        f"{rule.later} needs {rule.earlier}"
        for rule in rules()
        if not any(
            rule.earlier in kept.prerequisites(id)
            for id in kept.points
            if fnmatchcase(id, rule.later)
        )
    ]
    assert not idle


def test_no_point_needs_a_later_grade() -> None:
    graph = catalogue().graph
    grade = {id: point.grade or 0 for id, point in graph.points.items()}
    assert not [
        (id, need)
        for id in graph.points
        for need in graph.prerequisites(id)
        if grade[need] > grade[id]
    ]


def test_the_graph_stays_readable() -> None:
    kept = reduced(catalogue().graph)
    direct = [len(kept.prerequisites(id)) for id in kept.points]
    assert median(direct) <= 3
    assert max(direct) <= 6


def test_joined() -> None:
    rule = rules()[0]
    own = _point(rule.later, "own.need")
    assert joined(own).needs[0] == "own.need"
    assert rule.earlier in joined(own).needs
    assert joined(joined(own)).needs == joined(own).needs
    assert joined(own).parameters == {"top": 10}
    other = _point("no.such.family", "own.need")
    assert joined(other) is other
