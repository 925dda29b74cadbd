"""Perplexity of unseen text, ours beside the base's, with the spread of their ratio.

Texts are cut into windows; windows are taken in turn from document after document, so that one long
document does not speak for all. Knows text and token ids; knows nothing of where text comes from.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

WINDOW = 512
SHORTEST = 48
"""Tokens below which a remainder of a document is left out: it has too little before it."""
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text with its id and the collection that it belongs to."""

    id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of a piece of a document, and its collection."""

    source: str
    ids: tuple[int, ...]

    @property
    def scored(self) -> int:
        """Tokens that have one before them."""
        return len(self.ids) - 1


@dataclass(frozen=True, slots=True)
class Perplexity:
    """Nats of each window (summed over its scored tokens), in the windows' order."""

    windows: tuple[Window, ...]
    nats: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.windows or len(self.windows) != len(self.nats):
            raise ValueError(f"{len(self.windows)} windows and {len(self.nats)} sums of nats")

    @property
    def value(self) -> float:
        """exp of the mean nats a token."""
        return math.exp(sum(self.nats) / sum(window.scored for window in self.windows))

    def of(self, source: str) -> Perplexity:
        """The part on one collection. Raises ValueError where it has no window."""
        at = [i for i, window in enumerate(self.windows) if window.source == source]
        return Perplexity(tuple(self.windows[i] for i in at), tuple(self.nats[i] for i in at))

    @property
    def sources(self) -> list[str]:
        """The collections, sorted."""
        return sorted({window.source for window in self.windows})


def cut(
    texts: Iterable[Text],
    encode: Callable[[str], Sequence[int]],
    count: int,
    *,
    length: int = WINDOW,
) -> list[Window]:
    """`count` windows, in turn from each collection and there from each document.

    The order of documents follows a hash of their ids, so that it is the same everywhere and
    unlike that of the files. Fewer come back where the texts hold no more.
    """
    shelves: dict[str, list[Text]] = {}
    for text in texts:
        shelves.setdefault(text.source, []).append(text)
    queues = [
        _in_turn([_pieces(one, encode, length) for one in sorted(shelf, key=_place)], count)
        for _, shelf in sorted(shelves.items())
    ]
    return _in_turn(queues, count)


def score(windows: Sequence[Window], nats: Callable[[Sequence[int]], float]) -> Perplexity:
    """The perplexity by a function that gives the nats of a window."""
    return Perplexity(tuple(windows), tuple(nats(window.ids) for window in windows))


def ratio(ours: Perplexity, base: Perplexity) -> float:
    """Ours over base; below 1 is better than the base. Same windows, else ValueError."""
    _same(ours, base)
    return ours.value / base.value


def spread(
    ours: Perplexity, base: Perplexity, *, rng: random.Random, share: float = 0.95
) -> tuple[float, float]:
    """The interval of the ratio under resampling of windows (paired bootstrap, Koehn 2004)."""
    _same(ours, base)
    tokens = [window.scored for window in ours.windows]
    gain = [a - b for a, b in zip(ours.nats, base.nats, strict=True)]
    drawn = sorted(_resampled(gain, tokens, rng) for _ in range(RESAMPLES))
    edge = int(RESAMPLES * (1 - share) / 2)
    return drawn[edge], drawn[RESAMPLES - 1 - edge]


def _resampled(gain: Sequence[float], tokens: Sequence[int], rng: random.Random) -> float:
    at = rng.choices(range(len(gain)), k=len(gain))
    return math.exp(sum(gain[i] for i in at) / sum(tokens[i] for i in at))


def _same(ours: Perplexity, base: Perplexity) -> None:
    if ours.windows != base.windows:
        raise ValueError("perplexities of different windows cannot be compared; score both anew")


def _place(text: Text) -> str:
    return hashlib.sha256(text.id.encode()).hexdigest()


def _pieces(text: Text, encode: Callable[[str], Sequence[int]], length: int) -> Iterable[Window]:
    """The document's windows, cut only when asked for, in an order that begins anywhere in it."""
    ids = tuple(encode(text.text))
    starts = range(0, len(ids), length)
    for first in sorted(starts, key=lambda at: hashlib.sha256(f"{text.id} {at}".encode()).digest()):
        piece = ids[first : first + length]
        if len(piece) >= min(SHORTEST, length):
            yield Window(text.source, piece)


def _in_turn(queues: Iterable[Iterable[Window]], count: int) -> list[Window]:
    """One from each queue, then the next of each, until `count` are there or all are empty."""
    taken: list[Window] = []
    left = [iter(queue) for queue in queues]
    while left and len(taken) < count:
        still = []
        for queue in left:
            if len(taken) == count:
                break
            window = next(queue, None)
            if window is not None:
                taken.append(window)
                still.append(queue)
        left = still
    return taken
