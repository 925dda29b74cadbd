"""One sequence in the engine: its tokens, and how much of them the cache holds.

Works on token ids and block numbers; knows nothing of text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core_model.engine.lookup import PromptLookup
from core_model.engine.retention import Retention
from core_model.engine.runner import Wanted, Work


@dataclass(slots=True, eq=False)
class Sequence:
    """`tokens` are the prompt and what was written since; the cache holds the first `computed`.

    `dropped` of those were dropped from the cache again (see `retention`), so that the cache's
    slots number `computed - dropped`. `salt` keeps the blocks of different adapters apart.
    """

    tokens: list[int]
    prompt: int
    """How many of `tokens` are the prompt."""
    limit: int
    """How many tokens may be written."""
    user: str = ""
    adapter: str | None = None
    salt: bytes = b""
    retention: Retention | None = None
    lookup: PromptLookup | None = None
    """Guesses its next tokens; None where they are not simply the most probable ones."""
    draft: list[int] = field(default_factory=list)
    """Tokens guessed to follow, to be checked in the step that is planned."""
    blocks: list[int] = field(default_factory=list)
    computed: int = 0
    dropped: int = 0
    hits: int | None = None
    """Tokens of the prompt found in the cache when it was first admitted."""
    keys: list[bytes] = field(default_factory=list)
    """Keys of the full blocks that were published or found so far."""
    rank: int = -1
    """Order of first admission: the lower, the longer it runs."""
    since: int = 0
    """Step from which on it runs, without a break."""

    @property
    def written(self) -> int:
        return len(self.tokens) - self.prompt

    @property
    def pending(self) -> int:
        """Tokens that are not computed yet; 1 while writing."""
        return len(self.tokens) - self.computed

    @property
    def slots(self) -> int:
        """Slots of the cache that it fills."""
        return self.computed - self.dropped

    @property
    def reusable(self) -> int:
        """How many tokens may come from the prefix cache: all but what has to be computed."""
        if self.retention is None:
            return len(self.tokens) - 1
        return self.prompt - self.retention.window

    def next_chunk(self, budget: int) -> int:
        """How many tokens to compute next within `budget`; 0 where it has to wait for more.

        Where slots are to be dropped, the prompt's last window is a chunk of its own, whole.
        """
        if self.retention is None or self.computed >= self.prompt:
            return min(budget, self.pending)
        before = self.prompt - self.retention.window - self.computed
        if before > 0:
            return min(budget, before)
        return self.retention.window if budget >= self.retention.window else 0

    def work(self, count: int) -> Work:
        """The next `count` tokens, and what is guessed to follow, as work for a runner."""
        end = self.computed + count
        wanted: Wanted = "last" if end == len(self.tokens) else "none"
        return Work(
            tokens=self.tokens[self.computed : end] + self.draft,
            cached=self.slots,
            position=self.computed,
            blocks=tuple(self.blocks),
            adapter=self.adapter,
            wanted="all" if self.draft else wanted,
            observe=self.observes(end),
        )

    def observes(self, end: int) -> bool:
        """Whether the chunk up to `end` decides what is dropped."""
        retention = self.retention
        return retention is not None and retention.kept is None and end == self.prompt

    def forget(self) -> list[int]:
        """Starts over with an empty cache; the blocks, which the caller releases."""
        blocks, self.blocks, self.keys = self.blocks, [], []
        self.computed = self.dropped = 0
        self.draft = []
        return blocks
