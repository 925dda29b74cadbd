"""SwiGLU experts of several widths over one batch of routed tokens, each at its own width.

Works on stacked weights and a routing; knows nothing of how the routing came about.

Shapes: T tokens, D model width, E experts, K chosen per token, W width of the widest expert,
C rows of one expert.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from core_model.kernels.routing import Routing


def grouped_swiglu(
    x_TD: torch.Tensor,
    routing: Routing,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    widths: Sequence[int],
) -> torch.Tensor:
    """The weighted sum (T, D) of each token's experts, in the dtype of x.

    `gate_up_EWD` (E, 2W, D) holds gates in rows 0..W and ups in rows W..2W, `down_EDW` is
    (E, D, W); expert e uses the first `widths[e]` of each, and no work is done on the rest.

    Raises ValueError where shapes and widths do not fit together.
    """
    _check(x_TD, gate_up_EWD, down_EDW, widths)
    return grouped_swiglu_reference(x_TD, routing, gate_up_EWD, down_EDW, widths)


def _check(
    x_TD: torch.Tensor, gate_up_EWD: torch.Tensor, down_EDW: torch.Tensor, widths: Sequence[int]
) -> None:
    experts, model, widest = down_EDW.shape
    if gate_up_EWD.shape != (experts, 2 * widest, model) or x_TD.shape[1:] != (model,):
        raise ValueError(
            f"x {tuple(x_TD.shape)}, gate_up {tuple(gate_up_EWD.shape)} and down"
            f" {tuple(down_EDW.shape)} do not fit; give (T, D), (E, 2W, D) and (E, D, W)"
        )
    if len(widths) != experts or not all(0 < width <= widest for width in widths):
        raise ValueError(f"widths {list(widths)!r} are not {experts} numbers from 1 to {widest}")


def grouped_swiglu_reference(
    x_TD: torch.Tensor,
    routing: Routing,
    gate_up_EWD: torch.Tensor,
    down_EDW: torch.Tensor,
    widths: Sequence[int],
) -> torch.Tensor:
    """`grouped_swiglu` in plain torch, one expert after the other."""
    k, widest = routing.index_TK.shape[1], down_EDW.shape[2]
    weights = routing.weights_TK.flatten()
    y_TD = torch.zeros_like(x_TD)
    bounds = routing.offsets_E1.tolist()
    for expert, width in enumerate(widths):
        choices = routing.order[bounds[expert] : bounds[expert + 1]].long()
        if not len(choices):
            continue
        x_CD = x_TD[choices // k]
        gate_CW = F.linear(x_CD, gate_up_EWD[expert, :width])
        up_CW = F.linear(x_CD, gate_up_EWD[expert, widest : widest + width])
        y_CD = F.linear(F.silu(gate_CW) * up_CW, down_EDW[expert, :, :width])
        weighted_CD = y_CD * weights[choices, None].to(y_CD.dtype)
        y_TD = y_TD.index_add(0, choices // k, weighted_CD)
    return y_TD
