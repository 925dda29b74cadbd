"""Products with float8 e4m3 weights: activations as they are (weight-only), or in e4m3 too.

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.quantised import Quantised, quantise_e4m3


def fp8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """x times the transposed weight, (T, R) in the dtype of x; products summed in fp32.

    Raises ValueError where the weight is not e4m3 or its columns are not those of x.
    """
    _check(x_TC, weight)
    return fp8_matmul_reference(x_TC, weight)


def w8a8_fp8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """As `fp8_matmul` with each token of x rounded to e4m3 first.

    Raises ValueError on a GPU without float8 tensor cores (before compute capability 8.9).
    """
    _check(x_TC, weight)
    return w8a8_fp8_matmul_reference(x_TC, weight)


def _check(x_TC: torch.Tensor, weight: Quantised) -> None:
    if weight.values_RC.dtype != torch.float8_e4m3fn:
        raise ValueError(f"weight holds {weight.values_RC.dtype}; quantise it with quantise_e4m3")
    if x_TC.ndim != 2 or x_TC.shape[1] != weight.values_RC.shape[1]:
        raise ValueError(
            f"x {tuple(x_TC.shape)} and weight {tuple(weight.values_RC.shape)} do not fit;"
            " give (T, C) and (R, C)"
        )


def fp8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`fp8_matmul` in plain torch."""
    y_TR = x_TC.float() @ weight.values_RC.float().T
    return (y_TR * weight.scales_R).to(x_TC.dtype)


def w8a8_fp8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`w8a8_fp8_matmul` in plain torch."""
    x = quantise_e4m3(x_TC)
    y_TR = x.values_RC.float() @ weight.values_RC.float().T
    return (y_TR * x.scales_R[:, None] * weight.scales_R).to(x_TC.dtype)
