"""A course's graph grows with its answers and takes what it can from the bundle."""

from __future__ import annotations

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.words import Words
from apps.education.service.point_changes import with_needs
from apps.education.service.starting_graph import grown
from tests.fakes.education_catalogue import small_catalogue

BUNDLED = small_catalogue().graph
EMPTY = KnowledgeGraph("new", {}, {})


def test_points_take_name_and_nearest_needs_from_the_bundle() -> None:
    graph = grown(EMPTY, ["sums.count", "Add with carrying", "x"], BUNDLED)
    assert graph.points["Add with carrying"].name.zh == "进位加法"
    assert graph.points["Add with carrying"].unit == "Sums"
    assert graph.prerequisites("Add with carrying") == ("sums.count",)
    assert graph.points["x"].name == Words("x", "x")
    assert graph.prerequisites("x") == ()


def test_what_the_teacher_made_stays() -> None:
    own = Point("sums.add", Words("Ours", "我们的"), "Mine")
    before = KnowledgeGraph("old", {"sums.add": own}, {})
    after = grown(before, ["sums.add", "sums.carry"], BUNDLED)
    assert after.points["sums.add"] is own
    assert after.prerequisites("sums.carry") == ("sums.add",)
    assert grown(after, ["sums.add"], BUNDLED) is after


def test_a_form_sets_exactly_these_needs() -> None:
    graph = grown(EMPTY, ["sums.count", "sums.add", "sums.carry"], BUNDLED)
    changed = with_needs(graph, "sums.carry", ["sums.count"])
    assert changed.prerequisites("sums.carry") == ("sums.count",)
    assert with_needs(changed, "sums.carry", []).prerequisites("sums.carry") == ()
