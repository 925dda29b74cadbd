"""Points in layers from what comes first to what builds on it, placed so that lines seldom cross.

Pure geometry in CSS pixels; knows neither students nor how it is drawn.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

WIDTH, HEIGHT = 190, 42
_GAP_X, _GAP_Y, _EDGE = 46, 12, 14
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """`tone` is a verdict, with `step` where it is on the path; `badge` its number there."""

    id: str
    ref: str
    label: str
    tone: str = ""
    note: str = ""
    badge: str = ""
    focus: bool = False


@dataclass(frozen=True, slots=True)
class NodeMap:
    caption: str
    boxes: tuple[Box, ...]
    places: tuple[tuple[int, int], ...]
    edges: tuple[tuple[int, int, str], ...]
    width: int
    depth: int

    def as_json(self) -> dict[str, Any]:
        return {
            "caption": self.caption,
            "size": {"width": WIDTH, "height": HEIGHT},
            "width": self.width,
            "depth": self.depth,
            "nodes": [
                {**asdict(box), "x": x, "y": y}
                for box, (x, y) in zip(self.boxes, self.places, strict=True)
            ],
            "edges": [{"from": a, "to": b, "tone": tone} for a, b, tone in self.edges],
        }


def node_map(
    caption: str,
    boxes: Sequence[Box],
    needs: Mapping[str, Sequence[str]],
    *,
    bad: frozenset[tuple[str, str]] = frozenset(),
) -> NodeMap:
    """`needs` may name points that are not boxes, and may hold cycles: both are passed over.

    `bad` are pairs (point, what it needs) to be marked.
    """
    index = {box.id: i for i, box in enumerate(boxes)}
    inside = {
        box.id: [one for one in needs.get(box.id, ()) if one in index and one != box.id]
        for box in boxes
    }
    layers = _ordered(_layers(inside), inside)
    deepest = max((len(layer) for layer in layers), default=0)
    place = {
        id: (_EDGE + x * (WIDTH + _GAP_X), _EDGE + y * (HEIGHT + _GAP_Y))
        for x, layer in enumerate(layers)
        for y, id in enumerate(layer)
    }
    edges = tuple(
        (index[need], index[id], "bad" if (id, need) in bad else "")
        for id, wanted in inside.items()
        for need in wanted
    )
    return NodeMap(
        caption,
        tuple(boxes),
        tuple(place[box.id] for box in boxes),
        edges,
        2 * _EDGE + len(layers) * (WIDTH + _GAP_X),
        2 * _EDGE + deepest * (HEIGHT + _GAP_Y),
    )


def _layers(needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Each point right of all it needs. A need that would close a circle does not count."""
    depth: dict[str, int] = {}
    walking: set[str] = set()

    def visit(id: str) -> int:
        if id in depth:
            return depth[id]
        walking.add(id)
        found = [visit(need) for need in needs[id] if need not in walking]
        walking.discard(id)
        depth[id] = 1 + max(found, default=-1)
        return depth[id]

    layers: defaultdict[int, list[str]] = defaultdict(list)
    for id in needs:
        layers[visit(id)].append(id)
    return [layers[x] for x in sorted(layers)]


def _ordered(layers: list[list[str]], needs: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Sweeps that put each point at the middle of its neighbours."""
    used: defaultdict[str, list[str]] = defaultdict(list)
    for id, wanted in needs.items():
        for need in wanted:
            used[need].append(id)
    rank = {id: y for layer in layers for y, id in enumerate(layer)}
    for sweep in range(_SWEEPS):
        around = needs if sweep % 2 == 0 else used
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            layer.sort(key=lambda id: _middle(id, around.get(id, ()), rank))
            rank.update({id: y for y, id in enumerate(layer)})
    return layers


def _middle(id: str, neighbours: Sequence[str], rank: Mapping[str, int]) -> float:
    found = [rank[one] for one in neighbours if one in rank]
    return sum(found) / len(found) if found else rank[id]
