"""Products with float8 e4m3 weights: activations as they are (weight-only), or in e4m3 too.

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import architecture_of
from core_model.kernels.devices import on_gpu
from core_model.kernels.product import (
    both_builds,
    both_triton,
    check_product,
    weight_only_builds,
    weight_only_reference,
    weight_only_triton,
)
from core_model.kernels.quantised import Quantised, quantise_e4m3_reference


def fp8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """x times the transposed weight, (T, R) in the dtype of x; products summed in fp32.

    Raises ValueError where the weight is not e4m3 or its columns are not those of x.
    """
    _check(x_TC, weight)
    if on_gpu(x_TC, weight.values_RC):
        return fp8_matmul_triton(x_TC, weight)
    return fp8_matmul_reference(x_TC, weight)


def w8a8_fp8_matmul(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """As `fp8_matmul` with each token of x rounded to e4m3 first.

    Raises ValueError on a GPU without float8 tensor cores (before compute capability 8.9).
    """
    _check(x_TC, weight)
    if on_gpu(x_TC, weight.values_RC):
        architecture = architecture_of(x_TC.device)
        if not architecture.multiplies_e4m3:
            raise ValueError(
                f"{torch.cuda.get_device_name(x_TC.device)!r} has no float8 tensor cores;"
                " use fp8_matmul, or w8a8_matmul with int8 weights"
            )
        return w8a8_fp8_matmul_triton(x_TC, weight)
    return w8a8_fp8_matmul_reference(x_TC, weight)


def _check(x_TC: torch.Tensor, weight: Quantised) -> None:
    check_product(x_TC, weight, torch.float8_e4m3fn, "quantise_e4m3")


def w8a8_fp8_matmul_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """`w8a8_fp8_matmul` in plain torch."""
    x = quantise_e4m3_reference(x_TC)
    y_TR = x.values_RC.float() @ weight.values_RC.float().T
    return (y_TR * x.scales_R[:, None] * weight.scales_R).to(x_TC.dtype)


fp8_matmul_reference = weight_only_reference
fp8_matmul_triton = weight_only_triton
w8a8_fp8_matmul_triton = both_triton

BUILDS = (
    *weight_only_builds("fp8", torch.float8_e4m3fn, "u8"),
    *both_builds("w8a8_fp8", torch.float8_e4m3fn, "fp8e4nv", needs_e4m3=True),
)
