"""Reads a graph from a file, by its name: CASE 1.1 JSON, CSV or GraphML.

A graph that was read may hold cycles: `proposed_repairs` says what to cut.
"""

from __future__ import annotations

from apps.education.domain.graph import KnowledgeGraph

LARGEST_BYTES = 32 << 20
MOST_POINTS = 50_000


class UnreadableGraph(ValueError):
    """The file is no graph of the kind its name says: names the culprit and the remedy."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(f"{name}: {problem}; {remedy}")
        self.name = name
        self.problem = problem
        self.remedy = remedy


def read_graph(name: str, data: bytes) -> KnowledgeGraph:
    """Raises UnreadableGraph."""
    from apps.education.domain.graphs.case import read_case
    from apps.education.domain.graphs.graphml import read_graphml
    from apps.education.domain.graphs.table import read_table

    if len(data) > LARGEST_BYTES:
        raise UnreadableGraph(name, f"it has {len(data) >> 20} MB", "split it: 32 MB at most")
    readers = {"json": read_case, "csv": read_table, "tsv": read_table, "graphml": read_graphml}
    ending = name.lower().rpartition(".")[2]
    if ending not in readers:
        raise UnreadableGraph(name, f"{ending!r} is not read", "give a .json, .csv or .graphml")
    graph = readers[ending](name, data)
    if len(graph.points) > MOST_POINTS:
        raise UnreadableGraph(name, f"{len(graph.points)} points", f"{MOST_POINTS} at most")
    if not graph.points:
        raise UnreadableGraph(name, "it holds no points", "check that it is the right file")
    return graph
