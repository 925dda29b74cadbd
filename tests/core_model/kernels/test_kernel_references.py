"""The plain torch forms against definitions written out one number at a time."""

from __future__ import annotations

import math

import pytest
import torch
from transformers.models.llama.modeling_llama import LlamaRMSNorm, apply_rotary_pos_emb

from core_model.config import CoreConfig
from core_model.kernels.experts import grouped_swiglu
from core_model.kernels.fp8_matmul import fp8_matmul, w8a8_fp8_matmul
from core_model.kernels.int8_matmul import int8_matmul, int8_matmul_reference, w8a8_matmul
from core_model.kernels.paged_attention import paged_attention
from core_model.kernels.quantised import quantise_e4m3, quantise_int8
from core_model.kernels.rms_norm import add_rms_norm, rms_norm
from core_model.kernels.rotary import rotary
from core_model.kernels.routing import route
from core_model.kernels.sorting import sort_by_expert
from core_model.model import Specialists


def test_routing_lists_each_experts_tokens_in_order():
    logits = torch.randn(30, 6)
    routing = route(logits, 2)
    bounds = routing.offsets_E1.tolist()
    assert bounds[0] == 0
    assert bounds[-1] == 60
    for expert in range(6):
        expected = [
            token * 2 + slot
            for token in range(30)
            for slot in range(2)
            if routing.index_TK[token, slot] == expert
        ]
        assert routing.order[bounds[expert] : bounds[expert + 1]].tolist() == expected
        assert routing.counts_E[expert] == len(expected)


def test_weights_are_the_probabilities_of_the_chosen():
    logits = torch.randn(8, 5)
    routing = route(logits, 3)
    for token in range(8):
        total = sum(math.exp(each) for each in logits[token].tolist())
        best = sorted(range(5), key=lambda expert: -logits[token, expert].item())[:3]
        assert routing.index_TK[token].tolist() == best
        expected = [math.exp(logits[token, expert].item()) / total for expert in best]
        torch.testing.assert_close(routing.weights_TK[token], torch.tensor(expected))


def test_renormalised_weights_sum_to_one():
    weights = route(torch.randn(8, 5), 3, renormalise=True).weights_TK
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(8))


def test_a_bias_moves_the_choice_and_not_the_weight():
    logits = torch.randn(8, 4)
    routing = route(logits, 1, bias_E=torch.tensor([0.0, 0.0, 0.0, 2.0]))
    assert (routing.index_TK == 3).all()
    torch.testing.assert_close(routing.weights_TK[:, 0], logits.softmax(dim=1)[:, 3])


def test_gradients_reach_the_logits():
    logits = torch.randn(8, 4, requires_grad=True)
    route(logits, 2).weights_TK.sum().backward()
    assert logits.grad is not None
    assert logits.grad.abs().sum() > 0


@pytest.mark.parametrize("k", [0, 5])
def test_an_impossible_k_is_refused(k):
    with pytest.raises(ValueError, match="between 1 and the number of experts, 4"):
        route(torch.randn(2, 4), k)


def specialists() -> Specialists:
    sizes = {"hidden_size": 24, "num_attention_heads": 2, "specialist_widths": [32, 96, 64]}
    module = Specialists(CoreConfig(**sizes, experts_implementation="eager"))
    with torch.no_grad():
        module.gate_up_proj.normal_(std=0.2)
        module.down_proj.normal_(std=0.2)
    return module


@pytest.mark.parametrize("tokens", [1, 13])
def test_experts_are_those_of_the_model(tokens):
    module, x = specialists(), torch.randn(tokens, 24)
    routing = route(torch.randn(tokens, 3), 2)
    expected = Specialists.forward.__wrapped__(  # past the choice of a backend
        module, x, routing.index_TK, routing.weights_TK
    )
    actual = grouped_swiglu(x, routing, module.gate_up_proj, module.down_proj, module.widths)
    torch.testing.assert_close(actual, expected)


def test_experts_train():
    module, x = specialists(), torch.randn(5, 24, requires_grad=True)
    logits = torch.randn(5, 3, requires_grad=True)
    y = grouped_swiglu(x, route(logits, 2), module.gate_up_proj, module.down_proj, module.widths)
    y.square().sum().backward()
    for tensor in (x, logits, module.gate_up_proj, module.down_proj):
        assert tensor.grad is not None
        assert tensor.grad.abs().sum() > 0


def test_choices_made_elsewhere_can_be_sorted():
    ours = route(torch.randn(9, 4), 2)
    sorted_ = sort_by_expert(ours.weights_TK, ours.index_TK, 4)
    assert torch.equal(sorted_.order, ours.order)


@pytest.mark.parametrize("widths", [(16, 16), (16, 16, 64), (0, 16, 32)])
def test_widths_that_do_not_fit_are_refused(widths):
    routing = route(torch.randn(2, 3), 1)
    with pytest.raises(ValueError, match="are not 3 numbers from 1 to 32"):
        grouped_swiglu(
            torch.randn(2, 8), routing, torch.randn(3, 64, 8), torch.randn(3, 8, 32), widths
        )


