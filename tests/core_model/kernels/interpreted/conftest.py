"""These tests launch kernels on CPU tensors, which only Triton's interpreter can do.

The interpreter must be chosen before Triton is imported, so they run in a process of their own,
started by test_in_interpreter.py beside this folder.
"""

from __future__ import annotations

import os

import pytest
import torch

collect_ignore_glob = [] if os.environ.get("TRITON_INTERPRET") == "1" else ["*.py"]


@pytest.fixture(params=[torch.float32, torch.float16], ids=["fp32", "fp16"])
def dtype(request) -> torch.dtype:
    """Not bf16: the interpreter's products are wrong in it."""
    return request.param


@pytest.fixture
def close(dtype):
    """Equal up to the rounding of the dtype."""
    tolerance = 2e-5 if dtype == torch.float32 else 4e-3

    def check(actual: torch.Tensor, expected: torch.Tensor) -> None:
        assert actual.dtype == expected.dtype
        torch.testing.assert_close(actual, expected, rtol=tolerance, atol=tolerance)

    return check
