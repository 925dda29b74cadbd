"""Products with int8 weights: activations as they are (weight-only), or in int8 too (W8A8).

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.devices import on_gpu
from core_model.kernels.product import (
    both_builds,
    both_triton,
    check_product,
    weight_only_builds,
    weight_only_reference,
    weight_only_triton,
)
from core_model.kernels.quantised import Quantised, quantise_int8_reference


def int8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """x times the transposed weight, (T, R) in the dtype of x; products summed in fp32.

    Raises ValueError where the weight is not int8 or its columns are not those of x.
    """
    _check(x_TC, weight)
    if on_gpu(x_TC, weight.values_RC):
        return int8_matmul_triton(x_TC, weight)
    return int8_matmul_cpu(x_TC, weight)


def w8a8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """As `int8_matmul` with each token of x rounded to int8 first; products summed in int32."""
    _check(x_TC, weight)
    if on_gpu(x_TC, weight.values_RC):
        return w8a8_matmul_triton(x_TC, weight)
    return w8a8_matmul_reference(x_TC, weight)


def _check(x_TC: torch.Tensor, weight: Quantised) -> None:
    check_product(x_TC, weight, torch.int8, "quantise_int8")


def int8_matmul_cpu(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`int8_matmul` as torch is quickest at it on a CPU.

    Up to four tokens the weight is read in 8 bits, at scales in the dtype of x; for more it is
    widened, which is exact in bf16. In fp16 sums before scaling could overflow: there in fp32.
    """
    if x_TC.dtype == torch.float16:
        return int8_matmul_reference(x_TC, weight)
    if 1 <= len(x_TC) <= 4:
        scales_R = weight.scales_R.to(x_TC.dtype)
        return torch._weight_int8pack_mm(  # pyright: ignore[reportPrivateImportUsage]
            x_TC.contiguous(), weight.values_RC, scales_R
        )
    y_TR = x_TC @ weight.values_RC.to(x_TC.dtype).T
    return (y_TR.float() * weight.scales_R).to(x_TC.dtype)


def w8a8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`w8a8_matmul` in plain torch."""
    x = quantise_int8_reference(x_TC)
    y_TR = torch._int_mm(x.values_RC, weight.values_RC.T).float()  # pyright: ignore[reportPrivateImportUsage]
    return (y_TR * x.scales_R[:, None] * weight.scales_R).to(x_TC.dtype)


int8_matmul_reference = weight_only_reference
int8_matmul_triton = weight_only_triton
w8a8_matmul_triton = both_triton

BUILDS = (
    *weight_only_builds("int8", torch.int8, "i8"),
    *both_builds("w8a8", torch.int8, "i8"),
)
