"""Hands out the blocks of the paged cache, and finds those that already hold a prompt's beginning.

A full block is known by a hash of its tokens, of the block before it and of a salt (the adapter),
so that equal beginnings share blocks. Blocks that nobody uses keep their content until the room is
needed, the least recently used going first. Works on block numbers; knows nothing of tensors.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence


class OutOfBlocks(RuntimeError):
    """More blocks were asked for than are free; the caller waits or takes some from others."""


def chained(parent: bytes | None, salt: bytes, tokens: Sequence[int]) -> bytes:
    """The key of a full block after the block `parent`, None being the beginning."""
    before = hashlib.blake2b(salt, digest_size=16).digest() if parent is None else parent
    content = array("q", tokens).tobytes()
    return hashlib.blake2b(before + content, digest_size=16).digest()


def block_keys(tokens: Sequence[int], block_size: int, salt: bytes) -> list[bytes]:
    """One key for each full block of `tokens`; equal keys mean equal beginnings."""
    keys: list[bytes] = []
    for start in range(0, len(tokens) - block_size + 1, block_size):
        parent = keys[-1] if keys else None
        keys.append(chained(parent, salt, tokens[start : start + block_size]))
    return keys


class BlockPool:
    """Blocks 0 to `size` - 1: each in use by one or more sequences, or free, maybe with content."""

    def __init__(self, size: int):
        if size < 1:
            raise ValueError(f"num_blocks {size!r} is below 1")
        self.size = size
        self._users = [0] * size
        self._key: list[bytes | None] = [None] * size
        self._at: dict[bytes, int] = {}
        self._empty = list(range(size - 1, -1, -1))
        self._idle: OrderedDict[int, None] = OrderedDict()

    @property
    def free(self) -> int:
        """Blocks that `take` can give, including those with content that nobody uses."""
        return len(self._empty) + len(self._idle)

    @property
    def used(self) -> int:
        return self.size - self.free

    @property
    def cached(self) -> int:
        """Free blocks whose content can still be found."""
        return len(self._idle)

    def take(self, count: int) -> list[int]:
        """`count` private blocks without content. Raises OutOfBlocks and takes none."""
        if count > self.free:
            raise OutOfBlocks(f"{count} blocks asked for, {self.free} of {self.size} free")
        return [self._take_one() for _ in range(count)]

    def find(self, keys: Iterable[bytes]) -> list[int]:
        """The blocks of the longest known beginning of `keys`, now also in the caller's use."""
        found = []
        for key in keys:
            block = self._at.get(key)
            if block is None:
                break
            self._idle.pop(block, None)
            self._users[block] += 1
            found.append(block)
        return found

    def publish(self, block: int, key: bytes) -> None:
        """Makes a full block in use findable; does nothing where its content is known already."""
        assert self._users[block] > 0
        if key not in self._at and self._key[block] is None:
            self._key[block] = key
            self._at[key] = block

    def withdraw(self, block: int) -> bool:
        """Makes a block that only the caller uses private again; False where others use it."""
        if self._users[block] != 1:
            return False
        self._forget(block)
        return True

    def release(self, blocks: Sequence[int]) -> None:
        """Gives back one use of each; later blocks of a sequence lose their content first."""
        for block in reversed(blocks):
            assert self._users[block] > 0, f"block {block} was released twice"
            self._users[block] -= 1
            if self._users[block] == 0:
                self._free(block)

    def _take_one(self) -> int:
        if self._empty:
            block = self._empty.pop()
        else:
            block, _ = self._idle.popitem(last=False)
            self._forget(block)
        self._users[block] = 1
        return block

    def _free(self, block: int) -> None:
        if self._key[block] is None:
            self._empty.append(block)
        else:
            self._idle[block] = None

    def _forget(self, block: int) -> None:
        key, self._key[block] = self._key[block], None
        if key is not None:
            del self._at[key]
