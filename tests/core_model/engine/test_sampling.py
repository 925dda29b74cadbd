"""Choosing a token: greedy, nucleus, penalties, seeds."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.request import RequestRefused, Sampling
from core_model.engine.sampling import Sampler, nucleus

LOGITS = torch.tensor([1.0, 3.0, 2.0, 2.9])


def picks(sampling: Sampling, count: int = 40) -> list[int]:
    sampler = Sampler(sampling)
    return [sampler.pick(LOGITS) for _ in range(count)]


def test_temperature_zero_is_greedy():
    assert set(picks(Sampling(temperature=0))) == {1}


def test_a_seed_repeats_and_another_differs():
    first, again, other = (picks(Sampling(temperature=1.5, seed=seed)) for seed in (4, 4, 5))
    assert first == again != other


def test_without_a_seed_draws_differ():
    assert picks(Sampling(temperature=2.0, top_p=1)) != picks(Sampling(temperature=2.0, top_p=1))


def test_negative_and_huge_seeds_work():
    assert len(picks(Sampling(seed=-3))) == len(picks(Sampling(seed=2**80))) == 40


def test_a_presence_penalty_visits_every_token():
    assert picks(Sampling(temperature=0, presence_penalty=2.0), 3) == [1, 3, 2]


def test_a_frequency_penalty_grows_with_each_use():
    chosen = picks(Sampling(temperature=0, frequency_penalty=0.3), 40)
    assert set(chosen) == {0, 1, 2, 3}
    assert chosen.count(1) > chosen.count(0)


@given(
    weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=12),
    top_p=st.floats(0, 1, exclude_max=True),
)
def test_the_nucleus_is_the_smallest_head_that_reaches_top_p(weights, top_p):
    probability = torch.tensor(weights) / sum(weights)
    kept = nucleus(probability, top_p)
    chosen = kept > 0
    assert chosen.any()
    assert torch.equal(kept[chosen], probability[chosen])
    if not chosen.all():
        assert kept[chosen].min() >= probability[~chosen].max()
        assert kept.sum() >= top_p - 1e-5
    without_last = kept.sum() - kept[chosen].min()
    assert chosen.sum() == 1 or without_last <= top_p + 1e-5


@pytest.mark.parametrize(
    "wrong",
    [{"temperature": -0.1}, {"temperature": float("nan")}, {"top_p": 1.1}, {"presence_penalty": 3}],
)
def test_values_out_of_range_are_refused_by_name(wrong):
    with pytest.raises(RequestRefused, match=next(iter(wrong))):
        Sampling(**wrong)
