"""How far the bundled graph agrees with the dependencies between Common Core standards.

`python -m benchmarks.exercise_standards --data DIR`, DIR laid out as `ccss_graph`: needs
`csv/ccssm-dependencies.csv`. Two standards are covered where points carry their codes. A
dependency is respected if some point of the later standard rests, however far, on a point of the
earlier one (or of a part of it); it is contradicted if the earlier rests on the later and not the
other way round. The last line is JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.education.domain.graph import KnowledgeGraph
from apps.education.domain.graphs.walk import in_order
from apps.education.domain.skills.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Agreement:
    dependencies: int
    covered: int
    respected: int
    contradicted: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    by_grade: Mapping[str, tuple[int, int]]
    """(covered, respected) by the grade of the later standard."""


def plain(code: str) -> str:
    """`HSA.CED.A.1`, `HS.A-CED.A.1` and `A-CED.1` all read alike; letters of clusters stay."""
    bare = code.upper().replace("HS.", "").replace("HS", "").replace("-", ".")
    return bare.strip(".")


def agreement(graph: KnowledgeGraph, pairs: list[tuple[str, str]]) -> Agreement:
    """`pairs` are (earlier, later) codes."""
    holders: dict[str, set[str]] = defaultdict(set)
    for id, point in graph.points.items():
        if point.standard:
            code = plain(point.standard)
            holders[code].add(id)
            if len(code) > 2 and code[-2] == "." and code[-1].isalpha() and code[-3].isdigit():
                holders[code[:-2]].add(id)
    behind = _behind(graph)
    covered, respected, against, missing = Counter[str](), Counter[str](), [], []
    for earlier, later in pairs:
        before, after = holders.get(plain(earlier), set()), holders.get(plain(later), set())
        if not before or not after:
            continue
        grade = _grade(later)
        covered[grade] += 1
        if any(behind[id] & before for id in after) or before & after:
            respected[grade] += 1
        elif any(behind[id] & after for id in before):
            against.append((earlier, later))
        else:
            missing.append((earlier, later))
    return Agreement(
        len(pairs),
        covered.total(),
        respected.total(),
        tuple(against),
        tuple(missing),
        {grade: (count, respected[grade]) for grade, count in sorted(covered.items())},
    )


def _grade(code: str) -> str:
    first = plain(code).partition(".")[0]
    return "0 (K)" if first == "K" else first if first.isdigit() else "high school"


def _behind(graph: KnowledgeGraph) -> Mapping[str, frozenset[str]]:
    behind: dict[str, frozenset[str]] = {}
    for id in in_order(graph):
        needs = graph.prerequisites(id)
        behind[id] = frozenset(needs).union(*(behind[need] for need in needs))
    return behind


def dependencies(folder: Path, kind: str = "dependency") -> list[tuple[str, str]]:
    """(earlier, later) of the file; `kind` is dependency or conceptual connection."""
    with (folder / "csv" / "ccssm-dependencies.csv").open(encoding="utf-8-sig") as rows:
        return [
            (row["source"], row["target"])
            for row in csv.DictReader(rows)
            if row["relationship"] == kind
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--list", action="store_true", help="print what is not respected")
    given = parser.parse_args()
    folder = given.data / "ccss_graph" if (given.data / "ccss_graph").is_dir() else given.data
    found = agreement(catalogue().graph, dependencies(folder))
    print(f"dependencies {found.dependencies}, between covered standards {found.covered}")
    print(f"respected {found.respected}, contradicted {len(found.contradicted)}")
    print("grade of the later one   covered   respected")
    for grade, (count, held) in found.by_grade.items():
        print(f"{grade:22} {count:9} {held:11}")
    if given.list:
        for name, pairs in (("contradicted", found.contradicted), ("missing", found.missing)):
            for earlier, later in pairs:
                print(f"{name}: {earlier} before {later}")
    figures = {
        "dependencies": found.dependencies,
        "covered": found.covered,
        "respected": found.respected,
        "contradicted": len(found.contradicted),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
