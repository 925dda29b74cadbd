"""Tensors held in 8 bits with one scale a row, for weights and for activations.

Knows rounding; knows nothing of products. Symmetric, no zero point: what is 0 stays 0.

Shapes: R rows (output features of a weight, tokens of an activation), C columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from core_model.kernels.architecture import Architecture, Tiles, power_of_two
from core_model.kernels.build import Build
from core_model.kernels.devices import on_gpu
from core_model.kernels.language import kernel, tl

INT8_LARGEST = 127.0
E4M3_LARGEST = 448.0


@dataclass(frozen=True, slots=True)
class Quantised:
    """`values_RC` int8 or float8_e4m3fn times `scales_R` fp32 give back the tensor."""

    values_RC: torch.Tensor
    scales_R: torch.Tensor

    def dequantise(self) -> torch.Tensor:
        """The tensor in fp32."""
        return self.values_RC.float() * self.scales_R[:, None]


def quantise_int8(x_RC: torch.Tensor) -> Quantised:
    """Rows scaled so that the largest magnitude is 127, rounded half to even."""
    if on_gpu(x_RC):
        return quantise_triton(x_RC, torch.int8)
    return quantise_int8_reference(x_RC)


def quantise_e4m3(x_RC: torch.Tensor) -> Quantised:
    """Rows scaled so that the largest magnitude is 448, the largest of float8 e4m3.

    Source: Micikevicius et al. (2022), table 1.
    """
    if on_gpu(x_RC):
        return quantise_triton(x_RC, torch.float8_e4m3fn)
    return quantise_e4m3_reference(x_RC)


def quantise_int8_reference(x_RC: torch.Tensor) -> Quantised:
    """`quantise_int8` in plain torch."""
    scales_R = _scales(x_RC, INT8_LARGEST)
    return Quantised((x_RC.float() / scales_R[:, None]).round().to(torch.int8), scales_R)


def quantise_e4m3_reference(x_RC: torch.Tensor) -> Quantised:
    """`quantise_e4m3` in plain torch."""
    scales_R = _scales(x_RC, E4M3_LARGEST)
    scaled_RC = (x_RC.float() / scales_R[:, None]).clamp(-E4M3_LARGEST, E4M3_LARGEST)
    return Quantised(scaled_RC.to(torch.float8_e4m3fn), scales_R)


def _scales(x_RC: torch.Tensor, largest: float) -> torch.Tensor:
    """One scale a row; 1 for a row of zeros, so that nothing is divided by 0."""
    peak_R = x_RC.float().abs().amax(dim=1)
    return torch.where(peak_R > 0, peak_R / largest, 1.0)


def quantise_triton(x_RC: torch.Tensor, dtype: torch.dtype) -> Quantised:
    """The kernel over every row, for int8 or float8_e4m3fn."""
    x_RC = x_RC.contiguous()
    rows, columns = x_RC.shape
    result = Quantised(
        values_RC=x_RC.new_empty((rows, columns), dtype=dtype),
        scales_R=x_RC.new_empty((rows,), dtype=torch.float32),
    )
    if rows:
        _quantise_rows[(rows,)](
            x_RC,
            result.values_RC.view(torch.uint8 if dtype == torch.float8_e4m3fn else dtype),
            result.scales_R,
            columns,
            LARGEST=INT8_LARGEST if dtype == torch.int8 else E4M3_LARGEST,
            WHOLE=dtype == torch.int8,
            **_tiles(columns).launch(),
        )
    return result


def _tiles(columns: int) -> Tiles:
    """A row a block, held in registers between its maximum and its rounding."""
    block = power_of_two(columns, least=32)
    return Tiles({"BLOCK": block}, warps=min(max(block // 256, 1), 16))


@kernel
def _e4m3_bits(value):
    """Rounds half to even in integers, as every architecture can, float8 instructions or not.

    From 2**-6 on, three bits of mantissa stay and the exponent's bias falls from 127 to 7; below,
    the bits count steps of 2**-9.
    """
    magnitude = tl.abs(value)
    bits = magnitude.to(tl.int32, bitcast=True)
    normal = ((bits + 0x7FFFF + ((bits >> 20) & 1)) >> 20) - ((127 - 7) << 3)
    steps = ((magnitude * 512 + 12582912.0) - 12582912.0).to(tl.int32)
    unsigned = tl.where(magnitude < 0.015625, steps, normal)
    return tl.where(value < 0, unsigned | 0x80, unsigned).to(tl.uint8)


@kernel
def _quantise_rows(
    x, values, scales, columns,
    LARGEST: tl.constexpr, WHOLE: tl.constexpr, BLOCK: tl.constexpr,
):  # fmt: skip
    """One row a program. Divisions are rounded as IEEE says, so that the CPU gives the same."""
    row = tl.program_id(0).to(tl.int64)
    column = tl.arange(0, BLOCK)
    inside = column < columns
    value = tl.load(x + row * columns + column, mask=inside, other=0.0).to(tl.float32)
    peak = tl.max(tl.abs(value), axis=0)
    scale = tl.where(peak > 0, tl.div_rn(peak, peak * 0 + LARGEST), 1.0)
    scaled = tl.div_rn(value, tl.zeros((BLOCK,), dtype=tl.float32) + scale)
    if WHOLE:
        # 1.5 * 2**23 leaves no bits below the point: adding it rounds half to even
        scaled = (scaled + 12582912.0) - 12582912.0
    else:
        scaled = _e4m3_bits(tl.minimum(tl.maximum(scaled, -LARGEST), LARGEST))
    tl.store(values + row * columns + column, scaled.to(values.dtype.element_ty), mask=inside)
    tl.store(scales + row, scale)


def _typical(architecture: Architecture) -> Tiles:
    return _tiles(576)


def _types(values: str) -> dict[str, str]:
    return {"x": "*bf16:16", "values": values, "scales": "*fp32:16", "columns": "i32:16"}


BUILDS = (
    Build(
        name="quantise_int8",
        kernel=_quantise_rows,
        types=_types("*i8:16"),
        tiles=_typical,
        constants={"LARGEST": INT8_LARGEST, "WHOLE": True},
        most_registers=64,
    ),
    Build(
        name="quantise_e4m3",
        kernel=_quantise_rows,
        types=_types("*u8:16"),
        tiles=_typical,
        constants={"LARGEST": E4M3_LARGEST, "WHOLE": False},
        most_registers=64,
    ),
)