def test_attention_sees_all_before_and_nothing_after():
    heads, key_heads, width, slots = 4, 2, 8, 3
    q = torch.randn(6, heads, width)
    keys, values = torch.randn(9, slots, key_heads, width), torch.randn(9, slots, key_heads, width)
    table = torch.randperm(9).view(3, 3)
    starts, cached = [0, 3, 4, 6], [2, 7, 0]
    found = paged_attention(
        q, keys, values, table, torch.tensor(starts), torch.tensor(cached), scale=0.3
    )
    for sequence in range(3):
        for query in range(starts[sequence], starts[sequence + 1]):
            seen = range(cached[sequence] + query - starts[sequence] + 1)
            for head in range(heads):
                places = [(table[sequence, slot // slots], slot % slots) for slot in seen]
                k = torch.stack([keys[at][head // 2] for at in places])
                v = torch.stack([values[at][head // 2] for at in places])
                expected = (k @ q[query, head] * 0.3).softmax(dim=0) @ v
                torch.testing.assert_close(found[query, head], expected)


def test_heads_that_cannot_share_are_refused():
    one = torch.tensor([1])
    cache = torch.randn(2, 4, 2, 8)
    with pytest.raises(ValueError, match="3 query heads cannot share 2 key heads"):
        paged_attention(
            torch.randn(1, 3, 8), cache, cache, one[None], torch.tensor([0, 1]), one, scale=1.0
        )


def test_norm_is_llamas():
    norm = LlamaRMSNorm(20, eps=1e-5)
    with torch.no_grad():
        norm.weight.normal_()
    x, residual = torch.randn(3, 20), torch.randn(3, 20)
    torch.testing.assert_close(rms_norm(x, norm.weight, eps=1e-5), norm(x))
    normed, total = add_rms_norm(x, residual, norm.weight, eps=1e-5)
    torch.testing.assert_close(normed, norm(x + residual))
    assert torch.equal(total, x + residual)


def test_rotary_is_llamas():
    angle = torch.rand(30, 4) * 5
    positions = torch.randint(0, 30, (7,))
    q, k = torch.randn(7, 4, 8), torch.randn(7, 2, 8)
    both = angle[positions].repeat(1, 2)[None]
    expected = apply_rotary_pos_emb(
        q.transpose(0, 1)[None], k.transpose(0, 1)[None], both.cos(), both.sin()
    )
    found = rotary(q, k, angle.cos(), angle.sin(), positions)
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs[0].transpose(0, 1))


def test_int8_is_within_half_a_step():
    weight = torch.randn(6, 40)
    held = quantise_int8(weight)
    steps = (held.dequantise() - weight).abs() / held.scales_R[:, None]
    assert steps.max() <= 0.5 + 1e-5
    assert held.values_RC.abs().amax(dim=1).tolist() == [127] * 6


def test_e4m3_is_within_a_sixteenth():
    weight = torch.randn(6, 40)
    held = quantise_e4m3(weight)
    # three bits of mantissa, rounded, and steps of 2**-9 below 2**-6
    allowed = weight.abs() / 16 + held.scales_R[:, None] * 2**-10 + 1e-6
    assert ((held.dequantise() - weight).abs() <= allowed).all()


def test_rows_of_zeros_stay_zero():
    for held in (quantise_int8(torch.zeros(2, 5)), quantise_e4m3(torch.zeros(2, 5))):
        assert (held.dequantise() == 0).all()


@pytest.mark.parametrize(
    ("quantise", "product", "both"),
    [(quantise_int8, int8_matmul, w8a8_matmul), (quantise_e4m3, fp8_matmul, w8a8_fp8_matmul)],
)
def test_products_are_those_of_the_dequantised(quantise, product, both):
    x, weight = torch.randn(5, 32), quantise(torch.randn(12, 32))
    torch.testing.assert_close(product(x, weight), x @ weight.dequantise().T)
    torch.testing.assert_close(both(x, weight), quantise(x).dequantise() @ weight.dequantise().T)


@pytest.mark.parametrize("tokens", [0, 1, 4, 5, 30])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
def test_the_quick_form_is_the_plain_one(tokens, dtype):
    x, weight = torch.randn(tokens, 48).to(dtype), quantise_int8(torch.randn(16, 48) / 7)
    tolerance = 2e-2 if dtype == torch.bfloat16 else 2e-3 if dtype == torch.float16 else 1e-5
    torch.testing.assert_close(
        int8_matmul(x, weight), int8_matmul_reference(x, weight), rtol=tolerance, atol=tolerance
    )


@pytest.mark.parametrize(
    ("product", "quantise", "remedy"),
    [
        (int8_matmul, quantise_e4m3, "quantise_int8"),
        (w8a8_matmul, quantise_e4m3, "quantise_int8"),
        (fp8_matmul, quantise_int8, "quantise_e4m3"),
        (w8a8_fp8_matmul, quantise_int8, "quantise_e4m3"),
    ],
)
def test_weights_of_the_other_kind_are_refused(product, quantise, remedy):
    with pytest.raises(ValueError, match=remedy):
        product(torch.randn(2, 16), quantise(torch.randn(4, 16)))
