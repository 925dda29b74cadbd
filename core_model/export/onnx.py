"""Writes the mixture as one ONNX graph with its key-value cache, and runs it in ONNX Runtime.

The graph is the mixture spelled out: an exporter would trip over experts that loop over what the
tokens chose. All specialists are computed at their own widths, side by side as one block, and
scaled by their weight, which is zero where they were not chosen. Writing needs the packages of the
extra `export`; running only ONNX Runtime.

Shapes: B batch, L new tokens, P cached tokens, S = P + L, D model width, G key-value heads,
H width of one, E specialists, F neurons of all specialists side by side.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import nn

from core_model.export.parity import Parity, measure
from core_model.export.plain import Losses, common_losses
from core_model.model import CoreForCausalLM, Panel
from core_model.routing import choose

OPSET = 20


class FlatPanel(nn.Module):
    """A panel without loops: general expert plus all specialists, the unchosen scaled by zero."""

    gate_FD: torch.Tensor
    up_FD: torch.Tensor
    down_DF: torch.Tensor
    owner_EF: torch.Tensor

    def __init__(self, panel: Panel):
        super().__init__()
        self.general, self.router = panel.general, panel.router
        specialists = panel.specialists
        gate_up, down = specialists.gate_up_proj.detach(), specialists.down_proj.detach()
        widths, up_at = specialists.widths, specialists.width
        rows = list(enumerate(widths))
        self.register_buffer("gate_FD", torch.cat([gate_up[e, :w] for e, w in rows]))
        self.register_buffer("up_FD", torch.cat([gate_up[e, up_at : up_at + w] for e, w in rows]))
        self.register_buffer("down_DF", torch.cat([down[e, :, :w] for e, w in rows], dim=1))
        whose = torch.arange(len(widths)).repeat_interleave(torch.tensor(widths))
        self.register_buffer("owner_EF", F.one_hot(whose).T.float())

    def forward(self, x_BLD: torch.Tensor) -> torch.Tensor:
        router = self.router
        logits_BLE = F.linear(x_BLD, router.weight) / router.temperature
        weight, index = choose(logits_BLE, router.top_k, router.selection_bias)
        if router.renormalise:
            weight = weight / weight.sum(dim=-1, keepdim=True)
        weight_BLE = torch.zeros_like(logits_BLE).scatter(-1, index, weight)
        hidden = self.general.act_fn(F.linear(x_BLD, self.gate_FD)) * F.linear(x_BLD, self.up_FD)
        routed = F.linear(hidden * (weight_BLE @ self.owner_EF), self.down_DF)
        return self.general(x_BLD) + routed


class FlatModel(nn.Module):
    """The whole mixture over explicit positions and cache: what the graph computes."""

    frequencies: torch.Tensor

    def __init__(self, model: CoreForCausalLM):
        super().__init__()
        self.embed, self.norm, self.head = (
            model.model.embed_tokens,
            model.model.norm,
            model.lm_head,
        )
        self.layers: Any = model.model.layers
        self.panels = nn.ModuleList([FlatPanel(panel) for panel in model.panels()])
        self.groups = model.config.num_attention_heads // model.config.key_value_heads
        self.width = model.config.head_width
        self.rotary_scale = model.model.rotary_emb.attention_scaling
        self.register_buffer("frequencies", model.model.rotary_emb.inv_freq.clone())

    def forward(self, input_ids: torch.Tensor, keys: torch.Tensor, values: torch.Tensor):
        """Logits (B, L, V) and the grown cache, both (layers, B, G, S, H)."""
        cached, new = keys.shape[3], input_ids.shape[1]
        position = torch.arange(cached, cached + new)
        angle = torch.outer(position.float(), self.frequencies).repeat(1, 2)
        turn = angle.cos() * self.rotary_scale, angle.sin() * self.rotary_scale
        visible = torch.arange(cached + new)[None, :] <= position[:, None]
        x_BLD, grown = self.embed(input_ids), []
        for at, (layer, panel) in enumerate(zip(self.layers, self.panels, strict=True)):
            normed = layer.input_layernorm(x_BLD)
            mixed, key, value = self._attend(layer, normed, turn, visible, keys[at], values[at])
            grown.append((key, value))
            x_BLD = x_BLD + mixed
            x_BLD = x_BLD + panel(layer.post_attention_layernorm(x_BLD))
        logits = self.head(self.norm(x_BLD))
        return logits, torch.stack([k for k, _ in grown]), torch.stack([v for _, v in grown])

    def _attend(self, layer, x_BLD, turn, visible, key, value):
        attention, batch, new = layer.self_attn, x_BLD.shape[0], x_BLD.shape[1]

        def heads(projection: nn.Module) -> torch.Tensor:
            return projection(x_BLD).view(batch, new, -1, self.width).transpose(1, 2)

        query = _turned(heads(attention.q_proj), *turn)
        key = torch.cat([key, _turned(heads(attention.k_proj), *turn)], dim=2)
        value = torch.cat([value, heads(attention.v_proj)], dim=2)
        each = (
            key.repeat_interleave(self.groups, dim=1),
            value.repeat_interleave(self.groups, dim=1),
        )
        score = query @ each[0].transpose(2, 3) * self.width**-0.5
        weight = score.masked_fill(~visible, -torch.inf).softmax(dim=-1)
        mixed = (weight @ each[1]).transpose(1, 2).reshape(batch, new, -1)
        return attention.o_proj(mixed), key, value


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


@torch.inference_mode()
def write_onnx(model: CoreForCausalLM, path: Path) -> None:
    """Inputs `input_ids` (B, L), `keys` and `values` (layers, B, G, P, H) of the tokens before.

    Outputs `logits` (B, L, V), `new_keys`, `new_values` (layers, B, G, P + L, H). An empty
    cache has P = 0. Weights lie beside the graph in `<name>.data`. Raises ModuleNotFoundError
    without the packages of the extra `export`.
    """
    missing = [name for name in ("onnx", "onnxscript") if find_spec(name) is None]
    if missing:
        raise ModuleNotFoundError(
            f"{', '.join(missing)} not installed; `pip install consilium-suite[export]`"
        )
    flat = FlatModel(model).eval()
    batch, length, past = (torch.export.Dim(name) for name in ("batch", "length", "past"))
    cache = {1: batch, 3: past}
    with warnings.catch_warnings():
        # of torch's exporter about itself, and about the batch naming two axes, which is meant
        warnings.filterwarnings("ignore", message=".*LeafSpec", category=FutureWarning)
        warnings.filterwarnings("ignore", message=".*axis name", category=UserWarning)
        torch.onnx.export(
            flat,
            (torch.tensor([[3, 4, 5], [5, 4, 3]]), _cache(model, 2, 2), _cache(model, 2, 2)),
            path,
            input_names=["input_ids", "keys", "values"],
            output_names=["logits", "new_keys", "new_values"],
            dynamic_shapes={"input_ids": {0: batch, 1: length}, "keys": cache, "values": cache},
            dynamo=True,
            opset_version=OPSET,
            external_data=True,
            verbose=False,
        )


def onnx_losses(model: CoreForCausalLM) -> Losses:
    """What the graph cannot carry, and what it costs."""
    config = model.config
    share = sum(config.widths) / config.intermediate_size
    notes = [f"all specialists are computed: {share:.2f} times the general expert, at every token"]
    # the padding and the temperature that plain checkpoints fold are no matter here
    kept = [line for line in common_losses(model).not_represented if "selection" not in line]
    return Losses(tuple(kept), tuple(notes))


class OnnxModel:
    """The graph in ONNX Runtime; remembers the cache between calls."""

    def __init__(self, path: Path, model: CoreForCausalLM, threads: int = 1):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._empty = _cache(model, 1, 0).numpy()
        self.forget()

    def forget(self) -> None:
        """Empties the cache."""
        self._cache = self._empty, self._empty

    def __call__(self, tokens: Sequence[int]) -> torch.Tensor:
        """Logits (T, V) of new tokens after those of earlier calls."""
        given = np.array([tokens], dtype=np.int64)
        keys, values = self._cache
        logits, *self._cache = self._session.run(
            None, {"input_ids": given, "keys": keys, "values": values}
        )
        return torch.from_numpy(np.asarray(logits)[0])


def measure_in_onnx(model: CoreForCausalLM, asked: Sequence[list[int]], path: Path) -> Parity:
    """Compares all logits, the first half of each text in one call and the rest token by token."""
    running = OnnxModel(path, model, torch.get_num_threads())

    def logits(text: list[int]) -> torch.Tensor:
        running.forget()
        half = len(text) // 2
        return torch.cat([running(text[:half]), *(running([token]) for token in text[half:])])

    return measure(model, asked, logits, f"ONNX Runtime {onnxruntime.__version__}")


def _cache(model: CoreForCausalLM, batch: int, past: int) -> torch.Tensor:
    config = model.config
    shape = config.num_hidden_layers, batch, config.key_value_heads, past, config.head_width
    return torch.zeros(shape)
