"""One layer's routed part as two plain matrices on the grid, and back into the stacked tensors.

The specialists' gates and ups lie one below the other without padding, their down-projections side
by side. Knows names and shapes; knows nothing of files.

Shapes: E specialists, D model width, W width of the widest, S sum of all widths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from core_model.recipe import Bits
from core_model.shipped.grid import Packed, pack, unpack

GATE_UP = "mlp.specialists.gate_up_proj"
DOWN = "mlp.specialists.down_proj"
ROUTER = "mlp.router.weight"
BIAS = "mlp.router.selection_bias"
ROUTED = (GATE_UP, DOWN, ROUTER, BIAS)
"""Names, within a layer, of all that pre-training teaches."""


@dataclass(frozen=True, slots=True)
class PackedLayer:
    """`gate_up` is (2S, D): gate and up of the first specialist, of the second, ...; `down` is
    (D, S). The router (E, D) and its selection bias (E,), where it has one, stay in fp32."""

    gate_up: Packed
    down: Packed
    router: torch.Tensor
    bias: torch.Tensor | None = None


def layer_name(layer: int, part: str) -> str:
    """The name that a part of a layer has in a checkpoint."""
    return f"model.layers.{layer}.{part}"


def pack_layer(
    weights: Mapping[str, torch.Tensor], layer: int, widths: Sequence[int], bits: Bits
) -> PackedLayer:
    """The layer of a checkpoint on the grid. KeyError where a weight is missing.

    Raises ValueError where a weight is not finite: such a run must not be kept.
    """
    gate_up, down, router = (
        _finite(weights, layer_name(layer, part)) for part in (GATE_UP, DOWN, ROUTER)
    )
    own = [
        part[:width]
        for stacked, width in zip(gate_up, widths, strict=True)
        for part in stacked.chunk(2)
    ]
    downs = [stacked[:, :width] for stacked, width in zip(down, widths, strict=True)]
    bias = layer_name(layer, BIAS)
    return PackedLayer(
        pack(torch.cat(own), bits),
        pack(torch.cat(downs, dim=1), bits),
        router.float(),
        _finite(weights, bias).float() if bias in weights else None,
    )


def unpack_layer(packed: PackedLayer, layer: int, widths: Sequence[int]) -> dict[str, torch.Tensor]:
    """The layer's tensors as a checkpoint names them, in fp32, padded with zeros."""
    model_width, widest = packed.router.shape[1], max(widths)
    gate_up = torch.zeros(len(widths), 2 * widest, model_width)
    down = torch.zeros(len(widths), model_width, widest)
    rows = unpack(packed.gate_up).split([width for width in widths for _ in range(2)])
    columns = unpack(packed.down).split(list(widths), dim=1)
    for expert, width in enumerate(widths):
        gate_up[expert, :width] = rows[2 * expert]
        gate_up[expert, widest : widest + width] = rows[2 * expert + 1]
        down[expert, :, :width] = columns[expert]
    found = {GATE_UP: gate_up, DOWN: down, ROUTER: packed.router}
    if packed.bias is not None:
        found[BIAS] = packed.bias
    return {layer_name(layer, part): tensor for part, tensor in found.items()}


def _finite(weights: Mapping[str, torch.Tensor], name: str) -> torch.Tensor:
    tensor = weights[name]
    if not torch.isfinite(tensor).all():
        raise ValueError(f"{name!r} holds values that are not finite; the run has diverged")
    return tensor
