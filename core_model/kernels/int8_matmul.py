"""Products with int8 weights: activations as they are (weight-only), or in int8 too (W8A8).

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles
from core_model.kernels.build import Build
from core_model.kernels.devices import on_gpu
from core_model.kernels.product import (
    PRODUCT,
    form_of,
    product_tiles,
    product_triton,
    product_types,
)
from core_model.kernels.quantised import Quantised, quantise_int8_reference, quantise_triton


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


def int8_matmul_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """The kernel; the weight is widened in registers, so that it is read in 8 bits."""
    return product_triton(x_TC, weight.values_RC, None, weight.scales_R, x_TC.dtype, tiles=tiles)


def w8a8_matmul_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """Two kernels: one rounds the tokens, one multiplies in 8 bits."""
    x = quantise_triton(x_TC, torch.int8)
    return product_triton(
        x.values_RC, weight.values_RC, x.scales_R, weight.scales_R, x_TC.dtype, tiles=tiles
    )


def _few(architecture: Architecture) -> Tiles:
    return product_tiles(architecture, tokens=1, element_size=2)


def _many(architecture: Architecture) -> Tiles:
    return product_tiles(architecture, tokens=512, element_size=2)


def _few_both(architecture: Architecture) -> Tiles:
    return product_tiles(architecture, tokens=1, element_size=1)


def _many_both(architecture: Architecture) -> Tiles:
    return product_tiles(architecture, tokens=512, element_size=1)


_WEIGHT = {"FORM": form_of(torch.int8, both=False)}
_BOTH = {"FORM": form_of(torch.int8, both=True)}
_WEIGHT_TYPES = product_types("bf16", "i8")
_BOTH_TYPES = product_types("i8", "i8")

BUILDS = (
    Build("int8_decode", PRODUCT, _WEIGHT_TYPES, _few, _WEIGHT, 168),
    Build("int8_prefill", PRODUCT, _WEIGHT_TYPES, _many, _WEIGHT, 255),
    Build("w8a8_decode", PRODUCT, _BOTH_TYPES, _few_both, _BOTH, 168),
    Build("w8a8_prefill", PRODUCT, _BOTH_TYPES, _many_both, _BOTH, 255),
)
