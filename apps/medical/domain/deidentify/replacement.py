"""What was replaced in a text, where it lay before and lies now, and the way back for the key.

Without the key this reveals the kind, the place and the length of what was taken out, and nothing
of what it said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.medical.domain.deidentify.entity import Entity


@dataclass(frozen=True, slots=True)
class Replacement:
    """`[start, end)` of the original became `surrogate`, at `[new_start, new_end)` of the result.

    `original` is sealed: `Deidentifier.reidentify` opens it. `recogniser` says what found it.
    """

    entity: Entity
    start: int
    end: int
    new_start: int
    new_end: int
    original: bytes = field(repr=False)
    surrogate: str
    recogniser: str

    @property
    def context(self) -> str:
        """What the seal is bound to: moving a sealed original elsewhere breaks it."""
        return f"{self.entity}|{self.start}|{self.end}|{self.surrogate}"


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A text without identifiers. `replacements` are in order and do not overlap."""

    text: str
    replacements: tuple[Replacement, ...]

    def __post_init__(self) -> None:
        end, new_end = 0, 0
        for one in self.replacements:
            if (
                one.start < end
                or one.new_start - new_end != one.start - end
                or one.end <= one.start
            ):
                raise ValueError(f"replacements overlap or leave the text at {one.start}")
            if self.text[one.new_start : one.new_end] != one.surrogate:
                raise ValueError(f"the text does not have {one.surrogate!r} at {one.new_start}")
            end, new_end = one.end, one.new_end

    def to_original(self, offset: int) -> int:
        """Where an offset of the new text lies in the original.

        The ends of a surrogate map to the ends of what it replaced; offsets inside, to its start.
        """
        spans = [(one.new_start, one.new_end, one.start, one.end) for one in self.replacements]
        return _moved(offset, spans)

    def to_deidentified(self, offset: int) -> int:
        """Where an offset of the original lies in the new text.

        The inverse of `to_original`, save inside of replacements.
        """
        spans = [(one.start, one.end, one.new_start, one.new_end) for one in self.replacements]
        return _moved(offset, spans)


def _moved(offset: int, spans: Sequence[tuple[int, int, int, int]]) -> int:
    if offset < 0:
        raise ValueError(f"offset {offset} is before the text; offsets count from 0")
    passed = bisect_right(spans, offset, key=lambda span: span[1])
    if passed < len(spans) and spans[passed][0] <= offset:
        return spans[passed][2]
    if passed == 0:
        return offset
    _, end, _, there = spans[passed - 1]
    return there + offset - end
