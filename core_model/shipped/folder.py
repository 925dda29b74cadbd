"""Writes and reads the shipped specialists and routers: safetensors of a few layers each.

Knows files, names and hashes; how weights are rounded is `grid`, how a layer is laid out `panels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from core_model.recipe import Bits, Recipe
from core_model.shipped.grid import Packed
from core_model.shipped.panels import PackedLayer, pack_layer, unpack_layer
from core_model.shipped.record import (
    RECORD,
    BaseSketch,
    Shipment,
    check_files,
    describe,
)

LARGEST_FILE = 20_000_000
"""Bytes of one file of the repository."""
ROUTERS = "routers.safetensors"


@dataclass(frozen=True, slots=True)
class Trained:
    """What is to be shipped: a checkpoint's routed weights by name, and the core they belong to."""

    weights: Mapping[str, torch.Tensor]
    recipe: Recipe
    base: BaseSketch
    renormalise: bool = False
    selection_bias: bool = False


def write_shipment(
    trained: Trained, bits: Bits, folder: Path, largest: int = LARGEST_FILE
) -> Shipment:
    """Packs the weights into `folder`, replacing what was shipped there; the record comes last.

    No file has more than `largest` bytes, unless one layer has. Raises KeyError for missing
    weights, ValueError for values that are not finite.
    """
    widths = trained.recipe.widths
    layers = [pack_layer(trained.weights, at, widths, bits) for at in range(trained.base.layers)]
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    files = _write_specialists(layers, folder, largest)
    save_file(_routers(layers), folder / ROUTERS)
    shipment = Shipment(
        recipe=trained.recipe,
        renormalise=trained.renormalise,
        selection_bias=trained.selection_bias,
        bits=bits,
        base=trained.base,
        files={path.name: describe(path) for path in [*files, folder / ROUTERS]},
    )
    (folder / RECORD).write_text(shipment.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return shipment


def read_weights(folder: Path, shipment: Shipment) -> dict[str, torch.Tensor]:
    """The routed weights in fp32 under the names of a checkpoint.

    Raises DamagedShipment where a file is not the recorded one.
    """
    check_files(folder, shipment)
    tensors: dict[str, torch.Tensor] = {}
    for name in shipment.files:
        tensors |= load_file(folder / name)
    found: dict[str, torch.Tensor] = {}
    for at in range(shipment.base.layers):
        layer = PackedLayer(
            _matrix(tensors, f"{at}.gate_up"),
            _matrix(tensors, f"{at}.down"),
            tensors[f"{at}.router"],
            tensors.get(f"{at}.bias"),
        )
        found |= unpack_layer(layer, at, shipment.recipe.widths)
    return found


def _write_specialists(layers: list[PackedLayer], folder: Path, largest: int) -> list[Path]:
    """As few files as the limit on their size allows, layers evenly spread; 5% are for names."""
    named = [_specialists(at, layer) for at, layer in enumerate(layers)]
    whole = sum(_bytes(tensors) for tensors in named)
    count = -(-whole // int(0.95 * largest))
    each = -(-len(named) // count)
    shards = [named[at : at + each] for at in range(0, len(named), each)]
    paths = []
    for at, shard in enumerate(shards, start=1):
        path = folder / f"specialists-{at}-of-{len(shards)}.safetensors"
        save_file({name: tensor for part in shard for name, tensor in part.items()}, path)
        paths.append(path)
    return paths


def _specialists(at: int, layer: PackedLayer) -> dict[str, torch.Tensor]:
    tensors: dict[str, torch.Tensor] = {}
    for part, packed in (("gate_up", layer.gate_up), ("down", layer.down)):
        tensors[f"{at}.{part}.quants"] = packed.quants.contiguous()
        tensors[f"{at}.{part}.scales"] = packed.scales_RG.contiguous()
        if packed.minima_RG is not None:
            tensors[f"{at}.{part}.minima"] = packed.minima_RG.contiguous()
    return tensors


def _routers(layers: list[PackedLayer]) -> dict[str, torch.Tensor]:
    tensors = {f"{at}.router": layer.router.contiguous() for at, layer in enumerate(layers)}
    for at, layer in enumerate(layers):
        if layer.bias is not None:
            tensors[f"{at}.bias"] = layer.bias.contiguous()
    return tensors


def _matrix(tensors: Mapping[str, torch.Tensor], name: str) -> Packed:
    return Packed(
        tensors[f"{name}.quants"], tensors[f"{name}.scales"], tensors.get(f"{name}.minima")
    )


def _clear(folder: Path) -> None:
    """Removes what was shipped before; the record first, so that no half is taken for whole."""
    (folder / RECORD).unlink(missing_ok=True)
    for path in (*folder.glob("specialists-*.safetensors"), folder / ROUTERS):
        path.unlink(missing_ok=True)


def _bytes(tensors: Mapping[str, torch.Tensor]) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
