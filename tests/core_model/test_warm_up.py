"""A newborn mixture cannot learn to route until its down-projections have been warmed up."""

from __future__ import annotations

import torch

from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from core_model.warm_up import only_down_projections, silent, warm_up
from tests.fakes.tiny_mixture import speaking
from tests.fakes.tiny_model import VOCABULARY, tiny_dense


def newborn():
    model = upcycle(tiny_dense(), Recipe(widths=(32, 64, 32), top_k=2)).train()
    for name in ("load_balancing_coef", "router_entropy_coef", "router_z_coef"):
        setattr(model.config, name, 0.0)
    return model


def batches(count: int) -> list[dict[str, torch.Tensor]]:
    ids = torch.randint(VOCABULARY, (2, 64))
    return [{"input_ids": ids, "labels": ids}] * count


def largest_gradients(model) -> dict[str, float]:
    model.zero_grad()
    model(**batches(1)[0]).loss.backward()
    panel = model.panels()[1]
    return {
        "gate_up": panel.specialists.gate_up_proj.grad.abs().max().item(),
        "down": panel.specialists.down_proj.grad.abs().max().item(),
        "router": panel.router.weight.grad.abs().max().item(),
    }


def test_gates_ups_and_routers_learn_only_after_the_warm_up():
    model = newborn()
    born = largest_gradients(model)
    assert (born["gate_up"], born["router"]) == (0.0, 0.0)
    assert born["down"] > 0
    warm_up(model, batches(1))
    warm = largest_gradients(model)
    assert min(warm.values()) > 0


def test_the_warm_up_touches_down_projections_alone_and_lowers_the_loss():
    model = newborn()
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    losses = warm_up(model, batches(10), learning_rate=0.01)
    moved = {name for name, w in model.named_parameters() if not torch.equal(w, before[name])}
    assert {name.split(".")[-1] for name in moved} == {"down_proj"}
    assert all("specialists" in name for name in moved)
    assert len(losses) == 10
    assert losses[-1] < losses[0]


def test_what_required_a_gradient_does_so_again():
    model = newborn()
    model.model.embed_tokens.weight.requires_grad_(False)
    with only_down_projections(model) as trained:
        assert len(trained) == 2
        assert sum(weight.requires_grad for weight in model.parameters()) == 2
    assert not model.model.embed_tokens.weight.requires_grad
    assert model.model.norm.weight.requires_grad


def test_silence_is_a_specialist_without_a_voice():
    assert silent(newborn())
    model = speaking()
    assert not silent(model)
    with torch.no_grad():
        model.panels()[1].specialists.down_proj[2] = 0.0
    assert silent(model)
