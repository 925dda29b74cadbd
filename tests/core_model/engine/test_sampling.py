"""Choosing a token: greedy, nucleus and its kin, penalties, bias, seeds."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.request import RequestRefused, Sampling
from core_model.engine.sampling import NotNumbers, Sampler, candidates, greatest

LOGITS = np.array([1.0, 3.0, 2.0, 2.9], dtype=np.float32)


def picks(sampling: Sampling, count: int = 40, prompt: tuple[int, ...] = ()) -> list[int]:
    sampler = Sampler(sampling, prompt)
    chosen = []
    for _ in range(count):
        chosen.append(sampler.pick(LOGITS))
        sampler.note(chosen[-1])
    return chosen


def test_temperature_zero_is_greedy():
    assert set(picks(Sampling(temperature=0))) == {1}
    assert Sampler(Sampling(temperature=0)).plain


def test_a_seed_repeats_and_another_differs():
    first, again, other = (picks(Sampling(temperature=1.5, seed=seed)) for seed in (4, 4, 5))
    assert first == again != other


def test_without_a_seed_draws_differ():
    assert picks(Sampling(temperature=2.0, top_p=1)) != picks(Sampling(temperature=2.0, top_p=1))


def test_negative_and_huge_seeds_work():
    assert len(picks(Sampling(seed=-3))) == len(picks(Sampling(seed=2**80))) == 40


def test_draws_follow_the_distribution():
    sampler = Sampler(Sampling(temperature=0.8, top_p=1, seed=7))
    drawn = np.bincount([sampler.pick(LOGITS) for _ in range(4000)], minlength=4)
    weights = np.exp(LOGITS / 0.8)
    assert np.abs(drawn / 4000 - weights / weights.sum()).max() < 0.03


def test_a_presence_penalty_visits_every_token():
    assert picks(Sampling(temperature=0, presence_penalty=2.0), 3) == [1, 3, 2]


def test_a_frequency_penalty_grows_with_each_use():
    chosen = picks(Sampling(temperature=0, frequency_penalty=0.3), 40)
    assert set(chosen) == {0, 1, 2, 3}
    assert chosen.count(1) > chosen.count(0)


def test_a_repetition_penalty_counts_the_prompt_and_only_it_does():
    assert picks(Sampling(temperature=0, repetition_penalty=1.1), 1, prompt=(1,)) == [3]
    assert picks(Sampling(temperature=0, presence_penalty=1.0), 1, prompt=(1,)) == [1]


def test_a_repetition_penalty_lowers_negative_logits_too():
    sampler = Sampler(Sampling(temperature=0, repetition_penalty=2.0), (0,))
    assert sampler.pick(np.array([-1.0, -1.5])) == 1


def test_a_bias_forces_and_forbids():
    assert set(picks(Sampling(logit_bias=((0, 100.0),)))) == {0}
    assert set(picks(Sampling(temperature=0, logit_bias=((1, -100.0),)))) == {3}


def test_a_mask_is_kept_by_every_way_of_choosing():
    allowed = np.array([True, False, True, False])
    for sampling in (
        Sampling(temperature=0),
        Sampling(temperature=2, top_p=1),
        Sampling(temperature=2, top_p=0.5, min_p=0.1),
        Sampling(temperature=1, logit_bias=((1, 100.0),)),
    ):
        sampler = Sampler(sampling)
        assert {sampler.pick(LOGITS, allowed) for _ in range(20)} <= {0, 2}, sampling


@pytest.mark.parametrize("bad", [[math.nan, 1.0], [1.0, math.nan], [-math.inf, -math.inf]])
def test_logits_that_are_no_numbers_are_said_to_be_so(bad):
    row = torch.tensor(bad)
    assert greatest([row, torch.tensor([0.0, 2.0])]) == [None, 1]
    for temperature in (0, 1):
        with pytest.raises(NotNumbers):
            Sampler(Sampling(temperature=temperature, logit_bias=((0, 1.0),))).pick(row.numpy())


def plainly(logits: torch.Tensor, sampling: Sampling) -> dict[int, float]:
    """What is left to draw from, by sorting everything."""
    weights = logits.double().softmax(dim=-1)
    order = weights.argsort(descending=True, stable=True).tolist()
    if sampling.top_k:
        order = order[: sampling.top_k]
    total = sum(float(weights[at]) for at in order)
    kept, before = [], 0.0
    for at in order:
        if not kept or before < sampling.top_p * total:
            kept.append(at)
        before += float(weights[at])
    best = float(weights[order[0]])
    return {at: float(weights[at]) for at in kept if float(weights[at]) >= sampling.min_p * best}


@given(
    logits=st.lists(st.floats(-40, 5, width=32), min_size=1, max_size=30, unique=True),
    top_p=st.floats(0.05, 1),
    top_k=st.integers(0, 35),
    min_p=st.sampled_from([0.0, 1e-12, 0.001, 0.2, 1.0]),
)
def test_the_candidates_are_what_sorting_everything_leaves(logits, top_p, top_k, min_p):
    row = torch.tensor(logits)
    sampling = Sampling(top_p=top_p, top_k=top_k, min_p=min_p)
    weights, tokens = candidates((row - row.max()).numpy(), sampling)
    found = range(len(row)) if tokens is None else tokens.tolist()
    expected = plainly(row, sampling)
    for at in set(expected) ^ set(found):  # only what lies on the very edge may differ
        share = float(row.double().softmax(dim=-1)[at])
        near = 1e-9 + 1e-5 * share  # fp32 logits less their largest: two may become one
        assert share < 1e-9 or min(abs(share - other) for other in expected.values()) < near
    assert len(weights) >= 1


@given(
    weights=st.lists(st.floats(0.01, 1), min_size=1, max_size=12),
    top_p=st.floats(0, 1, exclude_max=True),
)
def test_the_nucleus_is_the_smallest_head_that_reaches_top_p(weights, top_p):
    share = np.array(weights)
    logits, _ = candidates(np.log(share / share.max()), Sampling(top_p=top_p))
    kept, total = np.sort(np.exp(logits))[::-1], float((share / share.max()).sum())
    assert kept.sum() >= top_p * total - 1e-6
    without_last = kept[kept > kept[-1]]
    assert without_last.sum() <= top_p * total + 1e-6


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_a_row_of_a_whole_vocabulary_is_quick(spread):
    row = np.random.default_rng().normal(0, spread, 49152).astype(np.float32)
    sampler = Sampler(Sampling(temperature=0.7, top_p=0.95, presence_penalty=0.5, seed=1))
    sampler.pick(row)
    begun = time.thread_time()
    for _ in range(50):
        sampler.note(sampler.pick(row))
    assert (time.thread_time() - begun) / 50 < 0.005


@pytest.mark.parametrize(
    "wrong",
    [{"temperature": -0.1}, {"temperature": float("nan")}, {"top_p": 1.1}, {"presence_penalty": 3}],
)
def test_values_out_of_range_are_refused_by_name(wrong):
    with pytest.raises(RequestRefused, match=next(iter(wrong))):
        Sampling(**wrong)
