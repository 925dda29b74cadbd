"""Selection biases sway the choice, leave the weights alone, and even the load by their rule."""

from __future__ import annotations

import pytest
import torch

from core_model.balancing import adjust_biases
from core_model.config import tiny
from core_model.router_statistics import router_statistics
from core_model.routing import TemperatureRouter, choose, load
from tests.fakes.tiny_mixture import speaking


def test_a_bias_sways_the_choice_and_not_the_weights():
    router = TemperatureRouter(tiny(selection_bias=True, num_experts_per_tok=1))
    torch.nn.init.normal_(router.weight)
    x_TD = torch.randn(30, 32)
    router.selection_bias.copy_(torch.tensor([0.0, 0.0, 5.0, 0.0]))
    logits, weights, index = router(x_TD)
    assert (index == 2).all()
    torch.testing.assert_close(weights[:, 0], logits.softmax(dim=-1)[:, 2])


def test_a_zero_bias_changes_nothing():
    logits = torch.randn(40, 8)
    plain, biased = choose(logits, 3), choose(logits, 3, torch.zeros(8))
    assert torch.equal(plain[1], biased[1])
    assert torch.equal(plain[0], biased[0])


def test_the_rule_evens_a_skewed_load():
    model = speaking(selection_bias=True, num_experts_per_tok=1)
    logits = [torch.randn(400, 4) + torch.tensor([1.5, 0.0, 0.0, -1.5]) for _ in range(2)]
    first = router_statistics(model, logits).load
    for _ in range(400):
        adjust_biases(model, logits, speed=0.002)
    last = router_statistics(model, logits).load
    assert first[:, 0].min() > 0.5
    assert (last - 0.25).abs().max() < 0.05


def test_the_rule_moves_each_bias_by_its_speed_towards_the_fair_share():
    model = speaking(selection_bias=True)
    logits = [torch.randn(50, 4) for _ in range(2)]
    adjust_biases(model, logits, speed=0.01)
    for router, layer in zip(model.routers(), logits, strict=True):
        expected = 0.01 * torch.sign(0.25 - load(layer, 2))
        torch.testing.assert_close(router.selection_bias, expected)


def test_biases_get_no_gradient_and_the_auxiliary_loss_sees_them():
    model = speaking(selection_bias=True).train()
    assert not any("selection_bias" in name for name, _ in model.named_parameters())
    batch = torch.randint(259, (2, 30))
    even = model(batch, labels=batch).aux_loss
    for router in model.routers():
        router.selection_bias.copy_(torch.tensor([9.0, 5.0, 0.0, 0.0]))
    assert model(batch, labels=batch).aux_loss != even


def test_a_model_without_biases_is_refused():
    with pytest.raises(ValueError, match="selection_bias=True"):
        adjust_biases(speaking(), [torch.randn(5, 4)] * 2)


def test_the_bias_stays_in_fp32_in_a_bf16_model(tmp_path):
    model = speaking(selection_bias=True)
    model.routers()[0].selection_bias.fill_(0.001234567)
    model.save_pretrained(tmp_path)
    loaded = type(model).from_pretrained(tmp_path, dtype=torch.bfloat16)
    assert loaded.routers()[0].selection_bias.dtype == torch.float32
    assert torch.equal(loaded.routers()[0].selection_bias, model.routers()[0].selection_bias)
