"""How well what was once answered rightly is still held, by the FSRS model of memory (`fsrs`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apps.education.domain.response import NEVER, ResponseLog


@dataclass(frozen=True, slots=True)
class Memory:
    """`recall` is the chance to recall now, `stability` the days until it falls to 90%,
    `due` when it does; `last` is the last response, `successes` those that were right.
    """

    recall: float
    stability: float
    due: datetime
    last: datetime
    successes: int


def memory(log: ResponseLog, evidence: Sequence[int], now: datetime) -> Memory | None:
    """None where nothing was ever right, or a time is unknown. Raises ValueError without a zone."""
    from fsrs import Card, Rating

    if now.tzinfo is None:
        raise ValueError(f"{now!r} has no time zone; pass an aware datetime")
    if not len(evidence) or any(log.at[i] == NEVER for i in evidence):
        return None
    scheduler, card, successes = _scheduler(), Card(card_id=1), 0
    last = now
    for i in evidence:
        last = datetime.fromtimestamp(int(log.at[i]) / 1000, UTC)
        right = bool(log.correct[i])
        successes += right
        card, _ = scheduler.review_card(card, Rating.Good if right else Rating.Again, last)
    if not successes or card.stability is None:
        return None
    recall = scheduler.get_card_retrievability(card, max(now, last).astimezone(UTC))
    due = last + timedelta(days=card.stability)
    return Memory(float(recall), float(card.stability), due, last, successes)


def _scheduler():
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
