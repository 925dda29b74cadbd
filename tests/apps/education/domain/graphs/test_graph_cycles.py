"""Faults of graphs and their repairs, walks, reduction, layers and edits."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.education.domain.graph import KnowledgeGraph, Point
from apps.education.domain.graphs.cycles import Fault, cycles, proposed_repairs, repaired
from apps.education.domain.graphs.editing import (
    BadEdit,
    changed,
    merged,
    with_need,
    with_point,
    without_need,
    without_point,
)
from apps.education.domain.graphs.layers import crossings, layers
from apps.education.domain.graphs.reduction import reduced
from apps.education.domain.graphs.validation import Weight, remarks
from apps.education.domain.graphs.version import version_of
from apps.education.domain.graphs.walk import Cyclic, ancestors, around, descendants, in_order
from apps.education.domain.words import Words


def graph_of(needs: dict[str, str], grades: dict[str, int] | None = None) -> KnowledgeGraph:
    names = sorted({*needs, *"".join(needs.values())})
    points = {n: Point(n, Words(n, n), grade=(grades or {}).get(n)) for n in names}
    return KnowledgeGraph("test", points, {n: tuple(listed) for n, listed in needs.items()})


CHAIN = graph_of({"b": "a", "c": "ab", "d": "c"})


def test_a_sound_graph_has_no_faults() -> None:
    assert cycles(CHAIN) == ()
    assert proposed_repairs(CHAIN) == ()
    assert in_order(CHAIN) == ("a", "b", "c", "d")


def test_each_fault_is_named_and_repaired() -> None:
    points = dict(CHAIN.points)
    needs = {"b": ("a", "a", "b", "ghost"), "a": ("d",), "c": ("b",), "d": ("c",)}
    broken = KnowledgeGraph("test", points, needs)
    found = proposed_repairs(broken)
    assert {one.fault for one in found} == set(Fault)
    assert all(one.words.en and one.words.zh for one in found)
    whole = repaired(broken, found)
    assert proposed_repairs(whole) == ()
    assert len(in_order(whole)) == 4


def test_the_cut_follows_the_grades() -> None:
    round_trip = graph_of({"a": "c", "b": "a", "c": "b"}, {"a": 1, "b": 2, "c": 3})
    (cut,) = proposed_repairs(round_trip)
    assert (cut.point, cut.need) == ("a", "c")
    assert cut.cycle[0] == cut.cycle[-1] == "a"
    assert "grade 3" in cut.words.en


def test_one_cut_where_two_rounds_share_an_edge() -> None:
    shared = graph_of({"b": "a", "c": "b", "a": "cd", "d": "b"}, {"a": 0, "b": 1, "c": 2, "d": 2})
    assert len(proposed_repairs(shared)) == 2
    inner = graph_of({"b": "a", "a": "b", "c": "b", "d": "c"})
    assert len(proposed_repairs(inner)) == 1


def test_a_long_round_is_found_without_recursion() -> None:
    names = [f"p{n}" for n in range(3_000)]
    points = {n: Point(n, Words(n, n)) for n in names}
    needs = {n: (names[at - 1],) for at, n in enumerate(names)}
    found = proposed_repairs(KnowledgeGraph("ring", points, needs))
    assert len(found) == 1


@st.composite
def tangles(draw: st.DrawFn) -> KnowledgeGraph:
    names = "abcdefgh"[: draw(st.integers(1, 8))]
    edges = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=24))
    needs = {n: "".join(b for a, b in edges if a == n) for n in names}
    return graph_of(needs, {n: draw(st.integers(0, 3)) for n in names})


@settings(max_examples=120, deadline=None)
@given(tangles())
def test_repairs_always_end_the_cycles_and_cut_nothing_else(graph: KnowledgeGraph) -> None:
    whole = repaired(graph, proposed_repairs(graph))
    drawn: nx.DiGraph = nx.DiGraph([(n, p) for p, listed in graph.needs.items() for n in listed])
    loops = nx.number_of_selfloops(drawn)
    knots = [k for k in nx.strongly_connected_components(drawn) if len(k) > 1]
    assert (not cycles(graph)) == (loops == 0 and not knots)
    in_order(whole)
    for point, listed in graph.needs.items():
        for need in set(listed) - set(whole.prerequisites(point)):
            assert point == need or any({point, need} <= knot for knot in knots)


@settings(max_examples=80, deadline=None)
@given(tangles())
def test_reduction_keeps_the_order_and_nothing_to_spare(graph: KnowledgeGraph) -> None:
    whole = repaired(graph, proposed_repairs(graph))
    least = reduced(whole)
    drawn = nx.DiGraph([(p, n) for p, listed in whole.needs.items() for n in listed])
    expected = nx.transitive_reduction(drawn)
    assert {(p, n) for p, listed in least.needs.items() for n in listed} == set(expected.edges)
    assert all(ancestors(whole, p) == ancestors(least, p) for p in whole.points)
    placed = layers(least)
    depth = {id: at for at, row in enumerate(placed) for id in row}
    assert len(depth) == len(whole.points)
    assert all(depth[n] < depth[p] for p in whole.points for n in whole.prerequisites(p))


def test_walks() -> None:
    assert ancestors(CHAIN, "d") == {"a", "b", "c"}
    assert descendants(CHAIN, "b") == {"c", "d"}
    assert set(around(CHAIN, "c", before=1, after=0).points) == {"a", "b", "c"}
    with pytest.raises(Cyclic) as caught:
        in_order(graph_of({"a": "b", "b": "a"}))
    assert set(caught.value.cycle) == {"a", "b"}


def test_layers_untangle() -> None:
    crossed = graph_of({"x": "b", "y": "a"})
    assert crossings(crossed, (("a", "b"), ("x", "y"))) == 1
    assert crossings(crossed, layers(crossed)) == 0


def test_remarks() -> None:
    late = graph_of({"a": "b", "c": "a", "d": ""}, {"a": 1, "b": 5})
    told = remarks(late)
    assert {one.weight for one in told} == {Weight.ODD}
    assert len(told) == 2
    assert remarks(graph_of({"a": "a"}))[0].weight is Weight.FAULT
    assert any("follow from others" in one.words.en for one in remarks(CHAIN))


def test_edits() -> None:
    new = with_point(CHAIN, Point("e", Words("E", "E")))
    linked = with_need(new, "e", "d")
    assert linked.version == version_of(linked) != CHAIN.version
    with pytest.raises(Cyclic) as caught:
        with_need(linked, "a", "e")
    assert caught.value.cycle[0] == caught.value.cycle[-1] == "a"
    assert without_need(linked, "e", "d").prerequisites("e") == ()
    assert without_point(linked, "c").prerequisites("d") == ("a", "b")
    assert without_point(linked, "c", bridge=False).prerequisites("d") == ()
    assert changed(linked, Point("e", Words("F", "F"))).points["e"].name.en == "F"
    one = merged(graph_of({"b": "a", "c": "a", "d": "bc"}), "b", "c")
    assert one.prerequisites("d") == ("b",)
    with pytest.raises(Cyclic):
        merged(CHAIN, "d", "b")
    for call in (
        lambda: with_point(CHAIN, Point("a", Words("A", "A"))),
        lambda: with_need(CHAIN, "b", "a"),
        lambda: with_need(CHAIN, "b", "z"),
        lambda: without_need(CHAIN, "a", "b"),
        lambda: merged(CHAIN, "a", "a"),
    ):
        with pytest.raises(BadEdit):
            call()
