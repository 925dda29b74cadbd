"""Products with int8 weights: activations as they are (weight-only), or in int8 too (W8A8).

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.quantised import Quantised, quantise_int8


def int8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """x times the transposed weight, (T, R) in the dtype of x; products summed in fp32.

    Raises ValueError where the weight is not int8 or its columns are not those of x.
    """
    _check(x_TC, weight)
    return int8_matmul_reference(x_TC, weight)


def w8a8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """As `int8_matmul` with each token of x rounded to int8 first; products summed in int32."""
    _check(x_TC, weight)
    return w8a8_matmul_reference(x_TC, weight)


def _check(x_TC: torch.Tensor, weight: Quantised) -> None:
    if weight.values_RC.dtype != torch.int8:
        raise ValueError(f"weight holds {weight.values_RC.dtype}; quantise it with quantise_int8")
    if x_TC.ndim != 2 or x_TC.shape[1] != weight.values_RC.shape[1]:
        raise ValueError(
            f"x {tuple(x_TC.shape)} and weight {tuple(weight.values_RC.shape)} do not fit;"
            " give (T, C) and (R, C)"
        )


def int8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`int8_matmul` in plain torch."""
    y_TR = x_TC.float() @ weight.values_RC.float().T
    return (y_TR * weight.scales_R).to(x_TC.dtype)


def w8a8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`w8a8_matmul` in plain torch."""
    x = quantise_int8(x_TC)
    y_TR = torch._int_mm(x.values_RC, weight.values_RC.T).float()  # pyright: ignore[reportPrivateImportUsage]
    return (y_TR * x.scales_R[:, None] * weight.scales_R).to(x_TC.dtype)
