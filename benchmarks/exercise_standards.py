"""How far the bundled graph agrees with the dependencies between Common Core standards.

`python -m benchmarks.exercise_standards --data DIR`, DIR laid out as `ccss_graph`: needs
`csv/ccssm-dependencies.csv`. Two standards are covered where points carry their codes. A
dependency is respected if some point of the later standard rests, however far, on a point of the
earlier one (or of a part of it); it is contradicted if the earlier rests on the later and not the
other way round. A part (the `c` of 6.EE.A.2.c) that no point is told for is read as the whole
standard, and a dependency between two parts that then read alike is left out; the figures without
this folding are printed beside. The last line is JSON.
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


def whole(code: str) -> str:
    """The standard that a part belongs to: `6.EE.A.2` of `6.EE.A.2.C`; a whole one unchanged."""
    part = len(code) > 2 and code[-2] == "." and code[-1].isalpha() and code[-3].isdigit()
    return code[:-2] if part else code


def agreement(
    graph: KnowledgeGraph, pairs: list[tuple[str, str]], *, fold: bool = True
) -> Agreement:
    """`pairs` are (earlier, later) codes; `fold` reads parts without points as their standard."""
    holders: dict[str, set[str]] = defaultdict(set)
    for id, point in graph.points.items():
        if point.standard:
            code = plain(point.standard)
            holders[code].add(id)
            holders[whole(code)].add(id)
    behind = _behind(graph)
    covered, respected, against, missing = Counter[str](), Counter[str](), [], []
    for earlier, later in pairs:
        first, second = (
            code if code in holders or not fold else whole(code)
            for code in (plain(earlier), plain(later))
        )
        before, after = holders.get(first, set()), holders.get(second, set())
        if not before or not after or (fold and first == second):
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
    graph, pairs = catalogue().graph, dependencies(folder)
    found, exact = agreement(graph, pairs), agreement(graph, pairs, fold=False)
    print(f"dependencies {found.dependencies}, between covered standards {found.covered}")
    print(f"respected {found.respected}, contradicted {len(found.contradicted)}")
    print(f"without folding: covered {exact.covered}, respected {exact.respected}")
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
        "covered_unfolded": exact.covered,
        "respected_unfolded": exact.respected,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
