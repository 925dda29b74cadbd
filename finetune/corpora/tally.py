"""What a stage did: rows in and out, why rows were dropped or repaired, with a few examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome

EXAMPLES = 3
TRIVIAL = frozenset(("white space", "typography"))


@dataclass(slots=True)
class Tally:
    """Counts of one stage; tallies of several shards add up."""

    stage: str
    rows_in: int = 0
    rows_out: int = 0
    characters_in: int = 0
    characters_out: int = 0
    seconds: float = 0.0
    dropped: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    lost_by_source: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    examples: dict[str, list[list[str]]] = field(default_factory=dict)

    def add(self, row: Row, outcome: Outcome) -> None:
        self.rows_in += 1
        self.characters_in += len(row.text)
        if outcome.row is None:
            self.dropped.update(outcome.reasons)
            self.lost_by_source[row.source] += 1
        else:
            self.rows_out += 1
            self.characters_out += len(outcome.row.text)
            self.repaired.update(outcome.reasons)
            if set(outcome.reasons) - TRIVIAL:
                self.mended.append(row.id)
        for reason in outcome.reasons:
            self._example(reason, [row.id, outcome.shown])

    def _example(self, reason: str, told: list[str]) -> None:
        shown = self.examples.setdefault(reason, [])
        if len(shown) < EXAMPLES:
            shown.append(told)

    def as_json(self) -> dict[str, Any]:
        names = self.__dataclass_fields__
        plain = {name: getattr(self, name) for name in names}
        return plain | {"seconds": round(self.seconds, 3)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Tally:
        told = dict(value)
        for name in ("dropped", "repaired", "lost_by_source"):
            told[name] = Counter(value[name])
        return cls(**told)

    def __add__(self, other: Tally) -> Tally:
        total = Tally.from_json(self.as_json())
        for name in ("rows_in", "rows_out", "characters_in", "characters_out", "seconds"):
            setattr(total, name, getattr(self, name) + getattr(other, name))
        for name in ("dropped", "repaired", "lost_by_source"):
            getattr(total, name).update(getattr(other, name))
        total.mended = self.mended + other.mended
        total.examples = {reason: [*told] for reason, told in self.examples.items()}
        for reason, told in other.examples.items():
            for one in told:
                total._example(reason, one)
        return total
