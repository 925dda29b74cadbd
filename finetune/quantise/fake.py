"""Lets a model compute with rounded weights while the unrounded ones learn.

The forward pass sees each matrix as its grid holds it, the backward pass goes straight through
(Bengio, Leonard and Courville 2013). Rounded by the very functions that serve: torchao's own int8
divides by 127.5 where `core_model.quantise` divides by 127, so its rounding would be another's.
The switch and the class are torchao's (`FakeQuantizerBase.enabled`), the seat torch's
parametrisations. Knows modules; knows nothing of losses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

import torch
from torch import nn
from torch.nn.utils import parametrize
from torchao.quantization.qat.fake_quantizer import FakeQuantizerBase

from core_model.kernels.quantised import quantise_int8_reference
from core_model.model import CoreForCausalLM
from core_model.quantise import EMBEDDINGS
from core_model.shipped.grid import snap

Grid = Literal["int8", "grid4"]
Rounding = Callable[[torch.Tensor], torch.Tensor]


def _int8(weight_RC: torch.Tensor) -> torch.Tensor:
    return quantise_int8_reference(weight_RC).dequantise()


def _grid4(weight_RC: torch.Tensor) -> torch.Tensor:
    return snap(weight_RC, 4)


GRIDS: dict[Grid, Rounding] = {"int8": _int8, "grid4": _grid4}
"""int8 with a scale a row, as `core_model.quantise`; 4 bits in groups of 32, as the native step."""


class _Straight(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, weight: torch.Tensor, rounding: Rounding, dtype: torch.dtype
    ) -> torch.Tensor:
        ctx.own = weight.dtype
        rows = weight.reshape(-1, weight.shape[-1])
        return rounding(rows).view_as(weight).to(dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None, None]:
        return gradients[0].to(ctx.own), None, None


class GridFakeQuantizer(FakeQuantizerBase):
    """A weight as the grid holds it, row by row; the weight itself where switched off.

    The weight learns in its own precision, the product is given `dtype`.
    """

    def __init__(self, grid: Grid, dtype: torch.dtype):
        super().__init__()
        self.grid: Grid = grid
        self.dtype = dtype
        self.enabled = True

    def __repr__(self) -> str:
        return f"GridFakeQuantizer({self.grid})"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.enabled:
            return x.to(self.dtype)
        rounded = _Straight.apply(x, GRIDS[self.grid], self.dtype)
        assert isinstance(rounded, torch.Tensor)
        return rounded


Rounded = Mapping[str, list[GridFakeQuantizer]]
"""The switches of each part, by the names of `core_model.quantise.part_names`."""


def install(
    model: CoreForCausalLM, grid: Grid, parts: Collection[str], dtype: torch.dtype
) -> Rounded:
    """Puts a fake quantiser before every matrix of the parts, which then learns in fp32.

    All else is frozen, and held in `dtype` like the activations, but for the routers, which stay in
    fp32. Undone by `remove`.
    """
    _prepare(model, parts, dtype)
    found: dict[str, list[GridFakeQuantizer]] = {}
    for name in parts:
        found[name] = []
        for module, weight in matrices(model, name):
            quantiser = GridFakeQuantizer(grid, dtype)
            parametrize.register_parametrization(module, weight, quantiser, unsafe=True)
            found[name].append(quantiser)
    return found


def _prepare(model: CoreForCausalLM, parts: Collection[str], dtype: torch.dtype) -> None:
    model.requires_grad_(False)
    learning = {
        id(module.get_parameter(name)) for part in parts for module, name in matrices(model, part)
    }
    for name, weight in model.named_parameters():
        if id(weight) in learning:
            weight.data = weight.data.float()
            weight.requires_grad_(True)
        elif not name.endswith("router.weight"):
            weight.data = weight.data.to(dtype)


def remove(model: CoreForCausalLM) -> None:
    """Takes all fake quantisers away; the weights are the unrounded ones."""
    for module in list(model.modules()):
        if parametrize.is_parametrized(module):
            for name in list(module.parametrizations):  # pyright: ignore[reportArgumentType]
                parametrize.remove_parametrizations(module, name, leave_parametrized=False)


def matrices(model: CoreForCausalLM, part: str) -> Iterator[tuple[nn.Module, str]]:
    """The modules of a part, each with the name of its matrix or stack of matrices."""
    if part == EMBEDDINGS:
        yield model.model.embed_tokens, "weight"
        yield model.lm_head, "weight"
        return
    layer, _, kind = part.partition(".")
    panel = model.panels()[int(layer)]
    if kind == "specialists":
        yield panel.specialists, "gate_up_proj"
        yield panel.specialists, "down_proj"
        return
    whole = model.model.layers[int(layer)].get_submodule("self_attn")
    for child in (whole if kind == "attention" else panel.general).children():
        if isinstance(child, nn.Linear):
            yield child, "weight"


@contextmanager
def only(rounded: Rounded, parts: Collection[str]) -> Iterator[None]:
    """Inside, only these parts are rounded."""
    before = {id(each): each.enabled for some in rounded.values() for each in some}
    for name, some in rounded.items():
        for each in some:
            each.enabled = name in parts
    try:
        yield
    finally:
        for some in rounded.values():
            for each in some:
                each.enabled = before[id(each)]


def plain_name(name: str) -> str:
    """A parameter's name as if nothing were installed."""
    return name.replace(".parametrizations", "").removesuffix(".original")
