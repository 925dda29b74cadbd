"""Holds the mixture's weights in 8 bits: int8 for CPUs and GPUs, float8 e4m3 for GPUs.

Every matrix is rounded with one scale a row, specialists at their own widths without padding, the
embedding together with the head it is tied to. Routers and norms stay as they are. "dynamic" also
rounds the activations, token by token, but for those that enter a down-projection: a few of them
are so large that the others would round to nothing. Parts that suffer most can be kept as they are.
Products are `core_model.kernels`'; for
inference only.

Shapes: T tokens, C input features, R output features, E specialists, D model width.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from core_model.grouping import grouped
from core_model.kernels.fp8_matmul import fp8_matmul, w8a8_fp8_matmul
from core_model.kernels.int8_matmul import int8_matmul, w8a8_matmul
from core_model.kernels.quantised import Quantised, quantise_e4m3, quantise_int8
from core_model.model import CoreForCausalLM, Panel

Mode = Literal["int8", "int8_dynamic", "fp8", "fp8_dynamic"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one mode rounds a weight (R, C) and multiplies by it."""

    dtype: torch.dtype
    rounded: Callable[[torch.Tensor], Quantised]
    product: Callable[[torch.Tensor, Quantised], torch.Tensor]


SCHEMES: dict[Mode, Scheme] = {
    "int8": Scheme(torch.int8, quantise_int8, int8_matmul),
    "int8_dynamic": Scheme(torch.int8, quantise_int8, w8a8_matmul),
    "fp8": Scheme(torch.float8_e4m3fn, quantise_e4m3, fp8_matmul),
    "fp8_dynamic": Scheme(torch.float8_e4m3fn, quantise_e4m3, w8a8_fp8_matmul),
}


PARTS = ("attention", "general", "specialists")
EMBEDDINGS = "embeddings"


def part_names(model: CoreForCausalLM) -> list[str]:
    """What may be kept in the model's own precision: `embeddings` and parts as `3.attention`."""
    layers = range(model.config.num_hidden_layers)
    return [EMBEDDINGS, *(f"{at}.{part}" for at in layers for part in PARTS)]


STILL: dict[Mode, Mode] = {"int8_dynamic": "int8", "fp8_dynamic": "fp8"}
"""The mode of down-projections, where it is another."""


class QuantisedMatrix(nn.Module):
    """A weight (R, C) in 8 bits with its scales (R,) in fp32."""

    values: torch.Tensor
    scales: torch.Tensor

    def __init__(self, rows: int, columns: int, mode: Mode):
        super().__init__()
        self.mode: Mode = mode
        self.register_buffer("values", torch.empty(rows, columns, dtype=SCHEMES[mode].dtype))
        self.register_buffer("scales", torch.empty(rows))

    @classmethod
    def of(cls, weight_RC: torch.Tensor, mode: Mode) -> QuantisedMatrix:
        """The weight rounded as `mode` says."""
        made = cls(weight_RC.shape[0], weight_RC.shape[1], mode)
        rounded = SCHEMES[mode].rounded(weight_RC.detach().float().contiguous())
        made.values, made.scales = rounded.values_RC, rounded.scales_R
        return made

    def forward(self, x_TC: torch.Tensor) -> torch.Tensor:
        """x times the transposed weight, (T, R) in the dtype of x."""
        return SCHEMES[self.mode].product(x_TC, Quantised(self.values, self.scales))

    def rows(self, index: torch.Tensor) -> torch.Tensor:
        """Some rows of the weight in fp32, in the shape of `index` with C at the end."""
        return self.values[index].float() * self.scales[index][..., None]


class QuantisedLinear(nn.Module):
    """A linear layer over a quantised weight; its bias stays as it is."""

    def __init__(self, weight: QuantisedMatrix, bias: nn.Parameter | None):
        super().__init__()
        self.matrix, self.bias = weight, bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.matrix(x.reshape(-1, x.shape[-1])).view(*x.shape[:-1], -1)
        return y if self.bias is None else y + self.bias


class QuantisedEmbedding(nn.Module):
    """An embedding over a quantised weight, which the head may share."""

    def __init__(self, weight: QuantisedMatrix, dtype: torch.dtype):
        super().__init__()
        self.matrix, self.dtype = weight, dtype

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.matrix.rows(ids).to(self.dtype)


