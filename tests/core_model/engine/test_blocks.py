"""Blocks: never two owners by accident, never lost, and found again only by equal beginnings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_model.engine.blocks import BlockPool, OutOfBlocks, block_keys

SIZE = 2
TOKENS = st.lists(st.integers(0, 1), max_size=9)


def test_equal_beginnings_have_equal_keys_and_others_do_not():
    one, other = block_keys([1, 2, 3, 4, 5], 2, b""), block_keys([1, 2, 3, 9], 2, b"")
    assert one[0] == other[0]
    assert one[1] != other[1]
    assert len(one) == 2
    assert block_keys([9, 9, 3, 4], 2, b"")[1] != one[1]
    assert set(block_keys([1, 2, 3, 4], 2, b"finance")).isdisjoint(one)


def test_more_than_there_is_cannot_be_taken_and_nothing_is():
    pool = BlockPool(3)
    with pytest.raises(OutOfBlocks, match="4 blocks asked for, 3 of 3 free"):
        pool.take(4)
    assert pool.free == 3


def test_content_is_found_after_its_owner_left_until_the_room_is_needed():
    pool = BlockPool(3)
    keys = block_keys([1, 2, 3, 4], 2, b"")
    mine = pool.take(2)
    for block, key in zip(mine, keys, strict=True):
        pool.publish(block, key)
    pool.release(mine)
    assert (pool.cached, pool.used) == (2, 0)
    assert pool.find(keys) == mine
    pool.release(mine)
    pool.take(2)
    assert pool.find(keys) == mine[:1], "the end of a sequence goes before its beginning"


def test_the_least_recently_used_content_goes_first():
    pool = BlockPool(2)
    old, new = (block_keys([n, n], 2, b"")[0] for n in (1, 2))
    for key in (old, new):
        (block,) = pool.take(1)
        pool.publish(block, key)
        pool.release([block])
    pool.release(pool.find([old]))
    pool.take(1)
    assert pool.find([new]) == []
    assert len(pool.find([old])) == 1


def test_a_block_that_others_read_cannot_be_withdrawn():
    pool = BlockPool(2)
    key = block_keys([1, 2], 2, b"")[0]
    (block,) = pool.take(1)
    pool.publish(block, key)
    pool.find([key])
    assert not pool.withdraw(block)
    pool.release([block])
    assert pool.withdraw(block)
    assert pool.find([key]) == []


@settings(max_examples=150)
@given(data=st.data(), size=st.integers(1, 7))
def test_whatever_happens_the_books_balance(data, size):
    """Sequences come, find, take, publish and leave, against a plain record of who holds what."""
    pool = BlockPool(size)
    held: list[tuple[list[int], list[int]]] = []
    for _ in range(data.draw(st.integers(1, 25))):
        if held and data.draw(st.booleans()):
            pool.release(held.pop(data.draw(st.integers(0, len(held) - 1)))[1])
        else:
            _enter(pool, data.draw(TOKENS), held)
        owners = [block for _, blocks in held for block in blocks]
        assert pool.used == len(set(owners))
        assert pool.free + pool.used == size
        assert pool.cached <= pool.free
        _same_block_means_same_content(held)
    for _, blocks in held:
        pool.release(blocks)
    assert (pool.used, pool.free) == (0, size)


def _enter(pool: BlockPool, tokens: list[int], held: list) -> None:
    keys = block_keys(tokens, SIZE, b"")
    blocks = pool.find(keys)
    try:
        fresh = pool.take(len(keys) - len(blocks))
    except OutOfBlocks:
        pool.release(blocks)
        return
    assert not set(fresh) & {block for _, others in held for block in others}
    for block, key in zip(fresh, keys[len(blocks) :], strict=True):
        pool.publish(block, key)
    held.append((tokens, blocks + fresh))


def _same_block_means_same_content(held: list) -> None:
    content: dict[int, list[int]] = {}
    for tokens, blocks in held:
        for at, block in enumerate(blocks):
            beginning = tokens[: (at + 1) * SIZE]
            assert content.setdefault(block, beginning) == beginning
