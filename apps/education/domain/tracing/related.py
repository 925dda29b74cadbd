"""Points that tell of one another: beside in the graph, or doing well and badly together in class.

Learned from training students only. Knows nothing of time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.response import ResponseLog

Floats = NDArray[np.float64]

MOST = 12
"""Neighbours kept of a point."""
SHRINK = 10.0
"""Students without any association that each pair of points starts from."""
GRAPH_WEIGHT = 0.3
LEAST_WEIGHT = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """Row p: indices of the points beside p, -1 where there are fewer; weights from 0 to 1."""

    point: NDArray[np.int32]
    weight: Floats


def related_points(
    log: ResponseLog, surprise: Floats, graph: KnowledgeGraph | None, names: tuple[str, ...]
) -> Related:
    """`surprise` by response: correct minus expected. `names` begin with the log's points."""
    weights = _associations(log, surprise, len(names))
    if graph is not None:
        after, before = _beside(graph, names)
        weights[after, before] = np.maximum(weights[after, before], GRAPH_WEIGHT)
        weights[before, after] = np.maximum(weights[before, after], GRAPH_WEIGHT)
    np.fill_diagonal(weights, 0)
    kept = min(MOST, len(names))
    best = np.argpartition(-weights, kept - 1, axis=1)[:, :kept]
    weight = np.take_along_axis(weights, best, 1)
    known = weight >= LEAST_WEIGHT
    return Related(np.where(known, best, -1).astype(np.int32), np.where(known, weight, 0.0))


def _associations(log: ResponseLog, surprise: Floats, size: int) -> Floats:
    """Shrunk correlation over students of their mean surprises, where it is positive."""
    row = np.repeat(np.arange(len(log)), np.diff(log.point_start))
    place, shape = (log.student[row], log.point), (len(log.students), size)
    count = sparse.csr_matrix((np.ones(len(row)), place), shape)
    mean = sparse.csr_matrix((surprise[row], place), shape)
    mean.data /= count.data + 1.0
    square, both = mean.copy(), count
    square.data **= 2
    both.data[:] = 1.0
    shared = (both.T @ both).toarray()
    power = (square.T @ both).toarray()
    spread = np.sqrt(power * power.T) + 1e-9
    weights = (mean.T @ mean).toarray() / spread * (shared / (shared + SHRINK))
    return np.maximum(weights, 0.0)


def _beside(
    graph: KnowledgeGraph, names: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    index = {name: i for i, name in enumerate(names)}
    pairs = [
        (index[after], index[before])
        for after, needed in graph.needs.items()
        for before in needed
        if after in index and before in index
    ]
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]
