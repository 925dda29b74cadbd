"""The experts' kernels against plain torch. Padding is poisoned: whoever reads it shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from core_model.kernels.architecture import Tiles
from core_model.kernels.experts import (
    GroupedSwiglu,
    grouped_swiglu_reference,
    grouped_swiglu_triton,
)
from core_model.kernels.experts_backward import grouped_swiglu_back_triton
from core_model.kernels.routing import route_reference

SMALL = Tiles({"BLOCK_M": 16, "BLOCK_N": 16, "BLOCK_K": 16})


def experts(widths, model, dtype) -> tuple[torch.Tensor, torch.Tensor]:
    """Random stacked weights with NaN in the place of padding."""
    widest = max(widths)
    gate_up = torch.randn(len(widths), 2, widest, model) / model**0.5
    down = torch.randn(len(widths), model, widest) / widest**0.5
    for expert, width in enumerate(widths):
        gate_up[expert, :, width:] = float("nan")
        down[expert, :, width:] = float("nan")
    return gate_up.flatten(1, 2).to(dtype), down.to(dtype)


@pytest.mark.parametrize(
    ("tokens", "model", "k", "widths"),
    [
        (1, 40, 2, (16, 32, 48)),
        (19, 40, 2, (16, 32, 48, 16)),
        (9, 33, 3, (5, 17, 30)),
        (33, 16, 1, (16, 16)),
        (16, 24, 1, (32,)),
    ],
)
def test_experts(tokens, model, k, widths, dtype, close):
    x = torch.randn(tokens, model).to(dtype)
    routing = route_reference(torch.randn(tokens, len(widths)), k)
    weights = (x, routing, *experts(widths, model, dtype), widths)
    close(grouped_swiglu_triton(*weights, tiles=SMALL), grouped_swiglu_reference(*weights))


def test_empty_and_crowded_experts(dtype, close):
    logits = torch.randn(40, 5)
    logits[:, 2] += 20
    logits[:, 0] -= 20
    routing = route_reference(logits, 2)
    assert (routing.counts_E[2], routing.counts_E[0]) == (40, 0)
    widths = (64, 32, 48, 16, 32)
    weights = (torch.randn(40, 32).to(dtype), routing, *experts(widths, 32, dtype), widths)
    close(grouped_swiglu_triton(*weights, tiles=SMALL), grouped_swiglu_reference(*weights))


def test_tiles_of_a_launch(close, dtype):
    widths = (64, 128)
    routing = route_reference(torch.randn(3, 2), 1)
    weights = (torch.randn(3, 64).to(dtype), routing, *experts(widths, 64, dtype), widths)
    close(grouped_swiglu_triton(*weights), grouped_swiglu_reference(*weights))


def test_no_tokens():
    routing = route_reference(torch.randn(0, 2), 1)
    y = grouped_swiglu_triton(
        torch.empty(0, 8), routing, *experts((16, 32), 8, torch.float32), (16, 32)
    )
    assert y.shape == (0, 8)


def expected_gradients(grad, x, routing, gate_up, down, widths) -> list[torch.Tensor]:
    """By autograd through plain torch in fp32; of padding, 0."""
    leaves = [each.float().requires_grad_() for each in (x, routing.weights_TK, gate_up, down)]
    routing = replace(routing, weights_TK=leaves[1])
    y = grouped_swiglu_reference(leaves[0], routing, leaves[2], leaves[3], widths)
    return list(torch.autograd.grad(y, leaves, grad.float()))


@pytest.mark.parametrize(
    ("tokens", "model", "k", "widths"),
    [(1, 24, 2, (16, 32, 48)), (19, 40, 2, (16, 32, 48, 16)), (9, 17, 3, (5, 17, 30))],
)
def test_gradients(tokens, model, k, widths, dtype):
    x, grad = torch.randn(tokens, model).to(dtype), torch.randn(tokens, model).to(dtype)
    logits = torch.randn(tokens, len(widths))
    logits[:, 0] -= 9
    routing = route_reference(logits, k)
    stacked = experts(widths, model, dtype)
    expected = expected_gradients(grad, x, routing, *stacked, widths)
    found = grouped_swiglu_back_triton(
        grad, x, routing.weights_TK, *stacked, routing, widths, tiles=SMALL
    )
    tolerance = 2e-5 if dtype == torch.float32 else 2e-2
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours.float(), theirs, rtol=tolerance, atol=tolerance)


def test_gradients_of_what_is_trained_only():
    widths = (16, 32)
    gate_up, down = experts(widths, 16, torch.float32)
    x, weights = torch.randn(4, 16).requires_grad_(), torch.rand(4, 1).requires_grad_()
    routing = replace(route_reference(torch.randn(4, 2), 1), weights_TK=weights)
    GroupedSwiglu.apply(x, weights, gate_up, down, routing, widths).sum().backward()
    expected = expected_gradients(torch.ones(4, 16), x.detach(), routing, gate_up, down, widths)
    torch.testing.assert_close(x.grad, expected[0])
    torch.testing.assert_close(weights.grad, expected[1])
    assert gate_up.grad is None


def test_gradients_without_tokens():
    widths = (16, 32)
    routing = route_reference(torch.randn(0, 2), 1)
    nothing = torch.empty(0, 8)
    found = grouped_swiglu_back_triton(
        nothing, nothing, routing.weights_TK, *experts(widths, 8, torch.float32), routing, widths
    )
    assert [each.abs().sum() for each in found] == [0, 0, 0, 0]
