"""Rotary position embedding of queries and keys in one pass, by each token's position.

Works on tables of cosines and sines; knows nothing of how angles are scaled. Source: Su et al.
(2021), eq. 34, with the halves of a head paired as in Llama rather than neighbours.

Shapes: T tokens, H query heads, G key heads, d head width, P positions.
"""

from __future__ import annotations

import torch


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
    return _turn(q_THd, cos_Td, sin_Td), _turn(k_TGd, cos_Td, sin_Td)


def _turn(x_THd: torch.Tensor, cos_Td: torch.Tensor, sin_Td: torch.Tensor) -> torch.Tensor:
    low, high = x_THd.float().chunk(2, dim=-1)
    cos, sin = cos_Td[:, None], sin_Td[:, None]
    return torch.cat([low * cos - high * sin, high * cos + low * sin], dim=-1).to(x_THd.dtype)
