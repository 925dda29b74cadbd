"""The router's choices, its losses at their known extremes, and the measure of its load."""

from __future__ import annotations

import math

import pytest
import torch
from huggingface_hub.errors import StrictDataclassError
from hypothesis import given, settings
from hypothesis import strategies as st

from core_model.config import CoreConfig
from core_model.routing import TemperatureRouter, load, router_losses, utilisation


def config(**changes) -> CoreConfig:
    return CoreConfig(
        hidden_size=16, num_attention_heads=2, specialist_widths=[32, 64, 96, 32], **changes
    )


def router(**changes) -> TemperatureRouter:
    made = TemperatureRouter(config(**changes))
    torch.nn.init.normal_(made.weight, generator=torch.Generator().manual_seed(0))
    return made


def tokens() -> torch.Tensor:
    return torch.randn(40, 16, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"router_temperature": 0.6}, "0.6"),
        ({"router_temperature": 1.3}, "1.3"),
        ({"num_experts_per_tok": 0}, "0"),
        ({"num_experts_per_tok": 5}, "5"),
    ],
)
def test_a_configuration_out_of_range_names_the_culprit(changes, named):
    with pytest.raises(StrictDataclassError, match=named):
        config(**changes)


@pytest.mark.parametrize("widths", [[], [48], [0, 32], [-32]])
def test_widths_are_positive_multiples_of_32(widths):
    with pytest.raises(StrictDataclassError, match="specialist_widths"):
        CoreConfig(specialist_widths=widths)


def test_weights_are_the_softmax_over_all_specialists():
    logits, weights, index = router(num_experts_per_tok=2)(tokens())
    expected = logits.softmax(dim=-1).gather(1, index)
    torch.testing.assert_close(weights, expected)
    assert (weights.sum(dim=-1) < 1).all()


def test_renormalised_weights_sum_to_one():
    _, weights, _ = router(num_experts_per_tok=2, norm_topk_prob=True)(tokens())
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(40))


def test_a_lower_temperature_is_more_decided():
    _, cold, _ = router(router_temperature=0.7, num_experts_per_tok=1)(tokens())
    _, warm, _ = router(router_temperature=1.2, num_experts_per_tok=1)(tokens())
    assert (cold > warm).all()


def test_routing_is_in_fp32_for_bf16_tokens():
    logits, weights, _ = router()(tokens().bfloat16())
    assert (logits.dtype, weights.dtype) == (torch.float32, torch.bfloat16)


def test_an_even_load_has_balance_1_and_no_entropy_shortfall():
    logits = torch.eye(4).repeat(5, 1) * 1e-6
    losses = router_losses([logits], top_k=1)
    assert losses.balance.item() == pytest.approx(1, abs=1e-4)
    assert losses.entropy.item() == pytest.approx(0, abs=1e-4)
    assert losses.z.item() == pytest.approx(math.log(4) ** 2, abs=1e-4)


def test_a_collapsed_load_has_balance_e_and_full_shortfall():
    logits = torch.zeros(20, 4)
    logits[:, 2] = 60.0
    losses = router_losses([logits, logits], top_k=1)
    assert losses.balance.item() == pytest.approx(4)
    assert losses.entropy.item() == pytest.approx(1)
    assert losses.z.item() == pytest.approx(3600, rel=1e-4)


def test_losses_without_layers_are_refused():
    with pytest.raises(ValueError, match="at least one layer"):
        router_losses([], top_k=1)


def test_utilisation_counts_specialists_with_half_their_fair_share():
    logits = torch.zeros(16, 4)
    for row, chosen in enumerate([0] * 7 + [1] * 7 + [2] * 2):
        logits[row, chosen] = 1.0
    assert load(logits, top_k=1).tolist() == [7 / 16, 7 / 16, 2 / 16, 0]
    assert utilisation(logits, top_k=1) == 0.75


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), top_k=st.integers(1, 4))
def test_load_is_a_distribution_and_balance_is_bounded(seed, top_k):
    logits = torch.randn(30, 4, generator=torch.Generator().manual_seed(seed)) * 3
    assert load(logits, top_k).sum().item() == pytest.approx(1)
    assert 0 < router_losses([logits], top_k).balance.item() <= 4
