"""Reads a saved mixture and has the native library pack it.

Knows the names of weights on disk and which configurations the native step computes. Knows nothing
of requests.

Shapes: V vocabulary, D model width, E specialists, W width of the widest, F general expert's width.
"""

from __future__ import annotations

import ctypes
import json
from ctypes import c_float, c_int32
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

from core_model.config import CoreConfig
from core_model.native.library import LayerWeights, NativeLibrary, Shape

ROTARY = ("default", "linear", "llama3", "yarn")
MOST_CHOSEN = 16
WIDEST_HEAD = 512


class NativeRefused(ValueError):
    """The native step does not compute this configuration; the torch path does."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the cache and the step are given."""

    num_blocks: int
    block_size: int
    bits: int
    threads: int


def head_widths(config: CoreConfig) -> tuple[int, int, int]:
    """Width of one head, of all queries, of all keys."""
    assert config.head_dim is not None
    assert config.num_key_value_heads is not None
    each = config.head_dim
    return each, config.num_attention_heads * each, config.num_key_value_heads * each


def check(config: CoreConfig, room: Room) -> None:
    """Raises NativeRefused where the native step would not compute what the model defines."""
    rotary = (config.rope_parameters or {}).get("rope_type", "default")
    head_dim, _, _ = head_widths(config)
    faults = {
        f"attention_bias={config.attention_bias!r}": bool(config.attention_bias),
        f"mlp_bias={config.mlp_bias!r}": bool(config.mlp_bias),
        f"hidden_act={config.hidden_act!r}": config.hidden_act not in ("silu", "swish"),
        f"rope_type={rotary!r}": rotary not in ROTARY,
        f"head_dim={head_dim!r}": head_dim % 2 != 0 or head_dim > WIDEST_HEAD,
        f"num_experts_per_tok={config.num_experts_per_tok!r}": config.num_experts_per_tok
        > MOST_CHOSEN,
    }
    wrong = [fault for fault, is_wrong in faults.items() if is_wrong]
    if wrong:
        raise NativeRefused(
            f"the native step does not compute {', '.join(wrong)}; use the torch runner"
        )
    if room.block_size <= 0 or room.block_size % 16 != 0:
        raise NativeRefused(
            f"block_size {room.block_size!r} is not a multiple of 16, the native cache's page"
        )
    if room.bits not in (4, 8):
        raise ValueError(f"bits {room.bits!r} is neither 4 nor 8")
    if room.num_blocks < 1 or room.threads < 1:
        raise ValueError(f"num_blocks {room.num_blocks!r} and threads {room.threads!r} must be > 0")


def load_native(library: NativeLibrary, folder: Path, config: CoreConfig, room: Room) -> int:
    """A handle of the model in `folder`, packed. The caller destroys it.

    Raises FileNotFoundError or KeyError for missing weights, RuntimeError out of memory.
    """
    rotary = LlamaRotaryEmbedding(config)
    frequencies = (c_float * len(rotary.inv_freq))(*rotary.inv_freq.tolist())
    widths = (c_int32 * config.num_experts)(*config.widths)
    shape = _shape(config, room)
    shape.rotary_scale = rotary.attention_scaling
    shape.widths = ctypes.cast(widths, ctypes.POINTER(c_int32))
    shape.frequencies = ctypes.cast(frequencies, ctypes.POINTER(c_float))
    handle = library.create(shape)
    try:
        with Checkpoint(folder) as weights:
            _pack(library, handle, weights, config)
    except BaseException:
        library.destroy(handle)
        raise
    return handle


def _shape(config: CoreConfig, room: Room) -> Shape:
    return Shape(
        vocab=config.vocab_size,
        width=config.hidden_size,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        kv_heads=config.num_key_value_heads,
        head_dim=config.head_dim,
        general=config.intermediate_size,
        experts=config.num_experts,
        top_k=config.num_experts_per_tok,
        renormalise=config.norm_topk_prob,
        context=config.max_position_embeddings,
        blocks=room.num_blocks,
        block_size=room.block_size,
        bits=room.bits,
        threads=room.threads,
        tied=config.tie_word_embeddings,
        specialist_bits=max(room.bits, config.specialist_bits or room.bits),
        eps=config.rms_norm_eps,
        temperature=config.router_temperature,
    )


