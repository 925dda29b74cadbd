"""Points in layers from what comes first to what builds on it, as boxes in CSS pixels.

Pure; knows neither students nor how it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.cycles import proposed_repairs, repaired
from apps.education.domain.graphs.layers import layers
from apps.education.domain.graphs.reduction import reduced
from apps.education.domain.graphs.walk import part

WIDTH, HEIGHT = 190, 42
_GAP_X, _GAP_Y, _EDGE = 46, 12, 14


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


def node_map(caption: str, boxes: Sequence[Box], graph: KnowledgeGraph) -> NodeMap:
    """The boxes with the fewest lines that say what comes before what; what closes a round is
    marked as bad."""
    index = {box.id: i for i, box in enumerate(boxes)}
    inside = part(graph, frozenset(index))
    cuts = proposed_repairs(inside)
    drawn = reduced(repaired(inside, cuts))
    rows = layers(drawn)
    loose = [box.id for box in boxes if box.id not in drawn.points]
    if loose:
        rows = ((*rows[0], *loose), *rows[1:]) if rows else (tuple(loose),)
    place = {
        id: (_EDGE + x * (WIDTH + _GAP_X), _EDGE + y * (HEIGHT + _GAP_Y))
        for x, row in enumerate(rows)
        for y, id in enumerate(row)
    }
    edges = [(index[need], index[id], "") for id, needs in drawn.needs.items() for need in needs]
    edges += [(index[cut.need], index[cut.point], "bad") for cut in cuts if cut.need != cut.point]
    return NodeMap(
        caption,
        tuple(boxes),
        tuple(place[box.id] for box in boxes),
        tuple(edges),
        2 * _EDGE + len(rows) * (WIDTH + _GAP_X) - _GAP_X,
        2 * _EDGE + max((len(row) for row in rows), default=0) * (HEIGHT + _GAP_Y),
    )
