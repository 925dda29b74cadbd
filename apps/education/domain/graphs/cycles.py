"""Finds points that need themselves, directly or in a round, and what could be cut.

Components: Tarjan (1972). Which prerequisites to cut: the ordering of Eades, Lin and Smyth (1993)
within each component, grades first; a cut that turns out not to be needed is not proposed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from heapq import heapify, heappop, heappush

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.words import Words

_UNGRADED = 99
_STARTS = 100
"""Points of a knot from which its shortest round is looked for."""


class Fault(StrEnum):
    SELF_LOOP = "self_loop"
    CYCLE = "cycle"
    UNKNOWN = "unknown"
    """A prerequisite that is no point of the graph."""
    TWICE = "twice"
    """The same prerequisite listed twice."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Cut `need` from the prerequisites of `point`. `cycle` is a round that this cuts, its first
    point repeated at the end; empty where there is none."""

    point: str
    need: str
    fault: Fault
    words: Words
    cycle: tuple[str, ...] = ()


def cycles(graph: KnowledgeGraph) -> tuple[tuple[str, ...], ...]:
    """A shortest round for each knot of points that need one another, self-loops included.

    A round reads `a needs b needs ... needs a`.
    """
    edges = _edges(graph)
    loops = [(id, id) for id, needs in edges.items() if id in needs]
    knots = [_shortest_round(edges, knot) for knot in _knots(edges)]
    return (*loops, *knots)


def proposed_repairs(graph: KnowledgeGraph) -> tuple[Repair, ...]:
    """Cuts after which the graph has no fault left. Empty where it has none."""
    found = [*_plain_faults(graph)]
    edges = {
        id: tuple(need for need in dict.fromkeys(needs) if need != id)
        for id, needs in _edges(graph).items()
    }
    for knot in _knots(edges):
        found.extend(_cuts(graph, edges, knot))
    return tuple(found)


def repaired(graph: KnowledgeGraph, repairs: Iterable[Repair]) -> KnowledgeGraph:
    """The graph without the prerequisites that the repairs cut; a doubled one is kept once."""
    cut = {(one.point, one.need) for one in repairs if one.fault is not Fault.TWICE}
    needs = {
        id: tuple(need for need in dict.fromkeys(listed) if (id, need) not in cut)
        for id, listed in graph.needs.items()
    }
    return replace(graph, needs={id: kept for id, kept in needs.items() if kept}, version="")


def _edges(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    return {
        id: tuple(need for need in graph.prerequisites(id) if need in graph.points)
        for id in graph.points
    }


def _plain_faults(graph: KnowledgeGraph) -> Iterable[Repair]:
    for id, needs in graph.needs.items():
        for at, need in enumerate(needs):
            if need in needs[:at]:
                words = Words(f"{need} is listed twice for {id}.", f"{id} 重复列出了先修 {need}。")
                yield Repair(id, need, Fault.TWICE, words)
            elif need == id:
                words = Words(f"{id} is its own prerequisite.", f"{id} 把自己列为先修。")
                yield Repair(id, need, Fault.SELF_LOOP, words, (id, id))
            elif need not in graph.points or id not in graph.points:
                words = Words(
                    f"{id} needs {need}, and one of them is not a point of the graph.",
                    f"{id} 需要 {need}，但其中之一不在图中。",
                )
                yield Repair(id, need, Fault.UNKNOWN, words)


def _knots(edges: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Strongly connected components of two points or more, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    waiting: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        while work:
            id, rest = work[-1]
            for need in rest:
                if need not in index:
                    index[need] = low[need] = len(index)
                    stack.append(need)
                    waiting.add(need)
                    work.append((need, iter(edges[need])))
                    break
                if need in waiting:
                    low[id] = min(low[id], index[need])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[id])
                if low[id] == index[id]:
                    knot = _popped(stack, waiting, id)
                    if len(knot) > 1:
                        found.append(knot)
    return found


def _popped(stack: list[str], waiting: set[str], until: str) -> tuple[str, ...]:
    knot: list[str] = []
    while not knot or knot[-1] != until:
        knot.append(stack.pop())
        waiting.discard(knot[-1])
    return tuple(sorted(knot))


def _shortest_round(edges: Mapping[str, tuple[str, ...]], knot: tuple[str, ...]) -> tuple[str, ...]:
    inside = set(knot)
    rounds = (_way(edges, inside, id, id) for id in knot[:_STARTS])
    return min((found for found in rounds if found), key=lambda found: (len(found), found))


def _way(
    edges: Mapping[str, tuple[str, ...]], inside: set[str], start: str, end: str
) -> tuple[str, ...]:
    """A shortest way of at least one step along prerequisites; empty where there is none."""
    came: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        id = waiting.popleft()
        for need in edges[id]:
            if need == id or need not in inside or (need in came and need != end):
                continue
            came.setdefault(need, id)
            if need == end:
                return _traced(came, start, end)
            waiting.append(need)
    return ()


def _traced(came: Mapping[str, str], start: str, end: str) -> tuple[str, ...]:
    way = [end, came[end]]
    while way[-1] != start:
        way.append(came[way[-1]])
    return tuple(reversed(way))


def _cuts(
    graph: KnowledgeGraph, edges: dict[str, tuple[str, ...]], knot: tuple[str, ...]
) -> list[Repair]:
    inside = set(knot)
    place = {id: at for at, id in enumerate(_arranged(graph, edges, knot))}
    backward = [
        (id, need)
        for id in knot
        for need in edges[id]
        if need in inside and place[need] > place[id]
    ]
    kept = {id: [n for n in edges[id] if n in inside and place[n] < place[id]] for id in knot}
    needed: list[tuple[str, str]] = []
    for id, need in backward:
        if _leads(kept, need, id):
            needed.append((id, need))
        else:
            kept[id].append(need)
    return [_cut(graph, edges, inside, id, need) for id, need in needed]


def _leads(edges: Mapping[str, list[str]], start: str, end: str) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        id = waiting.pop()
        if id == end:
            return True
        for need in edges[id]:
            if need not in seen:
                seen.add(need)
                waiting.append(need)
    return False


def _arranged(
    graph: KnowledgeGraph, edges: Mapping[str, tuple[str, ...]], knot: tuple[str, ...]
) -> list[str]:
    """Lower grades first; within a grade those that need little and unlock much."""
    left = set(knot)
    needs = {id: [need for need in edges[id] if need in left] for id in knot}
    after: dict[str, list[str]] = {id: [] for id in knot}
    for id, listed in needs.items():
        for need in listed:
            after[need].append(id)
    pull = {id: len(needs[id]) - len(after[id]) for id in knot}
    heap = [(_grade(graph, id), pull[id], id) for id in knot]
    heapify(heap)
    order: list[str] = []
    while heap:
        _, told, id = heappop(heap)
        if id not in left or told != pull[id]:
            continue
        left.discard(id)
        order.append(id)
        for near, change in (*((n, 1) for n in needs[id]), *((n, -1) for n in after[id])):
            if near in left:
                pull[near] += change
                heappush(heap, (_grade(graph, near), pull[near], near))
    return order


def _grade(graph: KnowledgeGraph, id: str) -> int:
    grade = graph.points[id].grade
    return _UNGRADED if grade is None else grade


def _cut(
    graph: KnowledgeGraph,
    edges: Mapping[str, tuple[str, ...]],
    inside: set[str],
    id: str,
    need: str,
) -> Repair:
    cycle = (id, *_way(edges, inside, need, id))
    en = f"{' needs '.join(cycle)}: a round has no beginning. Cut: {id} no longer needs {need}"
    zh = f"{'需要'.join(cycle)}：循环没有起点。建议删除：{id} 不再以 {need} 为先修"
    early, late = graph.points[id].grade, graph.points[need].grade
    if early is not None and late is not None and early < late:
        en += f", which is of grade {late}, after grade {early}."
        zh += f"（后者属于 {late} 年级，晚于 {early} 年级）。"
    else:
        en += ", the cut that leaves most of the order as it is."
        zh += "，这样对原有顺序改动最小。"
    return Repair(id, need, Fault.CYCLE, Words(en, zh), cycle)
