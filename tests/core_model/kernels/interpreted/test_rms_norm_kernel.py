"""The normalisation kernel against plain torch."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.rms_norm import (
    AddRmsNorm,
    RmsNorm,
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


@pytest.mark.parametrize("shape", [(1, 64), (11, 37), (0, 16)], ids=str)
def test_gradients_of_a_norm(shape, dtype, close):
    tensors = [torch.randn(shape), torch.randn(shape[-1])]
    ours = [tensor.to(dtype).requires_grad_() for tensor in tensors]
    theirs = [tensor.to(dtype).float().requires_grad_() for tensor in tensors]
    reached = torch.randn(shape)
    RmsNorm.apply(*ours, 1e-5).backward(reached.to(dtype))
    rms_norm_reference(*theirs, eps=1e-5).backward(reached.to(dtype).float())
    for mine, other in zip(ours, theirs, strict=True):
        close(mine.grad, other.grad.to(dtype))


@pytest.mark.parametrize("shape", [(3, 64), (2, 5, 20)], ids=str)
def test_gradients_of_a_normed_sum(shape, dtype, close):
    tensors = [torch.randn(shape), torch.randn(shape), torch.randn(shape[-1])]
    ours = [tensor.to(dtype).requires_grad_() for tensor in tensors]
    theirs = [tensor.detach().clone().requires_grad_() for tensor in ours]
    reached = [torch.randn(shape).to(dtype), torch.randn(shape).to(dtype)]
    torch.autograd.backward(AddRmsNorm.apply(*ours, 1e-5), reached)
    torch.autograd.backward(add_rms_norm_reference(*theirs, eps=1e-5), reached)
    for mine, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(mine.grad, other.grad, rtol=2e-2, atol=2e-2)
        if dtype == torch.float32:
            close(mine.grad, other.grad)
