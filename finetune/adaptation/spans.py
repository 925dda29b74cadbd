"""Terms as labels of tokens and back: begin, inside, outside. Knows offsets, no tensors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
IGNORED = -100
"""The label of a position that is no token of the text."""

Span = tuple[int, int]


def labels(offsets: Sequence[Span], terms: Iterable[Span]) -> list[int]:
    """One label a token, by its characters (start, end). Tokens of no characters are ignored."""
    marked = sorted(terms)
    found: list[int] = []
    before: Span | None = None
    for start, end in offsets:
        if start == end:
            found.append(IGNORED)
            continue
        term = next((one for one in marked if start < one[1] and end > one[0]), None)
        found.append(OUTSIDE if term is None else INSIDE if term == before else BEGIN)
        before = term
    return found


def spans(offsets: Sequence[Span], tags: Sequence[int], text: str) -> list[Span]:
    """Terms of a tagged text, without spaces at their ends; an inside without begin begins one."""
    found: list[list[int]] = []
    open_ = False
    for (start, end), tag in zip(offsets, tags, strict=True):
        if start == end or tag == OUTSIDE:
            open_ = open_ and start == end
            continue
        if tag == INSIDE and open_:
            found[-1][1] = end
        else:
            found.append([start, end])
        open_ = True
    return [trimmed for start, end in found if (trimmed := _trimmed(start, end, text))]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Exact matches of spans; two add up."""

    right: int = 0
    found: int = 0
    true: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.right + other.right, self.found + other.found, self.true + other.true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.right / (self.found + self.true) if self.right else 0.0


def agreement(found: Iterable[Span], true: Iterable[Span]) -> Agreement:
    """How many spans agree exactly."""
    ours, theirs = set(found), set(true)
    return Agreement(len(ours & theirs), len(ours), len(theirs))


def _trimmed(start: int, end: int, text: str) -> Span | None:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    stop = start + len(piece.rstrip())
    return (begin, stop) if begin < stop else None
