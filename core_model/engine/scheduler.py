"""Plans each step: which sequences compute how many tokens, within a budget and the blocks there.

Those that write come first, then prompts in chunks, short ones first. Where blocks run out, the
sequence that came last gives up its own and starts over later; nothing fails for want of blocks.
Works on token ids and block numbers; knows nothing of text or of the model.
"""

from __future__ import annotations

from collections import Counter

from core_model.engine.blocks import BlockPool, block_keys, chained
from core_model.engine.fair_queue import FairQueue
from core_model.engine.sequence import Sequence

WRITTEN_WEIGHT = 2.0
"""What a written token counts for in fairness, against 1 for one that is read."""
AGEING_TOKENS = 64
"""How much shorter a prompt seems for each step that it has been there."""
FEW_TOKENS = 5
"""Tokens in a step up to which guesses are added: with more, each costs about its full price."""

Plan = dict[Sequence, int]


class Scheduler:
    """Sequences waiting and running, and the blocks they hold."""

    def __init__(self, pool: BlockPool, block_size: int, *, max_running: int, token_budget: int):
        if token_budget < max_running:
            raise ValueError(
                f"token_budget {token_budget!r} is below max_running {max_running!r}: every"
                " sequence writes one token a step"
            )
        self.pool = pool
        self.running: list[Sequence] = []
        self.queue = FairQueue()
        self.preemptions = 0
        self.prefix_hit_tokens = 0
        self.prefix_query_tokens = 0
        self._block_size = block_size
        self._max_running = max_running
        self._token_budget = token_budget
        self._admitted = 0
        self._steps = 0

    def add(self, sequence: Sequence) -> None:
        self.queue.enter(sequence)

    def remove(self, sequence: Sequence) -> None:
        """Ends a sequence, running or waiting, and frees its blocks at once."""
        if sequence in self.running:
            self.running.remove(sequence)
        self.pool.release(sequence.forget())
        self.queue.leave(sequence)

    def plan(self) -> Plan:
        """How many tokens each sequence computes in the next step; its blocks are there already."""
        self._admit()
        plan: Plan = {}
        for sequence in self._writing():
            self._grant(sequence, plan)
        for sequence in self._reading():
            self._grant(sequence, plan)
        for sequence in plan:
            self._guess(sequence, plan)
        self._steps += 1
        return plan

    def done(self, sequence: Sequence, count: int) -> None:
        """Records that `count` tokens were computed, and makes full blocks findable."""
        sequence.computed += count
        weight = WRITTEN_WEIGHT if count == 1 else 1.0
        self.queue.charge(sequence.user, weight * count)
        if not sequence.dropped:
            self._publish(sequence)

    def compact(self, sequence: Sequence, kept: list[int]) -> tuple[list[int], list[int]]:
        """Leaves a sequence only the `kept` slots, ascending, and frees the blocks beyond them.

        Returns the places in the cache to copy from and to, at once and before the next step.
        Blocks that others may read are never written. Where no private blocks are to be had for
        what is kept, the sequence keeps everything.
        """
        size = self._block_size
        same = next((at for at, slot in enumerate(kept) if at != slot), len(kept)) // size
        if len(kept) == sequence.slots:
            return [], []
        target = self._private(sequence.blocks[same:], self._blocks(len(kept)) - same)
        if target is None:
            return [], []
        old, sequence.dropped = sequence.blocks, sequence.slots - len(kept)
        sequence.blocks = old[:same] + target
        self.pool.release([block for block in old[same:] if block not in set(target)])
        moved = range(same * size, len(kept))
        return (
            [_place(old, kept[at], size) for at in moved],
            [_place(sequence.blocks, at, size) for at in moved],
        )

    def _private(self, own: list[int], count: int) -> list[int] | None:
        """Blocks that only one sequence uses: free ones, or else its `own`; None if too few."""
        if count <= self.pool.free:
            return self.pool.take(count)
        taken = [block for block in own if self.pool.withdraw(block)]
        return taken[:count] if len(taken) >= count else None

    def _writing(self) -> list[Sequence]:
        return sorted((s for s in self.running if s.pending == 1), key=lambda s: s.rank)

    def _reading(self) -> list[Sequence]:
        """Prompts that are being read: the shortest first, ageing so that long ones get on."""
        reading = [s for s in self.running if s.pending > 1]
        return sorted(reading, key=lambda s: (s.pending + AGEING_TOKENS * s.since, s.rank))

    def _grant(self, sequence: Sequence, plan: Plan) -> None:
        """Plans a sequence's next chunk, where it still runs and finds budget and blocks."""
        if sequence not in self.running:
            return
        count = sequence.next_chunk(self._token_budget - sum(plan.values()))
        if count > 0 and self._make_room(sequence, count, plan):
            plan[sequence] = count

    def _guess(self, sequence: Sequence, plan: Plan) -> None:
        """Adds guessed tokens where the step is small enough for them to cost little."""
        room = min(FEW_TOKENS - sum(plan.values()), sequence.limit - sequence.written - 1)
        if sequence.lookup is None or sequence.pending != 1 or room < 1:
            return
        draft = sequence.lookup.propose(sequence.tokens, room)
        need = self._blocks(sequence.slots + 1 + len(draft)) - len(sequence.blocks)
        if draft and need <= self.pool.free:
            sequence.blocks += self.pool.take(max(need, 0))
            sequence.draft = draft

    def _make_room(self, sequence: Sequence, count: int, plan: Plan) -> bool:
        """Gives the blocks for `count` more slots, taking them from younger sequences if needed."""
        need = self._blocks(sequence.slots + count) - len(sequence.blocks)
        while self.pool.free < need:
            victim = max(self.running, key=lambda s: s.rank)
            if victim.rank <= sequence.rank:
                return False
            self._preempt(victim, plan)
        sequence.blocks += self.pool.take(max(need, 0))
        return True

    def _preempt(self, victim: Sequence, plan: Plan) -> None:
        plan.pop(victim, None)
        self.running.remove(victim)
        self.pool.release(victim.forget())
        self.queue.back(victim)
        self.preemptions += 1

    def _admit(self) -> None:
        """Takes in waiting sequences, in their users' order, while there is a place and room."""
        while (sequence := self.queue.next()) is not None:
            if not self._has_place(sequence) or not self._start(sequence):
                return

    def _has_place(self, sequence: Sequence) -> bool:
        """Whether one more may run; a user with none running takes the place of one with most."""
        if len(self.running) < self._max_running:
            return True
        held = Counter(s.user for s in self.running)
        user, most = held.most_common(1)[0]
        if sequence.user in held or most < 2:
            return False
        self._preempt(max((s for s in self.running if s.user == user), key=lambda s: s.rank), {})
        return True

    def _start(self, sequence: Sequence) -> bool:
        """Lets a waiting sequence run, with what the cache holds of its beginning.

        False where the blocks for all of its tokens are not free, or spoken for by those running.
        """
        keys = block_keys(sequence.tokens[: sequence.reusable], self._block_size, sequence.salt)
        found = self.pool.find(keys)
        spoken_for = sum(self._missing(other) for other in self.running)
        need = self._blocks(len(sequence.tokens) + 1) - len(found)
        if self.running and self.pool.free < need + spoken_for:
            self.pool.release(found)
            return False
        self.queue.take(sequence)
        self.running.append(sequence)
        sequence.blocks, sequence.keys = found, keys[: len(found)]
        sequence.computed = len(found) * self._block_size
        sequence.since = self._steps
        if sequence.rank < 0:
            self._first_time(sequence)
        return True

    def _missing(self, sequence: Sequence) -> int:
        """Blocks that a sequence still needs for the tokens it has."""
        return self._blocks(sequence.slots + sequence.pending) - len(sequence.blocks)

    def _first_time(self, sequence: Sequence) -> None:
        sequence.rank = self._admitted
        self._admitted += 1
        sequence.hits = sequence.computed
        self.prefix_hit_tokens += sequence.computed
        self.prefix_query_tokens += sequence.prompt

    def _publish(self, sequence: Sequence) -> None:
        size = self._block_size
        for at in range(len(sequence.keys), sequence.computed // size):
            parent = sequence.keys[-1] if sequence.keys else None
            key = chained(parent, sequence.salt, sequence.tokens[at * size : (at + 1) * size])
            sequence.keys.append(key)
            self.pool.publish(sequence.blocks[at], key)

    def _blocks(self, slots: int) -> int:
        return -(-slots // self._block_size)


def _place(blocks: list[int], slot: int, block_size: int) -> int:
    return blocks[slot // block_size] * block_size + slot % block_size
