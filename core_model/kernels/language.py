"""Triton's names where it is installed; where it is not, kernels can be read but not launched.

GPU builds of torch bring Triton; CPU builds do not. Knows nothing of any operation.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

HAS_TRITON = importlib.util.find_spec("triton") is not None


class Unlaunchable:
    """A kernel on a machine without Triton: its source can be read, its launch is an error."""

    def __init__(self, fn: Callable):
        self.fn = fn
        self.__doc__ = fn.__doc__

    def __getitem__(self, grid: Any) -> Callable:
        raise RuntimeError(
            f"kernel {self.fn.__name__!r} needs Triton, which is not installed here;"
            " install it (pip install triton) or keep the tensors on the CPU"
        )


if TYPE_CHECKING:

    class tl(Any):
        """To the type checker a kernel is untyped: arguments get types when it is built."""

        constexpr: TypeAlias = Any

    kernel: Any
elif HAS_TRITON:
    import triton
    import triton.language as tl

    kernel = triton.jit
else:
    tl = None

    def kernel(fn: Callable | None = None, **options: Any) -> Any:
        """Takes what `triton.jit` takes, with or without options."""
        return Unlaunchable if fn is None else Unlaunchable(fn)
