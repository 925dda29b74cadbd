"""Rotary position embedding of queries and keys in one pass, by each token's position.

Works on tables of cosines and sines; knows nothing of how angles are scaled. Source: Su et al.
(2021), eq. 34, with the halves of a head paired as in Llama rather than neighbours.

Shapes: T tokens, H query heads, G key heads, d head width, P positions.
"""

from __future__ import annotations

import torch

from core_model.kernels.architecture import Architecture, Tiles, power_of_two
from core_model.kernels.build import Build
from core_model.kernels.devices import needs_gradient, on_gpu
from core_model.kernels.language import kernel, tl


def rotary(
    q_THd: torch.Tensor,
    k_TGd: torch.Tensor,
    cos_Pd: torch.Tensor,
    sin_Pd: torch.Tensor,
    positions_T: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Queries and keys turned by the angles of their positions, in new tensors of their dtypes.

    `cos_Pd` and `sin_Pd` are (P, d / 2), one column a pair. Computed in fp32. Raises ValueError
    where widths do not fit.
    """
    _check(q_THd, k_TGd, cos_Pd, sin_Pd)
    if on_gpu(q_THd, k_TGd, cos_Pd, sin_Pd, positions_T) and not needs_gradient(q_THd, k_TGd):
        return rotary_triton(q_THd, k_TGd, cos_Pd, sin_Pd, positions_T)
    return rotary_reference(q_THd, k_TGd, cos_Pd, sin_Pd, positions_T)


def _check(
    q_THd: torch.Tensor, k_TGd: torch.Tensor, cos_Pd: torch.Tensor, sin_Pd: torch.Tensor
) -> None:
    width = q_THd.shape[2]
    fits = k_TGd.shape[0] == q_THd.shape[0] and k_TGd.shape[2] == width
    if not fits or width % 2 or {cos_Pd.shape[1], sin_Pd.shape[1]} != {width // 2}:
        raise ValueError(
            f"q {tuple(q_THd.shape)}, k {tuple(k_TGd.shape)}, cos {tuple(cos_Pd.shape)} and sin"
            f" {tuple(sin_Pd.shape)} do not fit; give (T, H, d), (T, G, d) and two (P, d / 2)"
        )


def rotary_reference(
    q_THd: torch.Tensor,
    k_TGd: torch.Tensor,
    cos_Pd: torch.Tensor,
    sin_Pd: torch.Tensor,
    positions_T: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """`rotary` in plain torch."""
    cos_Td, sin_Td = cos_Pd[positions_T].float(), sin_Pd[positions_T].float()
    return _turned(q_THd, cos_Td, sin_Td), _turned(k_TGd, cos_Td, sin_Td)


def _turned(x_THd: torch.Tensor, cos_Td: torch.Tensor, sin_Td: torch.Tensor) -> torch.Tensor:
    low, high = x_THd.float().chunk(2, dim=-1)
    cos, sin = cos_Td[:, None], sin_Td[:, None]
    return torch.cat([low * cos - high * sin, high * cos + low * sin], dim=-1).to(x_THd.dtype)


def rotary_triton(
    q_THd: torch.Tensor,
    k_TGd: torch.Tensor,
    cos_Pd: torch.Tensor,
    sin_Pd: torch.Tensor,
    positions_T: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """The kernel over every token; q and k may be views into one fused projection."""
    tokens, heads, width = q_THd.shape
    turned = torch.empty_like(q_THd, memory_format=torch.contiguous_format)
    turned_k = torch.empty_like(k_TGd, memory_format=torch.contiguous_format)
    q_THd, k_TGd = _unit_stride(q_THd), _unit_stride(k_TGd)
    if tokens:
        _rotary[(tokens,)](
            q_THd,
            k_TGd,
            turned,
            turned_k,
            cos_Pd.contiguous(),
            sin_Pd.contiguous(),
            positions_T,
            q_THd.stride(0),
            q_THd.stride(1),
            k_TGd.stride(0),
            k_TGd.stride(1),
            heads,
            k_TGd.shape[1],
            HALF=width // 2,
            **_tiles(heads, k_TGd.shape[1], width).launch(),
        )
    return turned, turned_k


def _unit_stride(x_THd: torch.Tensor) -> torch.Tensor:
    return x_THd if x_THd.stride(2) == 1 else x_THd.contiguous()


def _tiles(heads: int, key_heads: int, width: int) -> Tiles:
    """All heads of a token a block, so that its angles are read once."""
    sizes = {
        "BLOCK_H": power_of_two(heads),
        "BLOCK_G": power_of_two(key_heads),
        "BLOCK_HALF": power_of_two(width // 2),
    }
    values = sizes["BLOCK_H"] * sizes["BLOCK_HALF"]
    return Tiles(sizes, warps=min(max(values // 256, 1), 8))


@kernel
def _turn(
    source, target, cos, sin, token, stride_t, stride_h, heads,
    HALF: tl.constexpr, BLOCK_H: tl.constexpr, BLOCK_HALF: tl.constexpr,
):  # fmt: skip
    head = tl.arange(0, BLOCK_H)[:, None]
    pair = tl.arange(0, BLOCK_HALF)[None, :]
    inside = (head < heads) & (pair < HALF)
    read = source + token * stride_t + head * stride_h + pair
    low = tl.load(read, mask=inside, other=0.0).to(tl.float32)
    high = tl.load(read + HALF, mask=inside, other=0.0).to(tl.float32)
    write = target + (token * heads + head) * (2 * HALF) + pair
    kind = target.dtype.element_ty
    tl.store(write, (low * cos - high * sin).to(kind), mask=inside)
    tl.store(write + HALF, (high * cos + low * sin).to(kind), mask=inside)


@kernel
def _rotary(
    q, k, turned_q, turned_k, cos, sin, positions,
    q_stride_t, q_stride_h, k_stride_t, k_stride_h, heads, key_heads,
    HALF: tl.constexpr, BLOCK_H: tl.constexpr, BLOCK_G: tl.constexpr, BLOCK_HALF: tl.constexpr,
):  # fmt: skip
    """One token a program."""
    token = tl.program_id(0).to(tl.int64)
    pair = tl.arange(0, BLOCK_HALF)
    angle = tl.load(positions + token).to(tl.int64) * HALF + pair
    cosine = tl.load(cos + angle, mask=pair < HALF, other=0.0).to(tl.float32)[None, :]
    sine = tl.load(sin + angle, mask=pair < HALF, other=0.0).to(tl.float32)[None, :]
    _turn(q, turned_q, cosine, sine, token, q_stride_t, q_stride_h, heads,
          HALF, BLOCK_H, BLOCK_HALF)  # fmt: skip
    _turn(k, turned_k, cosine, sine, token, k_stride_t, k_stride_h, key_heads,
          HALF, BLOCK_G, BLOCK_HALF)  # fmt: skip


def _typical(architecture: Architecture) -> Tiles:
    return _tiles(heads=9, key_heads=3, width=64)


BUILDS = (
    Build(
        name="rotary",
        kernel=_rotary,
        types={
            **dict.fromkeys(("q", "k", "turned_q", "turned_k"), "*bf16:16"),
            **dict.fromkeys(("cos", "sin"), "*fp32:16"),
            "positions": "*i64:16",
            **dict.fromkeys(("q_stride_t", "q_stride_h", "k_stride_t", "k_stride_h"), "i32:16"),
            **dict.fromkeys(("heads", "key_heads"), "i32"),
        },
        tiles=_typical,
        constants={"HALF": 32},
        most_registers=64,
    ),
)
