"""The tile loop of all products with 8-bit weights; what differs is how an operand is widened.

Int8 and e4m3 products share it. Knows nothing of how the operands were quantised.

Shapes: T tokens, C input features, R output features.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, architecture_of, tiles_over
from core_model.kernels.language import kernel, tl

E4M3_AS_HALF = 256.0  # what e4m3 bits lose when they are read as fp16: 2 ** (15 - 7)


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


PRODUCT = _product
