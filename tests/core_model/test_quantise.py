"""A quantised mixture computes with its rounded weights and takes a quarter of the room."""

from __future__ import annotations

import pytest
import torch

from core_model.kernels.quantised import quantise_e4m3, quantise_int8
from core_model.model import own_neurons
from core_model.quantise import QuantisedLinear, quantise
from core_model.quantised_folder import load_quantised, save_quantised
from tests.fakes.tiny_mixture import speaking

MODES = ["int8", "int8_dynamic", "fp8", "fp8_dynamic"]


def ids() -> torch.Tensor:
    return torch.randint(259, (2, 30))


def rounded(mode: str, **changes):
    """The mixture in fp32 with every matrix rounded as `mode` rounds it."""
    model = speaking(**changes)
    rounding = quantise_int8 if mode.startswith("int8") else quantise_e4m3
    own = own_neurons(model.config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim == 2 and "router" not in name:
                weight.copy_(rounding(weight).dequantise())
        for panel in model.panels():
            stacked = panel.specialists
            for expert, width in enumerate(own.sum(dim=1).tolist()):
                gate_up = stacked.gate_up_proj[expert]
                gate_up.copy_(rounding(gate_up).dequantise())
                down = stacked.down_proj[expert, :, :width]
                down.copy_(rounding(down.contiguous()).dequantise())
    return model


@torch.inference_mode()
@pytest.mark.parametrize("mode", ["int8", "fp8"])
@pytest.mark.parametrize("changes", [{}, {"tie_word_embeddings": False, "attention_bias": True}])
def test_weight_only_is_the_mixture_of_the_rounded_weights(mode, changes):
    batch = ids()
    found = quantise(speaking(**changes), mode)(batch).logits
    torch.testing.assert_close(found, rounded(mode, **changes)(batch).logits, rtol=1e-4, atol=1e-4)
    assert not torch.allclose(found, speaking(**changes)(batch).logits, atol=1e-3)


@torch.inference_mode()
@pytest.mark.parametrize(("mode", "bound"), [("int8", 0.05), ("fp8", 0.3)])
def test_dynamic_rounds_activations_too_and_stays_near(mode, bound):
    """With every specialist chosen: a rounding may turn a choice, and then nothing is near."""
    batch = ids()
    model = speaking(num_experts_per_tok=4)
    expected = model(batch).logits
    still = quantise(speaking(num_experts_per_tok=4), mode)(batch).logits
    moving = quantise(speaking(num_experts_per_tok=4), f"{mode}_dynamic")(batch).logits
    assert not torch.equal(still, moving)
    for found in (still, moving):
        assert (found - expected).square().mean().sqrt() < bound * expected.std()


@torch.inference_mode()
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("tied", [True, False])
def test_a_quantised_model_survives_its_folder(mode, tied, tmp_path):
    batch = ids()
    model = quantise(speaking(tie_word_embeddings=tied), mode)
    expected = model(batch).logits
    save_quantised(model, tmp_path)
    loaded = load_quantised(tmp_path)
    assert torch.equal(loaded(batch).logits, expected)
    head, embedding = loaded.lm_head.matrix, loaded.get_input_embeddings().matrix
    assert (head.values.data_ptr() == embedding.values.data_ptr()) == tied


@torch.inference_mode()
def test_it_takes_a_quarter_of_the_room(tmp_path):
    shape = {"hidden_size": 256, "intermediate_size": 512, "head_dim": 64}
    whole = speaking(**shape)
    whole.save_pretrained(tmp_path / "whole")
    small = save_quantised(quantise(speaking(**shape), "int8"), tmp_path / "small")
    assert small < (tmp_path / "whole" / "model.safetensors").stat().st_size / 4


@torch.inference_mode()
def test_bf16_activations_stay_bf16_and_it_generates():
    model = quantise(speaking().to(torch.bfloat16), "int8")
    assert model(ids()).logits.dtype == torch.bfloat16
    prompt = ids()[:1]
    said = model.generate(
        prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=5, pad_token_id=0
    )
    assert said.shape == (1, 35)


def test_faults_are_named(tmp_path):
    with pytest.raises(ValueError, match="'int3' is none of int8"):
        quantise(speaking(), "int3")
    model = quantise(speaking(), "int8")
    assert isinstance(model.lm_head, QuantisedLinear)
    with pytest.raises(ValueError, match="already"):
        quantise(model, "fp8")
    with pytest.raises(ValueError, match="save_pretrained"):
        save_quantised(speaking(), tmp_path)
    speaking().save_pretrained(tmp_path)
    with pytest.raises(ValueError, match="holds no quantised model"):
        load_quantised(tmp_path)
