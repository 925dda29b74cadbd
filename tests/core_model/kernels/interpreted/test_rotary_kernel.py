"""The rotary kernel against plain torch."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.rotary import rotary_reference, rotary_triton


@pytest.mark.parametrize(
    ("tokens", "heads", "key_heads", "width"), [(1, 9, 3, 64), (5, 3, 1, 12), (4, 4, 4, 6)]
)
def test_turns_queries_and_keys(tokens, heads, key_heads, width, dtype, close):
    angle = torch.rand(50, width // 2) * 6
    q = torch.randn(tokens, heads, width, dtype=dtype)
    k = torch.randn(tokens, key_heads, width, dtype=dtype)
    arguments = (q, k, angle.cos(), angle.sin(), torch.randint(0, 50, (tokens,)))
    for actual, expected in zip(
        rotary_triton(*arguments), rotary_reference(*arguments), strict=True
    ):
        close(actual, expected)


def test_views_into_a_fused_projection(dtype, close):
    fused = torch.randn(6, 5, 16, dtype=dtype)
    angle = torch.rand(6, 8)
    arguments = (fused[:, :3], fused[:, 3:4], angle.cos(), angle.sin(), torch.randperm(6).int())
    for actual, expected in zip(
        rotary_triton(*arguments), rotary_reference(*arguments), strict=True
    ):
        close(actual, expected)
        assert actual.is_contiguous()


def test_no_tokens():
    q, k = rotary_triton(
        torch.empty(0, 3, 8), torch.empty(0, 1, 8), torch.ones(2, 4), torch.ones(2, 4),
        torch.empty(0, dtype=torch.long),
    )  # fmt: skip
    assert (q.shape, k.shape) == ((0, 3, 8), (0, 1, 8))
