"""Freezing trains what was chosen and nothing else, and what it trains is in the model."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file

from core_model.freezing import freeze, thaw
from tests.fakes.tiny_mixture import speaking


def steps(model, trained, count: int = 3) -> None:
    batch = torch.randint(259, (2, 40))
    optimizer = torch.optim.AdamW(trained, lr=0.01, weight_decay=0.1)
    for _ in range(count):
        optimizer.zero_grad()
        model(batch, labels=batch).loss.backward()
        optimizer.step()


def changed(model, before: dict[str, torch.Tensor]) -> set[str]:
    return {name for name, w in model.state_dict().items() if not torch.equal(w, before[name])}


def copied(model) -> dict[str, torch.Tensor]:
    return {name: weight.clone() for name, weight in model.state_dict().items()}


@pytest.mark.parametrize("checkpointed", [False, True])
def test_only_routers_and_the_chosen_change(checkpointed):
    model = speaking(num_experts_per_tok=4).train()
    if checkpointed:
        model.activation_checkpointing_enable()
    before = copied(model)
    steps(model, freeze(model, specialists=[1, 3]))
    parts = ("mlp.router.weight", "specialists.gate_up_proj", "specialists.down_proj")
    assert changed(model, before) == {
        f"model.layers.{layer}.{part if 'mlp' in part else 'mlp.' + part}"
        for layer in (0, 1)
        for part in parts
    }
    for panel, layer in zip(model.panels(), (0, 1), strict=True):
        for part in parts[1:]:
            now = panel.specialists.get_parameter(part.removeprefix("specialists."))
            was = before[f"model.layers.{layer}.mlp.{part}"]
            assert [not torch.equal(a, b) for a, b in zip(now, was, strict=True)] == [
                False,
                True,
                False,
                True,
            ]


def test_the_optimizer_sees_the_chosen_alone():
    model = speaking()
    whole = sum(weight.numel() for weight in model.parameters())
    trained = freeze(model, specialists=[0])
    assert sum(weight.numel() for weight in trained) == 2 * (4 * 32 + 2 * 96 * 32 + 32 * 96)
    assert sum(weight.numel() for weight in trained) < whole / 5
    assert len(freeze(model, specialists=[], routers=True)) == 2
    assert len(freeze(model, routers=False)) == 4


def test_what_was_trained_apart_is_saved_and_moves_along(tmp_path):
    model = speaking(num_experts_per_tok=4).train()
    trained = freeze(model, specialists=[2])
    model.to(torch.float64)
    model.to(torch.float32)
    steps(model, trained)
    model.save_pretrained(tmp_path)
    saved = load_file(tmp_path / "model.safetensors")["model.layers.0.mlp.specialists.down_proj"]
    assert torch.equal(saved[2], model.model.layers[0].mlp.specialists.apart[2][1])
    assert not torch.equal(saved[2], speaking().model.layers[0].mlp.specialists.down_proj[2])


def test_thawing_makes_everything_trainable_again():
    model = speaking().train()
    freeze(model, specialists=[2])
    thaw(model)
    before = copied(model)
    steps(model, model.parameters())
    assert "model.embed_tokens.weight" in changed(model, before)
    assert "model.layers.0.mlp.specialists.gate_up_proj" in changed(model, before)


def test_faults_are_named():
    with pytest.raises(ValueError, match=r"\[7, 9\] do not exist; there are 0 to 3"):
        freeze(speaking(), specialists=[9, 0, 7])
    with pytest.raises(ValueError, match="nothing would be trained"):
        freeze(speaking(), specialists=[], routers=False)
