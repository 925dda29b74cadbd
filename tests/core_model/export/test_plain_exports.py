"""Plain checkpoints compute what the mixture computes, in transformers' own classes."""

from __future__ import annotations

import pytest
import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM

from core_model.export.granite import to_granite
from core_model.export.plain import common_losses
from core_model.export.qwen2moe import qwen2moe_losses, to_qwen2moe
from tests.fakes.tiny_mixture import speaking


def difference(ours, theirs) -> float:
    ids = torch.randint(259, (2, 40))
    with torch.inference_mode():
        return (ours(ids).logits - theirs(ids).logits).abs().max().item()


def with_random_biases(model, but: str):
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.endswith("bias") and but not in name:
                weight.normal_()
    return model


SHAPES = [
    {},
    {"router_temperature": 0.8, "norm_topk_prob": True},
    {"tie_word_embeddings": False, "num_experts_per_tok": 1},
    {"head_dim": 16},
]


@pytest.mark.parametrize("shape", SHAPES)
def test_qwen2moe_computes_the_mixture(shape, tmp_path):
    model = speaking(**shape)
    to_qwen2moe(model).save_pretrained(tmp_path)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert type(loaded).__name__ == "Qwen2MoeForCausalLM"
    assert difference(model, loaded) < 1e-5


@pytest.mark.parametrize("changes", [{}, {"tie_word_embeddings": False}, {"attention_bias": True}])
def test_granite_computes_a_renormalised_mixture(changes, tmp_path):
    model = speaking(norm_topk_prob=True, router_temperature=1.2, **changes)
    to_granite(with_random_biases(model, but="none")).save_pretrained(tmp_path)
    loaded = AutoModelForCausalLM.from_pretrained(tmp_path)
    assert type(loaded).__name__ == "GraniteMoeSharedForCausalLM"
    assert loaded.config.tie_word_embeddings == model.config.tie_word_embeddings
    assert difference(model, loaded) < 1e-5


def test_granite_refuses_weights_that_do_not_sum_to_one():
    with pytest.raises(ValueError, match="norm_topk_prob=False"):
        to_granite(speaking())


def test_granite_takes_every_specialist_chosen():
    model = speaking(num_experts_per_tok=4)
    assert difference(model, to_granite(model)) < 1e-5


def test_qwen2moe_carries_query_biases_and_refuses_output_biases():
    model = with_random_biases(speaking(attention_bias=True), but="o_proj")
    assert difference(model, to_qwen2moe(model)) < 1e-5
    with pytest.raises(ValueError, match="o_proj"):
        to_qwen2moe(with_random_biases(model, but="none"))


def test_what_is_written_is_the_layout_other_engines_read(tmp_path):
    to_qwen2moe(speaking()).save_pretrained(tmp_path)
    with safe_open(tmp_path / "model.safetensors", "pt") as file:
        names = set(file.keys())
        gate = file.get_tensor("model.layers.1.mlp.shared_expert_gate.weight")
    assert "model.layers.0.mlp.experts.3.up_proj.weight" in names
    assert "lm_head.weight" in names
    assert gate.abs().max() == 0


def test_selection_biases_are_named_as_lost_and_move_the_choice():
    model = speaking(selection_bias=True)
    assert common_losses(model).not_represented == ()
    for router in model.routers():
        router.selection_bias.copy_(torch.tensor([9.0, 0.0, 0.0, 0.0]))
    assert "selection biases" in qwen2moe_losses(model).not_represented[0]
    assert difference(model, to_qwen2moe(model)) > 1e-3


def test_padding_is_written_as_zero_even_where_the_model_holds_something():
    model = speaking(norm_topk_prob=True)
    clean = speaking(norm_topk_prob=True)
    with torch.no_grad():
        for panel in model.panels():
            panel.specialists.gate_up_proj[0, 40] = 3.0
            panel.specialists.gate_up_proj[0, 96 + 40] = 3.0
            panel.specialists.down_proj[0, :, 40] = 3.0
    for convert in (to_qwen2moe, to_granite):
        assert difference(clean, convert(model)) < 1e-5
