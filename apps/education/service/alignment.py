"""Which bundled point a course's point is: by id, by name, or as the teacher says.

Pure; proposes by shared words and links nothing by itself that is not the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from apps.education.domain.graph import Point

_WORD = re.compile(r"[a-z]+|[0-9]+|[一-鿿]")
_PROPOSED = 8


def links(
    points: Iterable[Point], bundled: Mapping[str, Point], said: Mapping[str, str]
) -> dict[str, str]:
    """From ids of the course to ids of the bundle; `said` by the teacher goes first."""
    named = _by_name(bundled)
    found: dict[str, str] = {}
    for point in points:
        if (told := said.get(point.id)) in bundled:
            found[point.id] = str(told)
        elif point.id in bundled:
            found[point.id] = point.id
        elif (same := _same(point, named)) is not None:
            found[point.id] = same
    return found


def _by_name(bundled: Mapping[str, Point]) -> dict[str, str]:
    """Only names that one point alone bears."""
    counts: Counter[str] = Counter()
    named: dict[str, str] = {}
    for id, point in bundled.items():
        for name in {_plain(point.name.en), _plain(point.name.zh)}:
            counts[name] += 1
            named[name] = id
    return {name: id for name, id in named.items() if counts[name] == 1}


def _same(point: Point, named: Mapping[str, str]) -> str | None:
    for name in (point.name.en, point.name.zh, point.id):
        if (id := named.get(_plain(name))) is not None:
            return id
    return None


def _plain(name: str) -> str:
    return " ".join(_WORD.findall(name.casefold()))


def proposals(point: Point, bundled: Mapping[str, Point], limit: int = _PROPOSED) -> Sequence[str]:
    """Ids of the bundled points that share most words with it, the likeliest first."""
    wanted = _words(point)
    if not wanted:
        return []
    scored = [(_alike(wanted, _words(one), point, one), id) for id, one in bundled.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [id for score, id in scored[:limit] if score > 0]


def _words(point: Point) -> frozenset[str]:
    text = f"{point.name.en} {point.name.zh} {point.unit}".casefold()
    return frozenset(_WORD.findall(text))


def _alike(a: frozenset[str], b: frozenset[str], point: Point, one: Point) -> float:
    """Shared words as a share of all; a shared standard counts for much."""
    both = len(a & b) / len(a | b) if a | b else 0.0
    same = point.standard is not None and point.standard == one.standard
    return both + (0.5 if same else 0.0)
