"""Writes the mixture as one GGUF file for llama.cpp, whole or quantised.

Mixtures whose weights are not renormalised become `qwen2moe`, the others `granitemoe`: so llama.cpp
computes them. Knows nothing of running the file.

Shapes: E specialists, D model width, W width of the widest specialist.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, quants
from transformers import PreTrainedTokenizerFast

from core_model.export.gguf_tokenizer import write_tokenizer
from core_model.export.granite import check_renormalised, granite_config
from core_model.export.plain import Losses, Weights, common_losses, stacked
from core_model.export.qwen2moe import qwen2moe_config
from core_model.model import CoreForCausalLM, Panel

SHARED_GATE = 1e-12
"""llama.cpp computes the gate's sigmoid as silu(x) / x, undefined at 0; it is 0.5 in fp32."""

VOCABULARY = ("token_embd.weight", "output.weight")
"""Kept in 8 bits where the rest has 4: rounding them costs most."""

FILE_TYPES = {
    "F32": LlamaFileType.ALL_F32,
    "F16": LlamaFileType.MOSTLY_F16,
    "Q8_0": LlamaFileType.MOSTLY_Q8_0,
    "Q4_1": LlamaFileType.MOSTLY_Q4_1,
}


def write_gguf(
    model: CoreForCausalLM, tokenizer: PreTrainedTokenizerFast, path: Path, kind: Weights = "F32"
) -> None:
    """Norms, biases and routers stay in fp32; the other weights are of `kind`.

    Raises ValueError where llama.cpp has no place for something, naming it.
    """
    architecture = gguf_architecture(model)
    writer = GGUFWriter(path, architecture)
    _write_settings(writer, model, architecture, kind)
    write_tokenizer(writer, tokenizer, model.config.vocab_size)
    for name, weight in _weights(model, architecture):
        values, of_kind = _encoded(name, weight, kind)
        writer.add_tensor(name, values, raw_dtype=of_kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def gguf_architecture(model: CoreForCausalLM) -> str:
    """Which of llama.cpp's architectures computes this mixture. Raises ValueError if none does."""
    rope = model.config.rope["rope_type"]
    if rope != "default":
        raise ValueError(f"rope_type {rope!r}: only default rotary positions are written as GGUF")
    if model.config.norm_topk_prob:
        granite_config(model)
        check_renormalised(model)
        if model.config.attention_bias:
            raise ValueError("attention_bias: llama.cpp's granitemoe has no attention biases")
        return "granitemoe"
    qwen2moe_config(model)
    return "qwen2moe"


def gguf_losses(model: CoreForCausalLM, kind: Weights) -> Losses:
    """What the file cannot carry, and what it costs."""
    architecture = gguf_architecture(model)
    notes = [f"llama.cpp architecture {architecture}"]
    if architecture == "qwen2moe":
        notes.append(f"shared gate written as {SHARED_GATE}, which llama.cpp divides by")
    lost = []
    if kind in ("F16", "Q8_0", "Q4_1"):
        lost.append(f"weights in {kind}: a rounding, measured by the difference")
    if kind in ("Q8_0", "Q4_1"):
        notes.append("llama.cpp multiplies them by activations rounded to 8 bits, measured as well")
    if kind == "Q4_1":
        notes.append("embedding and head in Q8_0")
    return common_losses(model).plus(not_represented=lost, notes=notes)


def _write_settings(
    writer: GGUFWriter, model: CoreForCausalLM, architecture: str, kind: Weights
) -> None:
    config = model.config
    writer.add_name("consilium")
    writer.add_file_type(FILE_TYPES[kind])
    writer.add_quantization_version(2)
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.key_value_heads)
    writer.add_key_length(config.head_width)
    writer.add_value_length(config.head_width)
    writer.add_rope_dimension_count(config.head_width)
    writer.add_rope_freq_base(config.rope["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_expert_count(config.num_experts)
    writer.add_expert_used_count(config.num_experts_per_tok)
    writer.add_expert_feed_forward_length(config.moe_intermediate_size)
    writer.add_expert_shared_feed_forward_length(config.intermediate_size)
    if architecture == "qwen2moe":
        writer.add_feed_forward_length(config.intermediate_size)
        return
    writer.add_feed_forward_length(config.moe_intermediate_size)
    writer.add_attention_scale(config.head_width**-0.5)
    writer.add_embedding_scale(1.0)
    writer.add_residual_scale(1.0)
    writer.add_logit_scale(1.0)


def _weights(model: CoreForCausalLM, architecture: str) -> Iterator[tuple[str, torch.Tensor]]:
    yield "token_embd.weight", model.model.embed_tokens.weight
    yield "output_norm.weight", model.model.norm.weight
    if architecture == "qwen2moe" or not model.config.tie_word_embeddings:
        yield "output.weight", model.lm_head.weight
    for at, (layer, panel) in enumerate(zip(model.model.layers, model.panels(), strict=True)):
        named = {
            "attn_norm.weight": layer.get_submodule("input_layernorm").get_parameter("weight"),
            "ffn_norm.weight": layer.get_submodule("post_attention_layernorm").get_parameter(
                "weight"
            ),
            **dict(_attention(model, at, interleaved=architecture == "granitemoe")),
            **dict(_panel(panel, model, architecture)),
        }
        for name, weight in named.items():
            yield f"blk.{at}.{name}", weight


def _attention(
    model: CoreForCausalLM, at: int, *, interleaved: bool
) -> Iterator[tuple[str, torch.Tensor]]:
    config = model.config
    heads = {"q": config.num_attention_heads, "k": config.key_value_heads}
    for ours, theirs in (("q", "attn_q"), ("k", "attn_k"), ("v", "attn_v"), ("o", "attn_output")):
        projection = model.model.layers[at].get_submodule(f"self_attn.{ours}_proj")
        weight, bias = projection.get_parameter("weight"), projection._parameters["bias"]
        if interleaved and ours in heads:
            weight = _interleaved(weight, heads[ours])
        yield f"{theirs}.weight", weight
        if not interleaved and ours != "o":
            yield f"{theirs}.bias", torch.zeros(len(weight)) if bias is None else bias


def _interleaved(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """Rows in the order of neighbouring rotary pairs, in the place of halves."""
    rows, columns = weight.shape
    halves = weight.view(heads, 2, rows // heads // 2, columns)
    return halves.transpose(1, 2).reshape(rows, columns)


def _panel(
    panel: Panel, model: CoreForCausalLM, architecture: str
) -> Iterator[tuple[str, torch.Tensor]]:
    gate_up, down = stacked(panel, model.config)
    gate, up = gate_up.chunk(2, dim=1)
    yield "ffn_gate_inp.weight", panel.router.weight.float() / model.config.router_temperature
    yield "ffn_gate_exps.weight", gate
    yield "ffn_up_exps.weight", up
    yield "ffn_down_exps.weight", down
    yield "ffn_gate_shexp.weight", panel.general.gate_proj.weight
    yield "ffn_up_shexp.weight", panel.general.up_proj.weight
    if architecture == "granitemoe":
        yield "ffn_down_shexp.weight", panel.general.down_proj.weight
        return
    yield "ffn_down_shexp.weight", panel.general.down_proj.weight * 2
    yield "ffn_gate_inp_shexp.weight", torch.full((model.config.hidden_size,), SHARED_GATE)


def _encoded(
    name: str, weight: torch.Tensor, kind: Weights
) -> tuple[np.ndarray, GGMLQuantizationType | None]:
    values = weight.detach().float().contiguous().numpy()
    if kind == "F32" or values.ndim == 1 or "ffn_gate_inp" in name:
        return values, None
    of_kind = GGMLQuantizationType["Q8_0" if kind == "Q4_1" and name in VOCABULARY else kind]
    return quants.quantize(values, of_kind), of_kind