def _pack(library: NativeLibrary, handle: int, weights: Checkpoint, config: CoreConfig) -> None:
    width, vocab = config.hidden_size, config.vocab_size
    embedding = weights.get("model.embed_tokens.weight", (vocab, width))
    norm = weights.get("model.norm.weight", (width,))
    head = None if config.tie_word_embeddings else weights.get("lm_head.weight", (vocab, width))
    library.ends(
        handle, embedding.data_ptr(), None if head is None else head.data_ptr(), norm.data_ptr()
    )
    for at in range(config.num_hidden_layers):
        tensors = _layer(weights, config, f"model.layers.{at}.")
        library.layer(
            handle,
            at,
            LayerWeights(
                **{name: tensor.data_ptr() for name, tensor in tensors.items()},
                stacked=config.moe_intermediate_size,
            ),
        )


def _layer(weights: Checkpoint, config: CoreConfig, prefix: str) -> dict[str, torch.Tensor]:
    """The layer's tensors under their native names; they must be kept while they are packed."""
    width, inner = config.hidden_size, config.intermediate_size
    _, heads, shared = head_widths(config)
    experts, stacked = config.num_experts, config.moe_intermediate_size
    named: dict[str, tuple[str, tuple[int, ...]]] = {
        "norm": ("input_layernorm.weight", (width,)),
        "expert_norm": ("post_attention_layernorm.weight", (width,)),
        "query": ("self_attn.q_proj.weight", (heads, width)),
        "key": ("self_attn.k_proj.weight", (shared, width)),
        "value": ("self_attn.v_proj.weight", (shared, width)),
        "out": ("self_attn.o_proj.weight", (width, heads)),
        "gate": ("mlp.general.gate_proj.weight", (inner, width)),
        "up": ("mlp.general.up_proj.weight", (inner, width)),
        "down": ("mlp.general.down_proj.weight", (width, inner)),
        "router": ("mlp.router.weight", (experts, width)),
        "gate_ups": ("mlp.specialists.gate_up_proj", (experts, 2 * stacked, width)),
        "downs": ("mlp.specialists.down_proj", (experts, width, stacked)),
    }
    if getattr(config, "selection_bias", False):
        named["bias"] = ("mlp.router.selection_bias", (experts,))
    return {native: weights.get(prefix + name, shape) for native, (name, shape) in named.items()}


class Checkpoint:
    """The safetensors of a folder, one file or several with an index, read weight by weight."""

    def __init__(self, folder: Path):
        self._folder = folder
        index = folder / "model.safetensors.index.json"
        if index.is_file():
            named = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
            self._file_of = {name: folder / file for name, file in named.items()}
            files = set(self._file_of.values())
        else:
            self._file_of = {}
            files = {folder / "model.safetensors"}
        self._files = {file: safe_open(file, framework="pt") for file in sorted(files)}

    def __enter__(self) -> Checkpoint:
        for file, opened in self._files.items():
            opened.__enter__()
            self._file_of.update(dict.fromkeys(opened.keys(), file))
        return self

    def __exit__(self, *problem) -> None:
        for opened in self._files.values():
            opened.__exit__(*problem)

    def get(self, name: str, shape: tuple[int, ...]) -> torch.Tensor:
        """The weight in fp32. Raises KeyError where it is missing, ValueError for other shapes."""
        if name not in self._file_of:
            raise KeyError(f"{self._folder}: weight {name!r} is missing; save the whole model")
        tensor = self._files[self._file_of[name]].get_tensor(name)
        if tuple(tensor.shape) != shape:
            raise ValueError(f"{name!r} has shape {tuple(tensor.shape)}, not {shape}")
        return tensor.float().contiguous()
