"""Shares follow losses, stay shares, and forget no domain."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finetune.mixing.curriculum import Curriculum, none
from finetune.mixing.policy import Excess, Fixed, aims_from
from finetune.mixing.shares import Shares, average, proportional, uniform

NAMES = ("finance", "medical", "general")
EVEN = uniform(NAMES)
AIMS = dict.fromkeys(NAMES, 2.0)


def test_shares_sum_to_one_or_do_not_exist():
    with pytest.raises(ValueError, match="sum to 1"):
        Shares({"finance": 0.5, "medical": 0.6})
    with pytest.raises(ValueError, match="sum to 1"):
        Shares({"finance": -0.5, "medical": 1.5})
    with pytest.raises(ValueError, match="one be positive"):
        proportional({"finance": 0.0})
    assert proportional({"finance": 3, "medical": 1}).of == {"finance": 0.75, "medical": 0.25}


def test_whoever_is_further_from_its_aim_gets_more():
    policy = Excess(AIMS, prior=EVEN)
    shares = policy.update(EVEN, {"finance": 2.5, "medical": 2.1, "general": 1.5})
    assert shares["finance"] > shares["medical"] > shares["general"]


def test_below_the_aim_is_as_good_as_at_it():
    policy = Excess(AIMS, prior=EVEN)
    shares = policy.update(EVEN, {"finance": 1.0, "medical": 2.0})
    assert shares["finance"] == pytest.approx(shares["medical"])
    assert shares["finance"] == pytest.approx(shares["general"])


def test_memory_adds_up_and_without_it_the_past_is_gone():
    losses = {"finance": 2.3, "medical": 2.0, "general": 2.0}
    adding = Excess(AIMS, prior=EVEN, memory=1.0, smoothing=0.0)
    once = adding.update(EVEN, losses)
    assert adding.update(once, losses)["finance"] > once["finance"]
    following = Excess(AIMS, prior=EVEN, memory=0.0, smoothing=0.0)
    once = following.update(EVEN, losses)
    assert following.update(once, losses)["finance"] == pytest.approx(once["finance"])
    level = dict.fromkeys(NAMES, 2.0)
    assert following.update(once, level).of == pytest.approx(dict(EVEN.of))


def test_by_hand():
    policy = Excess({"a": 1.0, "b": 1.0}, prior=uniform("ab"), rate=2, memory=1, smoothing=0.2)
    grown = math.exp(2 * 0.5)
    expected = 0.8 * grown / (grown + 1) + 0.2 * 0.5
    assert policy.update(uniform("ab"), {"a": 1.5, "b": 0.9})["a"] == pytest.approx(expected)


@given(st.lists(st.floats(0, 20), min_size=3, max_size=3), st.integers(1, 30))
def test_no_domain_is_ever_forgotten(values: list[float], times: int):
    policy = Excess(AIMS, prior=EVEN, rate=8, memory=1, smoothing=0.3)
    shares = EVEN
    for _ in range(times):
        shares = policy.update(shares, dict(zip(NAMES, values, strict=True)))
    assert min(shares.of.values()) >= 0.3 / 3 - 1e-9


def test_aims_must_be_of_the_same_domains():
    with pytest.raises(ValueError, match="aims are of"):
        Excess({"finance": 2.0}, prior=EVEN)
    with pytest.raises(ValueError, match="smoothing"):
        Excess(AIMS, prior=EVEN, smoothing=1.5)


def test_aims_are_perplexities_relative_to_the_start():
    aims = aims_from({"finance": 3.0, "general": 3.2}, {"finance": 0.8})
    assert math.exp(aims["finance"]) == pytest.approx(0.8 * math.exp(3.0))
    assert aims["general"] == 3.2


def test_fixed_shares_hear_nothing():
    assert Fixed().update(EVEN, {"finance": 9.0}) is EVEN


def test_general_text_comes_first_and_never_falls_below_its_last_share():
    plan = Curriculum(general_first=0.6, general_last=0.2, general_until=0.5)
    asked = proportional({"finance": 6, "medical": 3, "general": 1})
    assert plan.shares(asked, 0.0)["general"] == pytest.approx(0.6)
    assert plan.shares(asked, 0.25)["general"] == pytest.approx(0.4)
    late = plan.shares(asked, 1.0)
    assert late["general"] == pytest.approx(0.2)
    assert late["finance"] / late["medical"] == pytest.approx(2)
    generous = proportional({"finance": 1, "general": 9})
    assert plan.shares(generous, 1.0) is generous


def test_short_documents_come_first():
    plan = Curriculum(short_first=0.3, short_until=0.5)
    assert [plan.admitted(at) for at in (0, 0.25, 0.5, 1)] == pytest.approx([0.3, 0.65, 1, 1])
    assert none().admitted(0) == 1
    assert none().shares(EVEN, 0) is EVEN
    with pytest.raises(ValueError, match="short_first"):
        Curriculum(short_first=1.2)


def test_the_mean_of_a_course():
    course = [proportional({"a": 1, "b": 1}), proportional({"a": 1, "b": 0})]
    assert average(course)["a"] == pytest.approx(0.75)
