"""The fused LoRA layer computes what peft's computes, forward and backward."""

from __future__ import annotations

import pytest
import torch
from peft import LoraConfig, get_peft_model

from core_model.load import load_model
from finetune.adapters.layout import adapted
from finetune.adapters.low_rank import fuse


def randomised(folder):
    model = adapted(load_model(folder, torch.float32), rank=3, alpha=7)
    torch.manual_seed(1)
    for name, weight in model.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(weight, std=0.2)
    return model


def loss_and_gradients(model, ids):
    model.zero_grad()
    loss = model(input_ids=ids).logits.square().mean()
    loss.backward()
    return loss, {n: w.grad.clone() for n, w in model.named_parameters() if w.grad is not None}


def test_it_equals_pefts(tiny_core):
    model = randomised(tiny_core)
    ids = torch.randint(0, 259, (2, 9))
    loss, gradients = loss_and_gradients(model, ids)
    assert fuse(model) == 14
    fused_loss, fused = loss_and_gradients(model, ids)
    torch.testing.assert_close(fused_loss, loss)
    assert fused.keys() == gradients.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(fused[name], gradient, atol=1e-5, rtol=1e-4)


def test_a_disabled_adapter_is_the_core_alone(tiny_core):
    model = randomised(tiny_core)
    fuse(model)
    ids = torch.randint(0, 259, (1, 9))
    plain = load_model(tiny_core, torch.float32)(input_ids=ids).logits
    with model.disable_adapter():
        torch.testing.assert_close(model(input_ids=ids).logits, plain)
    assert not torch.allclose(model(input_ids=ids).logits, plain)


def test_dropout_is_refused(tiny_core):
    settings = LoraConfig(r=2, target_modules=["q_proj"], lora_dropout=0.1)
    model = get_peft_model(load_model(tiny_core, torch.float32), settings)
    with pytest.raises(ValueError, match="dropout"):
        fuse(model)
