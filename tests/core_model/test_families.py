"""Llama's kin become mixtures exactly, from whatever they are kept in; the others are refused."""

from __future__ import annotations

import pytest
import torch
from gguf import GGMLQuantizationType, GGUFWriter, quants
from transformers import (
    AutoModelForCausalLM,
    GemmaConfig,
    GemmaForCausalLM,
    MistralConfig,
    MistralForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from core_model.base import find_base
from core_model.dense import load_dense
from core_model.families import FamilyRefused, as_llama
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import VOCABULARY, tiny_config, tiny_dense

RECIPE = Recipe(widths=(32, 64), top_k=1)
SHAPE = {
    name: getattr(tiny_config(), name)
    for name in (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "num_key_value_heads",
        "max_position_embeddings",
        "initializer_range",
    )
}


def mistral(**changes) -> MistralForCausalLM:
    return MistralForCausalLM(MistralConfig(**SHAPE, **({"sliding_window": None} | changes))).eval()


def qwen2(**changes) -> Qwen2ForCausalLM:
    model = Qwen2ForCausalLM(Qwen2Config(**SHAPE, **changes)).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("bias"):
                weight.normal_()
    return model


def difference(dense, mixture) -> float:
    ids = torch.randint(VOCABULARY, (2, 30))
    with torch.inference_mode():
        return (dense(ids).logits - mixture(ids).logits).abs().max().item()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    "make",
    [
        mistral,
        lambda: mistral(tie_word_embeddings=True, head_dim=16),
        qwen2,
        lambda: qwen2(tie_word_embeddings=True),
        lambda: tiny_dense(attention_bias=True, tie_word_embeddings=False),
    ],
)
def test_kin_become_mixtures_exactly(make, dtype, tmp_path):
    make().to(dtype).save_pretrained(tmp_path)
    parent = AutoModelForCausalLM.from_pretrained(tmp_path, dtype=dtype)
    dense = load_dense(find_base(str(tmp_path)))
    mixture = upcycle(dense, RECIPE)
    assert (dense.dtype, mixture.dtype) == (dtype, dtype)
    assert mixture.routers()[0].weight.dtype == torch.float32
    assert difference(parent, mixture) == 0.0
    assert difference(parent, upcycle(parent, RECIPE)) == 0.0
    assert mixture.config.tie_word_embeddings == parent.config.tie_word_embeddings


def test_a_mixture_of_kin_survives_its_folder(tmp_path):
    mixture = upcycle(qwen2(), RECIPE)
    mixture.save_pretrained(tmp_path)
    assert difference(mixture, AutoModelForCausalLM.from_pretrained(tmp_path)) == 0.0


def test_a_checkpoint_in_shards_is_taken_whole(tmp_path):
    parent = tiny_dense()
    parent.save_pretrained(tmp_path, max_shard_size="40KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 2
    base = find_base(str(tmp_path))
    assert len(base.files()) > 4
    assert difference(parent, upcycle(load_dense(base), RECIPE)) == 0.0


def as_gguf(dense, path, kind: str) -> None:
    """A Llama as llama.cpp keeps it: queries and keys with neighbouring rotary pairs."""
    config, writer = dense.config, GGUFWriter(path, "llama")
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10000.0)
    writer.add_token_list([str(at) for at in range(config.vocab_size)])
    names = {"q_proj": "attn_q", "k_proj": "attn_k", "v_proj": "attn_v", "o_proj": "attn_output"}
    names |= {"gate_proj": "ffn_gate", "up_proj": "ffn_up", "down_proj": "ffn_down"}
    names |= {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
    for name, weight in dense.state_dict().items():
        parts = name.split(".")
        if name == "lm_head.weight":
            continue
        if parts[1] == "layers":
            theirs = f"blk.{parts[2]}.{names[parts[-2]]}.weight"
        else:
            theirs = {"embed_tokens": "token_embd", "norm": "output_norm"}[parts[1]] + ".weight"
        if parts[-2] in ("q_proj", "k_proj"):
            heads = config.num_attention_heads if parts[-2] == "q_proj" else 2
            rows, columns = weight.shape
            weight = weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2)
            weight = weight.reshape(rows, columns)
        values, of_kind = weight.contiguous().numpy(), None
        if values.ndim == 2 and kind != "F32":
            of_kind = GGMLQuantizationType[kind]
            values = quants.quantize(values, of_kind)
        writer.add_tensor(theirs, values, raw_dtype=of_kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.mark.parametrize(
    ("kind", "bound"), [("F32", 1e-5), ("F16", 0.05), ("Q8_0", 0.3), ("Q4_0", 4.0), ("Q4_1", 4.0)]
)
def test_a_gguf_is_taken_in_any_kind(kind, bound, tmp_path):
    parent = tiny_dense()
    as_gguf(parent, tmp_path / "base.gguf", kind)
    dense = load_dense(find_base(str(tmp_path / "base.gguf")))
    mixture = upcycle(dense, RECIPE)
    assert mixture.dtype == torch.float32
    assert difference(dense, mixture) == 0.0
    assert difference(parent, mixture) < bound


def test_strangers_and_sliding_windows_are_refused_by_name(tmp_path):
    GemmaForCausalLM(GemmaConfig(**SHAPE, head_dim=8)).save_pretrained(tmp_path)
    with pytest.raises(FamilyRefused, match="'gemma'"):
        load_dense(find_base(str(tmp_path)))
    with pytest.raises(FamilyRefused, match="sliding_window=64"):
        upcycle(mistral(sliding_window=64), RECIPE)
    with pytest.raises(FamilyRefused, match="sliding_window=32"):
        as_llama(qwen2(use_sliding_window=True, sliding_window=32, max_window_layers=0))
    assert as_llama(mistral(sliding_window=4096)).config.model_type == "llama"
