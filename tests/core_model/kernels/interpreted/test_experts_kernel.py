"""The experts' kernels against plain torch. Padding is poisoned: whoever reads it shows."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.architecture import Tiles
from core_model.kernels.experts import grouped_swiglu_reference, grouped_swiglu_triton
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
