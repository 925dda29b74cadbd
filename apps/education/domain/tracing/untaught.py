"""Points that a class has most likely not been taught yet: nobody answered, nothing builds on them.

An answer is only asked for after a lesson, so a model of answers expects too much of points before
it. Points that others, which were answered, build on are taken for old knowledge instead. The two
figures are from simulated classes (`benchmarks.tracing_simulated`); they move what is said of
mastery, never the prediction of an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.education.domain.graph import KnowledgeGraph

SHIFT = -1.5
"""In logits."""
VARIANCE = 0.2
"""In logits squared, beside that of any untested point."""


def untaught_points(
    graph: KnowledgeGraph | None, names: Sequence[str], answers: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """By `names`, with the number of the class's answers to each. Walks graphs with cycles too."""
    known = {name for name, count in zip(names, answers, strict=True) if count > 0}
    if graph is None or not known:
        return np.zeros(len(names), bool)
    reached, open_points = set(known), list(known)
    while open_points:
        for before in graph.prerequisites(open_points.pop()):
            if before not in reached:
                reached.add(before)
                open_points.append(before)
    return np.array([name not in reached for name in names], bool)
