"""Which items of the bank come first for a student: those he has not answered, neither too easy nor
too hard for the class."""

from __future__ import annotations

import random
from collections.abc import Sequence

from apps.education.domain.response import ResponseLog
from apps.education.service.bank.item import BankItem

_FEWEST = 5
"""Answers of the class from which on an item's difficulty is taken as known."""
_UNKNOWN = 0.25
"""Of an unknown difficulty: between the middling (0) and the extremes (0.5)."""


def recommended(
    items: Sequence[BankItem], log: ResponseLog, student: str, *, seed: int
) -> list[BankItem]:
    """All of them, the best first. The same seed gives the same order among equals."""
    shuffled = sorted(items, key=lambda one: one.id)
    random.Random(f"{seed}/{student}").shuffle(shuffled)  # noqa: S311
    if not shuffled:
        return []
    numbers = {item: number for number, item in enumerate(log.items)}
    rows = log.rows_of(student)
    mine = set(log.item[rows.start : rows.stop].tolist())

    def rank(one: BankItem) -> tuple[bool, float]:
        number = numbers.get(one.item)
        if number is None:
            return False, _UNKNOWN
        return number in mine, _distance(log, number)

    return sorted(shuffled, key=rank)


def _distance(log: ResponseLog, item: int) -> float:
    """How far the share of right answers is from a half."""
    marks = log.correct[log.item == item]
    return _UNKNOWN if len(marks) < _FEWEST else abs(float(marks.mean()) - 0.5)
