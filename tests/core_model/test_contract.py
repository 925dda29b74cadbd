"""A citizen of transformers: checkpointed, compiled, adapted and saved like any other."""

from __future__ import annotations

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, StaticCache

from core_model.model import CoreForCausalLM
from tests.fakes.tiny_mixture import speaking

ATTENTION = ["q_proj", "k_proj", "v_proj", "o_proj"]
STACKED = ["specialists.gate_up_proj", "specialists.down_proj"]


def ids(length: int = 17, batch: int = 2) -> torch.Tensor:
    return torch.randint(259, (batch, length))


def gradients(model, batch: torch.Tensor) -> dict[str, torch.Tensor]:
    model.zero_grad()
    model(input_ids=batch, labels=batch).loss.backward()
    return {name: w.grad.clone() for name, w in model.named_parameters() if w.grad is not None}


def test_gradient_checkpointing_gives_the_same_gradients():
    model, batch = speaking().train(), ids()
    expected = gradients(model, batch)
    model.activation_checkpointing_enable()
    assert model.is_activation_checkpointing
    calls = []
    model.model.layers[0].mlp.register_forward_pre_hook(lambda *_: calls.append(1))
    found = gradients(model, batch)
    assert len(calls) == 2
    assert found.keys() == expected.keys()
    for name, gradient in expected.items():
        torch.testing.assert_close(found[name], gradient)


def test_generate_is_the_same_with_and_without_a_cache_and_in_a_padded_batch():
    model = speaking()
    prompt = ids(9, 1)
    asked = {"max_new_tokens": 12, "do_sample": False, "pad_token_id": 0}
    cached = model.generate(prompt, attention_mask=torch.ones_like(prompt), **asked)
    bare = model.generate(prompt, attention_mask=torch.ones_like(prompt), use_cache=False, **asked)
    assert torch.equal(cached, bare)
    padded = torch.cat([torch.zeros(1, 4, dtype=torch.long), prompt], dim=1)
    mask = (torch.arange(13) >= 4).long()[None]
    beside = model.generate(
        torch.cat([padded, ids(13, 1)]),
        attention_mask=torch.cat([mask, torch.ones_like(mask)]),
        **asked,
    )
    assert torch.equal(beside[0, 4:], cached[0])


@torch.inference_mode()
@pytest.mark.parametrize("backend", ["batched_mm", "grouped_mm"])
def test_prefill_and_decode_compile_whole_with_a_static_cache(backend):
    model = speaking(num_hidden_layers=1)
    text = ids(11, 1)
    expected = model(text).logits
    model.set_experts_implementation(backend)
    step = torch.compile(model.forward, fullgraph=True, backend="eager")
    cache = StaticCache(config=model.config, max_cache_len=12)
    prefill = step(text[:, :9], past_key_values=cache, position_ids=torch.arange(9)[None]).logits
    decoded = [
        step(text[:, at : at + 1], past_key_values=cache, position_ids=torch.tensor([[at]])).logits
        for at in range(9, 11)
    ]
    found = torch.cat([prefill, *decoded], dim=1)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-4)


def test_saving_twice_gives_the_same_bits(tmp_path):
    model = speaking(selection_bias=True)
    for router in model.routers():
        router.selection_bias.normal_()
    model.save_pretrained(tmp_path / "one")
    AutoModelForCausalLM.from_pretrained(tmp_path / "one").save_pretrained(tmp_path / "two")
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in ("one", "two"))
    assert one.keys() == two.keys()
    assert "model.layers.0.mlp.router.selection_bias" in one
    assert all(torch.equal(one[name], two[name]) for name in one)


def adapted(model: CoreForCausalLM, **more) -> PeftModel:
    return get_peft_model(model, LoraConfig(r=4, target_modules=ATTENTION, **more))


def test_lora_trains_attention_and_stacked_specialists_under_checkpointing():
    model = speaking().train()
    model.activation_checkpointing_enable()
    model.enable_input_require_grads()
    peft = adapted(model, target_parameters=STACKED)
    batch = ids()
    optimizer = torch.optim.AdamW([w for w in peft.parameters() if w.requires_grad], lr=0.01)
    first = peft(input_ids=batch, labels=batch).loss
    for _ in range(8):
        optimizer.zero_grad()
        peft(input_ids=batch, labels=batch).loss.backward()
        optimizer.step()
    trained = {name for name, weight in peft.named_parameters() if weight.grad is not None}
    assert all("lora_" in name for name in trained)
    assert any("specialists" in name and "lora_B" in name for name in trained)
    assert any("q_proj" in name for name in trained)
    assert peft(input_ids=batch, labels=batch).loss < first - 0.05


@torch.no_grad()
def test_an_adapter_survives_its_folder_and_merges(tmp_path):
    peft = adapted(speaking(), target_parameters=STACKED).eval()
    for name, weight in peft.named_parameters():
        if "lora_B" in name:
            weight.normal_(std=0.2)
    batch = ids()
    expected = peft(input_ids=batch).logits
    peft.save_pretrained(tmp_path)
    loaded = PeftModel.from_pretrained(speaking(), tmp_path).eval()
    torch.testing.assert_close(loaded(input_ids=batch).logits, expected)
    merged = loaded.merge_and_unload()
    assert isinstance(merged, CoreForCausalLM)
    torch.testing.assert_close(merged(batch).logits, expected, rtol=1e-3, atol=1e-3)
    assert not torch.allclose(speaking()(batch).logits, expected, atol=0.1)


@torch.inference_mode()
@pytest.mark.parametrize("tokens", [1, 5, 33, 200, 700])
def test_bf16_groups_filled_up_for_the_cpu_change_nothing(tokens):
    """Compared with the groups of fp32, which are never filled up."""
    model = speaking(num_experts_per_tok=3)
    specialists = model.model.layers[0].mlp.specialists
    x_TD = torch.randn(tokens, 32).bfloat16()
    index = torch.stack([torch.randperm(4)[:3] for _ in range(tokens)])
    weights = torch.rand(tokens, 3)
    expected = specialists(x_TD.float(), index, weights)
    found = specialists.to(torch.bfloat16)(x_TD, index, weights.bfloat16())
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), expected, rtol=0.1, atol=0.15)
