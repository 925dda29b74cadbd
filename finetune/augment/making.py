"""Makes lessons of worked problems and of what the seven kinds make of them, and counts both.

Knows problems and rows; knows nothing of where problems come from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from finetune.augment.every import KINDS, proved, variants
from finetune.augment.problem import DoesNotFit, Problem
from finetune.corpora.split import part

TASK = "arithmetic"


@dataclass(slots=True)
class Tally:
    """How many were read and had a provable key, and by kind how many were made or refused why."""

    read: int = 0
    provable: int = 0
    made: Counter[str] = field(default_factory=Counter)
    refused: dict[str, Counter[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Reasons by how common they are, the ten commonest of each kind."""
        return {
            "read": self.read,
            "provable": self.provable,
            "made": dict(self.made),
            "refused": {kind: dict(why.most_common(10)) for kind, why in self.refused.items()},
        }


def lessons(
    problems: Iterable[Problem],
    tally: Tally,
    *,
    source: str,
    seed: int = 0,
    kinds: Sequence[str] = tuple(KINDS),
    rounds: int = 1,
) -> Iterator[dict[str, Any]]:
    """Rows of provable problems and of their variants, each kind tried `rounds` times.

    A problem whose own key cannot be proved is left out with all that could be made of it.
    """
    chosen = {name: KINDS[name] for name in kinds}
    for problem in problems:
        tally.read += 1
        try:
            proved(problem)
        except DoesNotFit as reason:
            tally.refused.setdefault("original", Counter())[str(reason)] += 1
            continue
        tally.provable += 1
        yield _row(problem, problem.id, "original", source)
        seen = {problem.text}
        for number in range(rounds):
            rng = Random(f"{seed}/{problem.id}/{number}")  # noqa: S311 - not for secrets
            for each in variants(problem, rng, chosen):
                if each.problem is None:
                    tally.refused.setdefault(each.kind, Counter())[each.refused] += 1
                elif each.problem.text not in seen:
                    seen.add(each.problem.text)
                    tally.made[each.kind] += 1
                    yield _row(each.problem, problem.id, f"{each.kind}-{number}", source)


def _row(problem: Problem, origin: str, name: str, source: str) -> dict[str, Any]:
    return {
        "id": f"{source}:{origin}#{name}",
        "messages": [
            {"role": "user", "content": problem.question},
            {"role": "assistant", "content": problem.worked},
        ],
        "domain": "education",
        "task": TASK,
        "part": part(origin),
        "source": source,
    }
