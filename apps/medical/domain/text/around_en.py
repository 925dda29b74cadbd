"""The words before and after a mention of an English sentence, with the cues among them.

A sentence is read once for all its mentions. Says nothing of which cue reaches the mention.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.medical.domain.text.cues_en import Cue, Token, cues_of, tokens_of

WINDOW: Final = 400
"""Characters of the sentence that are read on either side of a mention."""
NEAR: Final = 70
"""The same in tokens."""


@dataclass(frozen=True, slots=True)
class Around:
    """The tokens before and after the mention, and the cues among them."""

    before: list[Token]
    after: list[Token]
    cues_before: list[Cue]
    cues_after: list[Cue]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence's tokens and cues with where each begins, read once for all its mentions."""

    tokens: list[Token]
    starts: list[int]
    cues: list[Cue]
    firsts: list[int]


@lru_cache(maxsize=16)
def _read(sentence: str) -> _Sentence:
    tokens = tokens_of(sentence)
    cues = cues_of(tokens)
    return _Sentence(tokens, [t.start for t in tokens], cues, [cue.first for cue in cues])


def _split(sentence: str, start: int, end: int) -> Around:
    """Both sides read on their own, where a cue or a token of the whole overlaps the mention."""
    left = max(0, start - WINDOW)
    before = tokens_of(sentence[left:start], left)
    after = tokens_of(sentence[end : end + WINDOW], end)
    return Around(before, after, cues_of(before), cues_of(after))


def around_mention(sentence: str, start: int, end: int) -> Around:
    """The tokens and cues near `sentence[start:end]`; spans stay those of the sentence."""
    whole = _read(sentence)
    first, behind = bisect_left(whole.starts, start), bisect_left(whole.starts, end)
    low, high = max(0, first - NEAR), behind + NEAR
    near = whole.cues[bisect_left(whole.firsts, low) : bisect_left(whole.firsts, high)]
    cut = any(i and whole.tokens[i - 1].end > at for i, at in ((first, start), (behind, end)))
    if cut or any(cue.first < behind and cue.behind > first for cue in near):
        return _split(sentence, start, end)
    return Around(
        whole.tokens[low:first],
        whole.tokens[behind:high],
        [_moved(cue, low) for cue in near if cue.behind <= first],
        [_moved(cue, behind) for cue in near if cue.first >= behind],
    )


def _moved(cue: Cue, by: int) -> Cue:
    return Cue(cue.first - by, cue.behind - by, cue.roles)
