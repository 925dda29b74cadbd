"""A lesson of a new domain: what is sent, what should be said, and by what an answer is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from finetune.corpora.split import Part
from finetune.evaluation.grounded import Case

Turn = tuple[str, str]
"""A role (system, user or assistant) and what it says."""


@dataclass(frozen=True, slots=True)
class GroundedLesson:
    """`right` are the numbers, from 1, of the passages that carry the answer; none: a refusal."""

    id: str
    question: str
    turns: tuple[Turn, ...]
    answer: str
    passages: tuple[str, ...]
    right: frozenset[int]
    gold: str | None

    def row(self, domain: str, part: Part, source: str) -> dict[str, Any]:
        """As the stage of supervised tuning reads it."""
        turns = (*self.turns, ("assistant", self.answer))
        return {
            "id": self.id,
            "messages": [{"role": role, "content": text} for role, text in turns],
            "domain": domain,
            "task": "grounded" if self.right else "refusal",
            "part": part,
            "source": source,
        }

    def case(self, domain: str) -> Case:
        """As the evaluation judges it."""
        return Case(
            self.id,
            domain,
            "answer" if self.right else "refusal",
            self.question,
            self.passages,
            self.right,
            golds=(self.gold,) if self.gold else (),
        )
