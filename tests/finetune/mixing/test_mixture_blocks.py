"""Blocks keep to the shares, lose no token, and go on exactly where a state was taken."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice

import pytest

from finetune.mixing.curriculum import Curriculum
from finetune.mixing.mixture import Mixture
from finetune.mixing.policy import Excess
from finetune.mixing.pool import Pool
from finetune.mixing.shares import proportional, uniform

END = 1
LENGTH = 8


def documents(name: int, count: int = 20) -> list[list[int]]:
    """Every token tells its domain, document and place."""
    return [
        [name * 10_000 + number * 100 + place for place in range(2, 5 + number % 7)]
        for number in range(count)
    ]


def mixture(**changes) -> Mixture:
    texts = {"a": documents(1), "b": documents(2), "c": documents(3)}
    shares = changes.pop("shares", proportional({"a": 5, "b": 3, "c": 2}))
    return Mixture(texts, shares, length=LENGTH, end=END, **changes)


def test_blocks_are_shared_out_evenly_not_by_chance():
    blocks = [block["domain"] for block in islice(mixture(), 100)]
    assert Counter(blocks) == {"a": 50, "b": 30, "c": 20}
    assert Counter(blocks[:10]) == {"a": 5, "b": 3, "c": 2}


def test_a_pass_reads_every_token_of_a_domain_once_before_any_again():
    mix = mixture(shares=uniform("abc"))
    total = sum(len(each) + 1 for each in documents(1))
    read = [token for block in islice(mix, 3 * (total // LENGTH)) if block["domain"] == "a"
            for token in block["input_ids"]]  # fmt: skip
    words = [token for token in read if token != END]
    assert len(set(words)) == len(words)
    assert mix.passes["a"] == 0
    list(islice(mix, 6))
    assert mix.passes["a"] == 1


def test_positions_start_anew_with_each_document_and_with_the_block():
    for block in islice(mixture(), 60):
        ids, positions = block["input_ids"], block["position_ids"]
        assert len(ids) == len(positions) == LENGTH
        assert positions[0] == 0
        for at in range(1, LENGTH):
            assert positions[at] == (0 if ids[at - 1] == END else positions[at - 1] + 1)


def test_a_block_is_of_one_domain():
    for block in islice(mixture(), 40):
        names = {token // 10_000 for token in block["input_ids"] if token != END}
        assert names == {"abc".index(block["domain"]) + 1}


def test_new_shares_take_effect_with_the_next_block():
    shares = uniform("abc")
    policy = Excess({"a": 1.0, "b": 1.0, "c": 1.0}, prior=shares, memory=0, smoothing=0.1)
    mix = mixture(shares=shares, policy=policy)
    list(islice(mix, 9))
    mix.observe({"a": 3.0, "b": 1.0, "c": 1.0})
    later = Counter(block["domain"] for block in islice(mix, 50))
    assert later["a"] > 40
    assert min(later["b"], later["c"]) >= 1
    assert len(mix.history) == 2


def test_it_goes_on_where_a_state_was_taken():
    policy = Excess({"a": 1.0, "b": 1.0, "c": 1.0}, prior=uniform("abc"))
    first = mixture(shares=uniform("abc"), policy=policy)
    list(islice(first, 23))
    first.observe({"a": 1.2, "b": 2.0, "c": 1.0})
    list(islice(first, 14))
    state = json.loads(json.dumps(first.state_dict()))
    expected = list(islice(first, 40))
    again = mixture(shares=uniform("abc"), policy=policy)
    again.load_state_dict(state)
    assert list(islice(again, 40)) == expected
    with pytest.raises(ValueError, match="the state is of"):
        Mixture({"a": documents(1)}, uniform("a"), length=8, end=1).load_state_dict(state)


def test_short_documents_are_drawn_first_and_long_ones_later():
    progress = [0.0]
    plan = Curriculum(general=None, short_first=0.3, short_until=1.0)
    mix = mixture(curriculum=plan, progress=lambda: progress[0])
    longest = max(position for block in islice(mix, 40) for position in block["position_ids"])
    assert longest <= 4
    progress[0] = 1.0
    longest = max(position for block in islice(mix, 60) for position in block["position_ids"])
    assert longest > 5


def test_shares_and_texts_must_be_of_the_same_domains():
    with pytest.raises(ValueError, match="texts are of"):
        Mixture({"a": documents(1)}, uniform("ab"), length=8, end=1)
    with pytest.raises(ValueError, match="without documents"):
        Mixture({"a": []}, uniform("a"), length=8, end=1)


def test_a_pool_admits_the_shortest_and_starts_again_in_another_order():
    pool = Pool([9, 1, 5, 3, 7], seed=3)
    assert {pool.draw(0.4), pool.draw(0.4)} == {1, 3}
    assert {pool.draw(1.0) for _ in range(3)} == {0, 2, 4}
    assert pool.passes == 0
    second = [pool.draw(1.0) for _ in range(5)]
    assert sorted(second) == [0, 1, 2, 3, 4]
    assert pool.passes == 1
    third = [pool.draw(1.0) for _ in range(5)]
    fresh = Pool([9, 1, 5, 3, 7], seed=3)
    assert [fresh.draw(1.0) for _ in range(15)][10:] == third
    assert second != third
