"""The tile loop of all products with 8-bit weights; what differs is how an operand is widened.

Int8 and e4m3 products share it. Knows nothing of how the operands were quantised.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, architecture_of, tiles_over
from core_model.kernels.build import Build
from core_model.kernels.language import kernel, tl
from core_model.kernels.quantised import Quantised, quantise_triton

E4M3_AS_HALF = 256.0  # what e4m3 bits lose when they are read as fp16: 2 ** (15 - 7)


def check_product(x_TC: torch.Tensor, weight: Quantised, dtype: torch.dtype, by: str) -> None:
    """Raises ValueError where the weight is not of `dtype`, made by `by`, or does not fit x."""
    if weight.values_RC.dtype != dtype:
        raise ValueError(f"weight holds {weight.values_RC.dtype}; quantise it with {by}")
    if x_TC.ndim != 2 or x_TC.shape[1] != weight.values_RC.shape[1]:
        raise ValueError(
            f"x {tuple(x_TC.shape)} and weight {tuple(weight.values_RC.shape)} do not fit;"
            " give (T, C) and (R, C)"
        )


def weight_only_reference(x_TC: torch.Tensor, weight: Quantised) -> torch.Tensor:
    """x times the widened, transposed weight in plain torch."""
    y_TR = x_TC.float() @ weight.values_RC.float().T
    return (y_TR * weight.scales_R).to(x_TC.dtype)


def weight_only_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """The kernel; the weight is widened in registers, so that it is read in 8 bits."""
    return product_triton(x_TC, weight.values_RC, None, weight.scales_R, x_TC.dtype, tiles=tiles)


def both_triton(
    x_TC: torch.Tensor, weight: Quantised, *, tiles: Tiles | None = None
) -> torch.Tensor:
    """Two kernels: one rounds the tokens as the weight is, one multiplies in 8 bits."""
    x = quantise_triton(x_TC, weight.values_RC.dtype)
    return product_triton(
        x.values_RC, weight.values_RC, x.scales_R, weight.scales_R, x_TC.dtype, tiles=tiles
    )


def product_triton(
    x_TC: torch.Tensor,
    weight_RC: torch.Tensor,
    x_scales_T: torch.Tensor | None,
    weight_scales_R: torch.Tensor,
    dtype: torch.dtype,
    *,
    tiles: Tiles | None = None,
) -> torch.Tensor:
    """x times the transposed weight times both scales, (T, R) in `dtype`.

    Without scales of x the weight is widened to the dtype of x; an e4m3 weight by its bits, which
    every architecture can do. With them, both are multiplied in the 8 bits that they hold.
    """
    (tokens, columns), rows = x_TC.shape, len(weight_RC)
    y_TR = x_TC.new_empty((tokens, rows), dtype=dtype)
    if not tokens:
        return y_TR
    as_bits = x_scales_T is None and weight_RC.dtype == torch.float8_e4m3fn
    size = x_TC.element_size()
    tiles = tiles or product_tiles(architecture_of(x_TC.device), tokens, size)
    grid = (tiles_over(tokens, tiles.sizes["BLOCK_T"]) * tiles_over(rows, tiles.sizes["BLOCK_R"]),)
    _product[grid](
        x_TC.contiguous(),
        weight_RC.contiguous().view(torch.uint8) if as_bits else weight_RC.contiguous(),
        weight_scales_R if x_scales_T is None else x_scales_T,
        weight_scales_R,
        y_TR,
        tokens,
        columns,
        rows,
        FORM=form_of(weight_RC.dtype, x_scales_T is not None),
        **tiles.launch(),
    )
    return y_TR


def form_of(weight: torch.dtype, both: bool) -> str:
    """Which operands are 8 bits wide, as the kernel names it."""
    kind = "int8" if weight == torch.int8 else "e4m3"
    return f"{kind} both" if both else f"{kind} weight"


def product_tiles(architecture: Architecture, tokens: int, element_size: int) -> Tiles:
    """Few tokens: narrow tiles, so that many processors read the weight, and long runs of it.

    Many tokens: 128 by 128 with eight warps on roomy chips, 64 by 64 elsewhere. A stage is 128
    bytes of x deep, so that each row is one line of the cache.
    """
    depth = 128 // element_size
    if tokens <= 16:
        sizes = {"BLOCK_T": 16, "BLOCK_R": 32, "BLOCK_C": max(128, depth)}
        return Tiles(sizes, warps=4, stages=4)
    edge = 128 if architecture.roomy and tokens > 64 else 64
    sizes = {"BLOCK_T": edge, "BLOCK_R": edge, "BLOCK_C": depth}
    return Tiles(sizes, warps=8 if edge == 128 else 4, stages=3)


@kernel
def _widened(bits, kind: tl.constexpr):
    """E4M3 bits as 1/256 of their value: sign, exponent and mantissa lie as fp16 has them."""
    wide = bits.to(tl.uint16)
    half = ((wide & 0x80) << 8) | ((wide & 0x7F) << 7)
    return half.to(tl.float16, bitcast=True).to(kind)


# sizes that change from step to step must not compile anew for 1, or for multiples of 16
@kernel(do_not_specialize=["tokens"])
def _product(
    x, weight, x_scales, weight_scales, y, tokens, columns, rows,
    FORM: tl.constexpr, BLOCK_T: tl.constexpr, BLOCK_R: tl.constexpr, BLOCK_C: tl.constexpr,
):  # fmt: skip
    """One tile of y a program; neighbours share rows of the weight, which then lie in the cache."""
    down = tl.cdiv(tokens, BLOCK_T)
    token = (tl.program_id(0) % down * BLOCK_T + tl.arange(0, BLOCK_T)).to(tl.int64)
    row = (tl.program_id(0) // down * BLOCK_R + tl.arange(0, BLOCK_R)).to(tl.int64)
    token_inside = token < tokens
    row_inside = row < rows
    sums: tl.constexpr = tl.int32 if FORM == "int8 both" else tl.float32
    total = tl.zeros((BLOCK_T, BLOCK_R), dtype=sums)
    for start in range(0, columns, BLOCK_C):
        column = start + tl.arange(0, BLOCK_C)
        inside = column < columns
        a = tl.load(
            x + token[:, None] * columns + column[None, :],
            mask=token_inside[:, None] & inside[None, :],
            other=0.0,
        )
        b = tl.load(
            weight + row[None, :] * columns + column[:, None],
            mask=row_inside[None, :] & inside[:, None],
            other=0.0,
        )
        if FORM == "int8 weight":
            b = b.to(a.dtype)
        elif FORM == "e4m3 weight":
            b = _widened(b, a.dtype)
        total = tl.dot(a, b, total, input_precision="tf32x3", out_dtype=sums)
    value = total.to(tl.float32)
    scale = tl.load(weight_scales + row, mask=row_inside, other=0.0)
    if FORM == "e4m3 weight":
        scale *= 256.0
    if FORM == "int8 both" or FORM == "e4m3 both":
        value *= tl.load(x_scales + token, mask=token_inside, other=0.0)[:, None]
    tl.store(
        y + token[:, None] * rows + row[None, :],
        (value * scale[None, :]).to(y.dtype.element_ty),
        mask=token_inside[:, None] & row_inside[None, :],
    )


PRODUCT = _product


def weight_only_builds(name: str, dtype: torch.dtype, weight: str) -> tuple[Build, Build]:
    """Builds for few and for many tokens in bf16 over a weight of a Triton type."""
    return _builds(name, product_types("bf16", weight), form_of(dtype, both=False), 2, False)


def both_builds(
    name: str, dtype: torch.dtype, kind: str, *, needs_e4m3: bool = False
) -> tuple[Build, Build]:
    """Builds for few and for many tokens, both operands of a Triton type of 8 bits."""
    return _builds(name, product_types(kind, kind), form_of(dtype, both=True), 1, needs_e4m3)


def _builds(
    name: str, types: dict[str, str], form: str, size: int, needs_e4m3: bool
) -> tuple[Build, Build]:
    def build(phase: str, tokens: int, most: int) -> Build:
        return Build(
            f"{name}_{phase}",
            PRODUCT,
            types,
            lambda architecture: product_tiles(architecture, tokens=tokens, element_size=size),
            {"FORM": form},
            most,
            needs_e4m3=needs_e4m3,
        )

    return build("decode", 1, 168), build("prefill", 512, 255)


def product_types(x: str, weight: str) -> dict[str, str]:
    """Types of a build of the kernel, by those of its operands."""
    return {
        "x": f"*{x}:16",
        "weight": f"*{weight}:16",
        **dict.fromkeys(("x_scales", "weight_scales"), "*fp32:16"),
        "y": "*bf16:16",
        "tokens": "i32",
        **dict.fromkeys(("columns", "rows"), "i32:16"),
    }