class QuantisedSpecialists(nn.Module):
    """The specialists of a panel, each a gate-and-up matrix (2w, D) and a down matrix (D, w)."""

    def __init__(self, gate_up: list[QuantisedMatrix], down: list[QuantisedMatrix], act_fn):
        super().__init__()
        self.gate_up, self.down = nn.ModuleList(gate_up), nn.ModuleList(down)
        self.act_fn = act_fn

    def forward(
        self, x_TD: torch.Tensor, top_k_index: torch.Tensor, top_k_weights: torch.Tensor
    ) -> torch.Tensor:
        """The weighted sum (T, D) of each token's specialists."""
        token, weight, counts = grouped(top_k_index, top_k_weights, len(self.gate_up), x_TD)
        answers = [
            self._one(expert, rows)
            for expert, rows in enumerate(x_TD.index_select(0, token).split(counts))
            if len(rows)
        ]
        weighted = torch.cat(answers) * weight[:, None]
        return torch.zeros_like(x_TD).index_add(0, token, weighted.to(x_TD.dtype))

    def _one(self, expert: int, x_TD: torch.Tensor) -> torch.Tensor:
        gate, up = self.gate_up[expert](x_TD).chunk(2, dim=-1)
        return self.down[expert](self.act_fn(gate) * up)


@torch.no_grad()
def quantise(
    model: CoreForCausalLM, mode: Mode, keep: Collection[str] = frozenset()
) -> CoreForCausalLM:
    """The model with its matrices in 8 bits, in place; activations keep the model's dtype.

    `keep` names parts (`part_names`) that stay as they are. Raises ValueError for a mode or a part
    that does not exist, or a model that is quantised already.
    """
    if mode not in SCHEMES:
        raise ValueError(f"mode {mode!r} is none of {', '.join(SCHEMES)}")
    unknown = sorted(set(keep) - set(part_names(model)))
    if unknown:
        raise ValueError(f"{unknown!r} cannot be kept; parts are named as '0.attention'")
    if is_quantised(model):
        raise ValueError("the model is quantised already; load its weights anew")
    if EMBEDDINGS not in keep:
        _quantise_ends(model, mode)
    for at, (layer, panel) in enumerate(zip(model.model.layers, model.panels(), strict=True)):
        if f"{at}.specialists" not in keep:
            panel.specialists = _specialists(panel, mode)
        if f"{at}.attention" not in keep:
            _quantise_linears(layer.get_submodule("self_attn"), mode)
        if f"{at}.general" not in keep:
            _quantise_linears(panel.general, mode)
    return model.requires_grad_(False).eval()


def is_quantised(model: CoreForCausalLM) -> bool:
    """Whether any matrix is held in 8 bits."""
    return any(isinstance(module, QuantisedMatrix) for module in model.modules())


def _quantise_ends(model: CoreForCausalLM, mode: Mode) -> None:
    """The embedding and the head, which may be one matrix."""
    dtype, tied = model.dtype, model.config.tie_word_embeddings
    head = QuantisedMatrix.of(model.lm_head.weight, mode)
    own = head if tied else QuantisedMatrix.of(model.model.embed_tokens.weight, mode)
    model.set_input_embeddings(QuantisedEmbedding(own, dtype))
    model.set_output_embeddings(QuantisedLinear(head, None))


def _quantise_linears(part: nn.Module, mode: Mode) -> None:
    for name, child in list(part.named_children()):
        if isinstance(child, nn.Linear):
            own = STILL.get(mode, mode) if name == "down_proj" else mode
            matrix = QuantisedMatrix.of(child.weight, own)
            setattr(part, name, QuantisedLinear(matrix, child.bias))


def _specialists(panel: Panel, mode: Mode) -> QuantisedSpecialists:
    stacked = panel.specialists
    gate_up, down, still = [], [], STILL.get(mode, mode)
    for expert, width in enumerate(stacked.widths):
        gate, up = stacked.gate_up_proj[expert].chunk(2)
        gate_up.append(QuantisedMatrix.of(torch.cat([gate[:width], up[:width]]), mode))
        down.append(QuantisedMatrix.of(stacked.down_proj[expert, :, :width], still))
    return QuantisedSpecialists(gate_up, down, stacked.act_fn)
