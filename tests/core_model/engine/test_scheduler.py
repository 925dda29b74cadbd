"""Steps: within the budget, writers first, everybody's turn comes, and blocks are shared fairly."""

from __future__ import annotations

import pytest

from core_model.engine.blocks import BlockPool
from core_model.engine.scheduler import Scheduler
from core_model.engine.sequence import Sequence

BLOCK = 4


def scheduler(blocks: int = 64, *, running: int = 4, budget: int = 16) -> Scheduler:
    return Scheduler(BlockPool(blocks), BLOCK, max_running=running, token_budget=budget)


def sequence(length: int, *, user: str = "", start: int = 0, limit: int = 8) -> Sequence:
    return Sequence(list(range(start, start + length)), length, limit, user=user)


def run(plans: Scheduler, steps: int) -> list[dict[Sequence, int]]:
    """Runs as an engine would, every answer having its full length."""
    made = []
    for _ in range(steps):
        plan = plans.plan()
        made.append(dict(plan))
        for one, count in plan.items():
            plans.done(one, count)
            if one.pending == 0:
                one.tokens.append(1000 + one.written)
                if one.written >= one.limit:
                    plans.remove(one)
    return made


def test_a_budget_must_hold_one_token_of_each():
    with pytest.raises(ValueError, match="token_budget 3 is below max_running 4"):
        scheduler(budget=3)


def test_writers_come_before_readers_and_the_budget_holds():
    plans = scheduler(budget=8)
    short, long = sequence(3), sequence(40, start=100)
    plans.add(short)
    run(plans, 1)
    plans.add(long)
    plan = plans.plan()
    assert plan == {short: 1, long: 7}


def test_short_prompts_are_read_first_and_long_ones_get_on():
    plans = scheduler(budget=16, running=16)
    long = sequence(200, start=5000)
    plans.add(long)
    run(plans, 1)
    progress = []
    for step in range(30):
        plans.add(sequence(16, start=100 * step, limit=1))
        run(plans, 1)
        progress.append(long.computed)
    assert progress[1] < 48, "a short prompt had to wait for the long one"
    assert long.written == long.limit, "the long prompt starved"


def test_a_user_with_fifty_requests_does_not_starve_another():
    plans = scheduler(running=4, budget=16)
    for at in range(50):
        plans.add(sequence(12, user="many", start=50 * at))
    run(plans, 3)
    late = sequence(12, user="one", start=9000)
    plans.add(late)
    steps = 0
    while late.written < 8 and steps < 30:
        run(plans, 1)
        steps += 1
    assert steps <= 12
    assert sum(map(len, [plans.running])) + len(plans.queue) > 30


def test_users_are_served_alike_whatever_they_ask_for():
    plans = scheduler(running=2, budget=64, blocks=256)
    for at in range(200):
        plans.add(sequence(4, user="short", start=10 * at, limit=2))
        plans.add(sequence(40, user="long", start=100_000 + 50 * at, limit=20))
    served = {"short": 0, "long": 0}
    for plan in run(plans, 150):
        for one, count in plan.items():
            served[one.user] += count * (2 if count == 1 else 1)
    assert 0.6 < served["short"] / served["long"] < 1.6


def test_idling_earns_no_credit():
    plans = scheduler(running=1, budget=16)
    plans.add(sequence(4, user="early"))
    run(plans, 9)
    for at in range(30):
        plans.add(sequence(8, user="steady", start=20 * at))
    run(plans, 40)
    plans.add(sequence(8, user="early", start=900))
    assert plans.queue._served["early"] == plans.queue._served["steady"]


def test_out_of_blocks_the_youngest_waits_and_all_end():
    plans = scheduler(blocks=8, running=4, budget=32)
    wanted = [sequence(10, start=100 * at, limit=12) for at in range(4)]
    for one in wanted:
        plans.add(one)
    run(plans, 200)
    assert [one.written for one in wanted] == [12] * 4
    assert plans.preemptions > 0
    assert plans.pool.used == 0
    assert not plans.running


def test_what_was_computed_is_found_again():
    plans = scheduler()
    plans.add(sequence(13, limit=1))
    run(plans, 2)
    again = sequence(13, limit=1)
    plans.add(again)
    plans.plan()
    assert again.hits == 12
    assert (plans.prefix_hit_tokens, plans.prefix_query_tokens) == (12, 26)


def test_the_last_token_is_always_computed():
    plans = scheduler()
    plans.add(sequence(12, limit=1))
    run(plans, 2)
    again = sequence(12, limit=1)
    plans.add(again)
    plans.plan()
    assert again.hits == 8


def test_another_adapter_finds_nothing():
    plans = scheduler()
    plans.add(sequence(13, limit=1))
    run(plans, 2)
    other = sequence(13, limit=1)
    other.salt = b"finance"
    plans.add(other)
    plans.plan()
    assert other.hits == 0


def test_compacting_frees_blocks_and_never_writes_those_that_others_read():
    plans = scheduler(budget=64)
    one, two = sequence(24, limit=4), sequence(24, limit=4)
    plans.add(one)
    run(plans, 1)
    plans.add(two)
    run(plans, 1)
    shared = set(one.blocks) & set(two.blocks)
    assert len(shared) == 5
    used = plans.pool.used
    kept = [0, 1, 2, 3, 9, 10, 22, 23]
    source, target = plans.compact(two, kept)
    assert [slot % BLOCK for slot in source] == [1, 2, 2, 3]
    assert {slot // BLOCK for slot in target}.isdisjoint(shared)
    assert two.blocks[0] == one.blocks[0], "what did not change stays shared"
    assert (two.slots, len(two.blocks)) == (two.computed - 16, 2)
    assert plans.pool.used == used
    run(plans, 20)
    assert plans.pool.used == 0


def test_compacting_without_a_free_block_uses_its_own():
    plans = scheduler(blocks=6, budget=64)
    one = sequence(22, limit=2)
    plans.add(one)
    run(plans, 1)
    assert plans.pool.free == 0
    own = set(one.blocks)
    source, target = plans.compact(one, [0, 5, 9, 13, 20, 21])
    assert {slot // BLOCK for slot in target} <= own
    assert len(source) == len(target) == 6
    assert (plans.pool.free, len(one.blocks)) == (4, 2)
    run(plans, 3)
    assert plans.pool.used == 0
