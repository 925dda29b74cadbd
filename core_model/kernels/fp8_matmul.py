"""Products with float8 e4m3 weights: activations as they are (weight-only), or in e4m3 too.

Works on quantised weights; knows nothing of layers or of how the weights were made.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, architecture_of
from core_model.kernels.build import Build
from core_model.kernels.devices import on_gpu
from core_model.kernels.product import (
    PRODUCT,
    form_of,
    product_tiles,
    product_triton,
    product_types,
)
from core_model.kernels.quantised import Quantised, quantise_e4m3_reference, quantise_triton


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
    x = quantise_e4m3_reference(x_TC)
    y_TR = x.values_RC.float() @ weight.values_RC.float().T
    return (y_TR * x.scales_R[:, None] * weight.scales_R).to(x_TC.dtype)


def fp8_matmul_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """The kernel; the weight is widened in registers, so that it is read in 8 bits."""
    return product_triton(x_TC, weight.values_RC, None, weight.scales_R, x_TC.dtype, tiles=tiles)


def w8a8_fp8_matmul_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """Two kernels: one rounds the tokens, one multiplies in 8 bits."""
    x = quantise_triton(x_TC, torch.float8_e4m3fn)
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


_WEIGHT = {"FORM": form_of(torch.float8_e4m3fn, both=False)}
_BOTH = {"FORM": form_of(torch.float8_e4m3fn, both=True)}
_WEIGHT_TYPES = product_types("bf16", "u8")
_BOTH_TYPES = product_types("fp8e4nv", "fp8e4nv")

BUILDS = (
    Build("fp8_decode", PRODUCT, _WEIGHT_TYPES, _few, _WEIGHT, 168),
    Build("fp8_prefill", PRODUCT, _WEIGHT_TYPES, _many, _WEIGHT, 255),
    Build("w8a8_fp8_decode", PRODUCT, _BOTH_TYPES, _few_both, _BOTH, 168, needs_e4m3=True),
    Build("w8a8_fp8_prefill", PRODUCT, _BOTH_TYPES, _many_both, _BOTH, 255, needs_e4m3=True),
)
