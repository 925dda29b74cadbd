"""The grouped experts as a backend that a model is switched to."""

from __future__ import annotations

import pytest
import torch

from core_model.config import CoreConfig
from core_model.kernels import backend
from core_model.model import CoreForCausalLM


@pytest.fixture
def model() -> CoreForCausalLM:
    config = CoreConfig(
        vocab_size=50,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        specialist_widths=[32, 96, 64],
    )
    made = CoreForCausalLM(config).eval()
    with torch.no_grad():
        for layer in made.model.layers:
            layer.mlp.specialists.down_proj.normal_(std=0.3)
            layer.mlp.specialists.gate_up_proj.normal_(std=0.3)
    return made


@pytest.mark.parametrize("length", [1, 9])
def test_the_model_says_the_same(model, length):
    tokens = torch.randint(0, 50, (2, length))
    with torch.no_grad():
        model.set_experts_implementation("eager")
        expected = model(tokens).logits
        model.set_experts_implementation(backend.NAME)
        found = model(tokens).logits
    torch.testing.assert_close(found, expected)


def test_the_backend_is_what_runs(model, monkeypatch):
    model.set_experts_implementation(backend.NAME)
    calls = []
    compute = backend.grouped_swiglu
    monkeypatch.setattr(backend, "grouped_swiglu", lambda *args: calls.append(1) or compute(*args))
    model(torch.randint(0, 50, (1, 3)))
    assert len(calls) == 2


def test_it_trains_the_same_gradients(model):
    tokens, gradients = torch.randint(0, 50, (1, 7)), []
    for name in ("eager", backend.NAME):
        model.set_experts_implementation(name)
        model.zero_grad()
        model(tokens, labels=tokens).loss.backward()
        gradients.append(model.model.layers[0].mlp.specialists.gate_up_proj.grad.clone())
    torch.testing.assert_close(*gradients)


def test_specialists_trained_apart_are_refused(model):
    model.set_experts_implementation(backend.NAME)
    model.model.layers[0].mlp.specialists.apart[1] = object()
    with pytest.raises(ValueError, match=r"specialists \[1\] are trained apart"):
        model(torch.randint(0, 50, (1, 3)))
