"""Questions over passages, as the desks ask them: synthetic, from a seed, never twice the same."""

from __future__ import annotations

import random
from dataclasses import dataclass

INSTRUCTION = (
    "Answer the question from the passages alone. Cite the passage of every statement as [1], [2]."
    " Where the passages do not answer it, say so."
)
_FIRMS = ("Harbor Mills", "Northwind Rail", "Selkirk Foods", "Orrin Optics", "Pell Chemical")
_TOPICS = ("revenue", "operating income", "headcount", "capital expenditure", "order backlog")
_REASONS = (
    "higher volumes in the northern plants",
    "the sale of the coatings business in the spring",
    "a shift of orders from the fourth quarter into the first",
    "weaker demand from distributors, offset in part by price",
    "currency effects and the end of two supply contracts",
)
_PASSAGES = 4
_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Question:
    """A conversation of one turn; `key` begins its passages, so that no two share a prefix."""

    key: str
    passages: tuple[str, ...]
    text: str

    def messages(self) -> list[dict[str, str]]:
        shown = "\n\n".join(f"[{at}] {text}" for at, text in enumerate(self.passages, 1))
        content = f"Case {self.key}\n\n{shown}\n\nQuestion: {self.text}"
        return [{"role": "system", "content": INSTRUCTION}, {"role": "user", "content": content}]


def questions(count: int, seed: int, key: str) -> list[Question]:
    """The same texts for the same seed; `key` tells apart runs that must not share a cache."""
    rng = random.Random(seed)
    return [_question(rng, f"{key}-{at}") for at in range(count)]


def _question(rng: random.Random, key: str) -> Question:
    firm, topic, year = rng.choice(_FIRMS), rng.choice(_TOPICS), rng.randint(2015, 2025)
    passages = tuple(_passage(rng, firm, year - at) for at in range(_PASSAGES))
    return Question(key, passages, f"Why did the {topic} of {firm} change in {year}?")


def _passage(rng: random.Random, firm: str, year: int) -> str:
    return " ".join(
        f"In {year}, the {rng.choice(_TOPICS)} of {firm} {rng.choice(('rose', 'fell'))} by"
        f" {rng.uniform(0.5, 40):.1f} percent to {rng.randint(20, 9000):,}, mainly because of"
        f" {rng.choice(_REASONS)}."
        for _ in range(_SENTENCES)
    )
