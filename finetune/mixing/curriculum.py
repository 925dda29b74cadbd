"""What comes first: general text before a domain's, short documents before long ones.

Progress runs from 0 to 1 over a training run. Knows numbers; knows nothing of text. Source of both
orders: Bengio et al. 2009, "Curriculum Learning".
"""

from __future__ import annotations

from dataclasses import dataclass

from finetune.mixing.shares import Shares


@dataclass(frozen=True, slots=True)
class Curriculum:
    """`general` names the general domain; None where there is none.

    Its share is at least `general_first` at the start, falls evenly to `general_last` by the time
    `general_until`, and does not fall below that afterwards: it anchors what the model knew. Of
    each domain only the shortest `short_first` of the documents are read at the start, all by the
    time `short_until`. Raises ValueError for values outside 0 to 1.
    """

    general: str | None = "general"
    general_first: float = 0.5
    general_last: float = 0.2
    general_until: float = 0.25
    short_first: float = 0.4
    short_until: float = 0.25

    def __post_init__(self) -> None:
        for name in ("general_first", "general_last", "general_until"):
            _within(name, getattr(self, name))
        for name in ("short_first", "short_until"):
            _within(name, getattr(self, name))

    def shares(self, shares: Shares, progress: float) -> Shares:
        """The shares of a moment, from those that the policy asks for."""
        if self.general is None or self.general not in shares.of:
            return shares
        least = _ramp(self.general_first, self.general_last, progress, self.general_until)
        return shares.least(self.general, least)

    def admitted(self, progress: float) -> float:
        """Share of a domain's documents, counted from the shortest, that may be drawn."""
        return _ramp(self.short_first, 1.0, progress, self.short_until)


def none() -> Curriculum:
    """Everything from the start, as the policy says."""
    return Curriculum(general=None, short_first=1.0, short_until=0.0)


def _ramp(first: float, last: float, progress: float, until: float) -> float:
    if progress >= until:
        return last
    return first + (last - first) * max(progress, 0.0) / until


def _within(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"{name} {value!r} is outside 0 to 1")
