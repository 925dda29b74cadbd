"""Who is next: requests wait per user, and the user who was served least goes first.

Tokens served are counted per user; a user who comes back after a pause starts level with the least
served of those present, so that idling earns nothing. (Virtual token counters: Sheng et al. 2024,
"Fairness in Serving Large Language Models".) Knows nothing of blocks or steps.
"""

from __future__ import annotations

from collections import Counter, deque

from core_model.engine.sequence import Sequence


class FairQueue:
    """Sequences that wait, and the tokens that each user present was served."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Sequence]] = {}
        self._served: dict[str, float] = {}
        self._present: Counter[str] = Counter()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def waiting(self, user: str) -> int:
        """How many of a user's sequences wait."""
        return len(self._waiting.get(user, ()))

    def enter(self, sequence: Sequence) -> None:
        """A new sequence; its user counts as present until it `leave`s."""
        user = sequence.user
        if not self._present[user]:
            self._served[user] = min(self._served.values(), default=0.0)
        self._present[user] += 1
        self._waiting.setdefault(user, deque()).append(sequence)
        self._count += 1

    def back(self, sequence: Sequence) -> None:
        """A sequence that had been taken waits again, before its user's others."""
        self._waiting.setdefault(sequence.user, deque()).appendleft(sequence)
        self._count += 1

    def next(self) -> Sequence | None:
        """The one whose turn it is; it stays in the queue."""
        if not self._waiting:
            return None
        return self._waiting[min(self._waiting, key=self._served.__getitem__)][0]

    def take(self, sequence: Sequence) -> None:
        """Removes it from those waiting; it stays present."""
        line = self._waiting[sequence.user]
        line.remove(sequence)
        self._count -= 1
        if not line:
            del self._waiting[sequence.user]

    def charge(self, user: str, tokens: float) -> None:
        """Counts work done for a user who is present."""
        self._served[user] += tokens

    def leave(self, sequence: Sequence) -> None:
        """A sequence has ended, whether it waited or not."""
        user = sequence.user
        if sequence in self._waiting.get(user, ()):
            self.take(sequence)
        self._present[user] -= 1
        if not self._present[user]:
            del self._present[user], self._served[user]
