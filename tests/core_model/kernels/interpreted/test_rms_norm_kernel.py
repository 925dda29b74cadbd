"""The normalisation kernel against plain torch."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.rms_norm import (
    add_rms_norm_reference,
    rms_norm_reference,
    rms_norm_triton,
)

SHAPES = [(1, 576), (5, 37), (2, 3, 64), (0, 48)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_norm(shape, dtype, close):
    x, weight = torch.randn(shape, dtype=dtype), torch.randn(shape[-1], dtype=dtype)
    actual, passed_on = rms_norm_triton(x, None, weight, eps=1e-5)
    close(actual, rms_norm_reference(x, weight, eps=1e-5))
    assert passed_on.data_ptr() == x.data_ptr()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_norm_of_a_sum(shape, dtype, close):
    x, residual = torch.randn(shape, dtype=dtype), 3 * torch.randn(shape, dtype=dtype)
    weight = torch.randn(shape[-1], dtype=dtype)
    actual, total = rms_norm_triton(x, residual, weight, eps=1e-5)
    expected, expected_total = add_rms_norm_reference(x, residual, weight, eps=1e-5)
    assert torch.equal(total, expected_total)
    close(actual, expected)


def test_rows_that_do_not_lie_together(dtype, close):
    x = torch.randn(16, 6, dtype=dtype).T
    weight = torch.randn(16, dtype=dtype)
    close(rms_norm_triton(x, None, weight, eps=1e-5)[0], rms_norm_reference(x, weight, eps=1e-5))


def test_weights_wider_than_the_rows():
    x, weight = torch.randn(3, 40, dtype=torch.float16), torch.randn(40)
    actual = rms_norm_triton(x, None, weight, eps=1e-5)[0]
    expected = rms_norm_reference(x, weight, eps=1e-5)
    assert actual.dtype == torch.float16
    torch.testing.assert_close(actual, expected, rtol=4e-3, atol=4e-3)
