"""Guesses the next tokens from what followed the same tokens before: quoting repeats the prompt.

A guess costs a little where it is wrong and saves steps where it is right; the model checks each
(prompt lookup decoding: Saxena 2023). Works on token ids.
"""

from __future__ import annotations

NGRAM = 3
MOST_PAUSE = 16
"""Tokens written without a guess, at most, after guesses that were wrong."""


class PromptLookup:
    """One sequence's guesses, fewer where they have been wrong; at most `most` tokens at once."""

    def __init__(self, most: int):
        self._most = most
        self._follows: dict[tuple[int, ...], int] = {}
        self._indexed = 0
        self._pause = 0
        self._wait = 0

    def propose(self, tokens: list[int], room: int) -> list[int]:
        """What may follow `tokens`, at most `room`; nothing where their end is new."""
        for start in range(self._indexed, len(tokens) - NGRAM):
            self._follows[tuple(tokens[start : start + NGRAM])] = start + NGRAM
        self._indexed = max(self._indexed, len(tokens) - NGRAM)
        if self._wait:
            self._wait -= 1
            return []
        at = self._follows.get(tuple(tokens[-NGRAM:]))
        return [] if at is None else tokens[at : at + min(self._most, room)]

    def judge(self, right: int) -> None:
        """Learns how many tokens of the last guess were right."""
        self._pause = 0 if right else min(2 * self._pause + 1, MOST_PAUSE)
        self._wait = self._pause
