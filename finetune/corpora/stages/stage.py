"""What a stage of cleaning is: it judges one row after another and says why.

A stage may keep a row as it is, repair it, or drop it. Knows nothing of files.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from finetune.corpora.rows import Row


@dataclass(frozen=True, slots=True)
class Outcome:
    """`row` is None where it was dropped; `reasons` name each repair or the cause of the drop.

    `shown` is a short excerpt for the report, with nothing in it that the stage exists to hide.
    """

    row: Row | None
    reasons: tuple[str, ...] = ()
    shown: str = ""

    def __post_init__(self) -> None:
        if self.row is None and not self.reasons:
            raise ValueError("a dropped row needs a reason")


def kept(row: Row) -> Outcome:
    return Outcome(row)


def dropped(reason: str, shown: str = "") -> Outcome:
    return Outcome(None, (reason,), shown[:SHOWN_CHARACTERS])


def repaired(row: Row, text: str, reasons: Iterable[str], shown: str = "") -> Outcome:
    """The row with `text`, or the row as it was where `text` is the same."""
    if text == row.text:
        return Outcome(row)
    return Outcome(replace(row, text=text), tuple(sorted(set(reasons))), shown[:SHOWN_CHARACTERS])


SHOWN_CHARACTERS = 160


class Stage(ABC):
    """One of the twelve. `surveys` stages see all rows once before they judge the first."""

    name: ClassVar[str]
    surveys: ClassVar[bool] = False

    def survey(self, row: Row) -> None:
        """Learns from a row before any is judged; most stages need not."""
        return

    def remember(self, row: Row) -> None:
        """Takes in a row that this stage kept before it was interrupted; most need not."""
        return

    @abstractmethod
    def judge(self, row: Row) -> Outcome: ...
