"""The array core: what its probabilities obey, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.common.model import load, log_choices, save
from apps.medical.domain.common.outside import Outside, fitted, log_ratio
from tests.fakes.common_knowledge import small_model, small_words

TOKENS = 10
BANDS = np.array([6])

flags = st.lists(st.booleans(), min_size=TOKENS, max_size=TOKENS)


@settings(deadline=None)
@given(flags, flags, st.integers(0, 10), st.floats(0.3, 3))
def test_probabilities_sum_to_one_whatever_is_stated_and_denied(
    stated: list[bool], denied: list[bool], band: int, temperature: float
) -> None:
    model = replace(small_model(), temperature=temperature)
    stated_NT = np.array([stated])
    denied_NT = np.array([denied]) & ~stated_NT
    joint = model.log_joint(
        stated_NT, np.array([band]), denied_NT=denied_NT, complaint=bool(stated_NT.any())
    )
    probabilities = model.probabilities(joint)
    assert np.isfinite(joint).all()
    assert probabilities.sum() == pytest.approx(1)


@given(flags)
def test_denying_a_finding_hurts_the_condition_that_expects_it_most(stated: list[bool]) -> None:
    model, cough = small_model(), 1
    stated_NT = np.array([stated])
    stated_NT[0, cough] = False
    denied = np.zeros((1, TOKENS), dtype=bool)
    without = model.log_joint(stated_NT, BANDS, complaint=False)
    denied[0, cough] = True
    odds = model.log_joint(stated_NT, BANDS, denied_NT=denied, complaint=False) - without
    assert odds[0, 2] > odds[0, 1]


def test_of_two_conditions_that_expect_it_equally_the_narrower_gains() -> None:
    rates = np.array([[0.5, 0.5, 0.5, 0.01], [0.5, 0.01, 0.01, 0.01]])
    model = replace(
        small_model(), rate_CT=rates, age_CB=np.full((2, 11), 1 / 11),
        prior_C=np.array([0.5, 0.5]), complaint_T=np.ones(4, dtype=bool),
    )  # fmt: skip
    joint = model.log_joint(np.array([[True, False, False, False]]), BANDS)
    assert joint[0, 1] > joint[0, 0]


@pytest.mark.parametrize(("named", "unnamed", "ways"), [(0, 5, 1), (2, 2, 6), (3, 0, 1), (1, 4, 5)])
def test_ways_to_name(named: int, unnamed: int, ways: int) -> None:
    assert np.exp(log_choices(named, unnamed)) == pytest.approx(ways)


def test_a_rate_of_zero_is_refused() -> None:
    rates = small_model().rate_CT.copy()
    rates[1, 2] = 0
    with pytest.raises(ValueError, match="outside"):
        replace(small_model(), rate_CT=rates)


def test_ages_of_another_number_of_conditions_are_refused() -> None:
    with pytest.raises(ValueError, match="3 conditions"):
        replace(small_model(), age_CB=np.full((2, 11), 1 / 11))


def test_a_model_comes_back_from_its_file_and_other_words_are_refused(tmp_path: Path) -> None:
    words, path = small_words(), tmp_path / "m.safetensors"
    save(path, small_model(), words, {"extra": np.arange(3)})
    model, rest = load(path, words)
    np.testing.assert_allclose(model.rate_CT, small_model().rate_CT, rtol=1e-6)
    assert rest["extra"].tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="train it again"):
        load(path, replace(words, tokens=words.tokens[::-1]))


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_none_of_these_falls_as_the_known_conditions_fit_better(one: float, other: float) -> None:
    low, high = sorted((one, other))
    curve = Outside(0.4)
    assert 0 <= curve.probability(high) <= curve.probability(low) <= 1


def test_none_of_these_is_the_prior_where_nothing_speaks() -> None:
    assert Outside(0.7).probability(0.0, prior=0.2) == pytest.approx(0.2)


def test_a_curve_that_turns_the_evidence_round_is_refused() -> None:
    with pytest.raises(ValueError, match="slope"):
        Outside(-1.0)


def test_the_fitted_slope_believes_a_clear_difference_more() -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=200)
    clear, vague = fitted(noise + 3, noise - 3), fitted(noise + 0.2, noise - 0.2)
    assert clear.slope > vague.slope


def test_the_log_ratio_is_nil_where_every_condition_is_like_none_in_particular() -> None:
    assert log_ratio(np.full((1, 4), -7.0), np.array([-7.0])) == pytest.approx(0)
