"""Shipped specialists come back as they were packed, and only beside their own base."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from transformers import LlamaForCausalLM

from core_model.base import find_base
from core_model.build import MANIFEST, build_with
from core_model.dense import load_dense
from core_model.load import load_model
from core_model.model import CoreForCausalLM
from core_model.recipe import Recipe
from core_model.shipped.folder import Trained, read_weights, write_shipment
from core_model.shipped.panels import ROUTED
from core_model.shipped.record import (
    RECORD,
    DamagedShipment,
    read_shipment,
    shipped_recipe,
)
from core_model.shipped.seat import seat, sketch
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import save_tiny_base

RECIPE = Recipe(widths=(32, 64, 32), top_k=2, temperature=0.9)


def educated(base: Path) -> CoreForCausalLM:
    """A core whose specialists say something."""
    model = upcycle(load_dense(find_base(str(base))), RECIPE)
    generator = torch.Generator().manual_seed(3)
    for panel in model.panels():
        for expert, width in enumerate(RECIPE.widths):
            down = panel.specialists.down_proj.data[expert, :, :width]
            down.copy_(torch.randn(down.shape, generator=generator) * 0.2)
        panel.router.weight.data.mul_(20)
    return model


@pytest.fixture
def base(tmp_path) -> Path:
    return save_tiny_base(tmp_path / "base")


@pytest.fixture
def model(base) -> CoreForCausalLM:
    return educated(base)


def shipped(model: CoreForCausalLM, folder: Path, bits=4, **changes) -> Path:
    trained = Trained(model.state_dict(), RECIPE, sketch(model, "tiny"), **changes)
    write_shipment(trained, bits, folder)
    return folder


@pytest.fixture
def folder(tmp_path, model) -> Path:
    return shipped(model, tmp_path / "shipped")


def test_weights_return_near_what_was_packed_and_padding_is_zero(model, folder):
    shipment = read_shipment(folder)
    assert shipment is not None
    found = read_weights(folder, shipment)
    kept = {name: tensor for name, tensor in model.state_dict().items() if name.endswith(ROUTED)}
    assert set(found) == set(kept)
    for name, tensor in kept.items():
        exact = name.endswith("router.weight")
        assert (found[name] - tensor).abs().max() <= (0 if exact else 0.06), name
        assert torch.equal(found[name][tensor == 0], tensor[tensor == 0]) or exact, name


def test_eight_bits_come_nearer(model, folder, tmp_path):
    def off(at: Path) -> float:
        shipment = read_shipment(at)
        assert shipment is not None
        found = read_weights(at, shipment)
        kept = model.state_dict()
        return sum((found[name] - kept[name]).square().sum().item() for name in found)

    assert off(shipped(model, tmp_path / "eight", bits=8)) < off(folder) / 50


def test_no_file_is_larger_than_the_repository_takes(model, folder, tmp_path):
    trained = Trained(model.state_dict(), RECIPE, sketch(model, "tiny"))
    shipment = write_shipment(trained, 4, tmp_path / "small", largest=12_000)
    assert sum("specialists" in name for name in shipment.files) == 2
    assert all(file.size < 12_000 for file in shipment.files.values())
    found, whole = read_weights(tmp_path / "small", shipment), read_shipment(folder)
    assert whole is not None
    assert all(
        torch.equal(found[name], tensor) for name, tensor in read_weights(folder, whole).items()
    )


def test_publishing_again_leaves_nothing_of_before(model, folder, tmp_path):
    (folder / "specialists-7-of-9.safetensors").write_bytes(b"old")
    shipped(model, folder, bits=8)
    shipment = read_shipment(folder)
    assert shipment is not None
    assert {path.name for path in folder.iterdir()} == {RECORD, *shipment.files}


def test_a_changed_file_is_refused_by_name(folder):
    shipment = read_shipment(folder)
    assert shipment is not None
    (folder / "routers.safetensors").write_bytes(b"other")
    with pytest.raises(DamagedShipment, match=r"routers\.safetensors"):
        read_weights(folder, shipment)


def test_a_run_that_diverged_is_not_packed(model, tmp_path):
    model.panels()[1].specialists.down_proj.data[0, 0, 0] = float("nan")
    with pytest.raises(ValueError, match=r"layers\.1\..*diverged"):
        shipped(model, tmp_path / "bad")


def test_selection_biases_and_renormalising_travel(base, model, tmp_path):
    weights = model.state_dict() | {
        f"model.layers.{at}.mlp.router.selection_bias": torch.tensor([0.5, -0.5, 0.0])
        for at in range(2)
    }
    trained = Trained(weights, RECIPE, sketch(model, "tiny"), True, True)
    shipment = write_shipment(trained, 8, tmp_path / "biased")
    other = upcycle(load_dense(find_base(str(base))), RECIPE)
    seat(other, shipment, tmp_path / "biased")
    assert other.config.norm_topk_prob
    assert other.config.selection_bias
    bias = other.routers()[1].selection_bias
    assert bias is not None
    assert bias.tolist() == [0.5, -0.5, 0.0]


def built(tmp_path: Path, base: Path, folder: Path) -> tuple[Path, str]:
    home = build_with(
        shipped_recipe(folder), tmp_path / "cache", str(base), lambda *_: None, folder
    )
    return home, json.loads((home / MANIFEST).read_text())["specialists"]


def test_a_build_seats_them(tmp_path, base, model, folder):
    home, whose = built(tmp_path, base, folder)
    assert whose == "shipped"
    ids = torch.arange(3, 40)[None]
    with torch.inference_mode():
        ours, theirs = (m(ids).logits for m in (load_model(home, torch.float32), model.eval()))
        newborn = upcycle(load_dense(find_base(str(base))), RECIPE)(ids).logits
    assert (ours - theirs).abs().mean() < 0.2 * (newborn - theirs).abs().mean()


def test_other_shipped_weights_are_another_model(tmp_path, base, model, folder):
    first, _ = built(tmp_path, base, folder)
    shipped(model, folder, bits=8)
    second, _ = built(tmp_path, base, folder)
    assert first != second


def test_beside_another_base_they_stay_newborn_and_that_is_said(tmp_path, folder):
    other = save_tiny_base(tmp_path / "other", seed=9)
    dense = LlamaForCausalLM.from_pretrained(other)
    dense.model.norm.weight.data.normal_()
    dense.save_pretrained(other)
    home, whose = built(tmp_path, other, folder)
    assert "newborn" in whose
    assert "last norm differs" in whose
    ids = torch.arange(30)[None]
    with torch.inference_mode():
        assert torch.equal(load_model(home, torch.float32)(ids).logits, dense.eval()(ids).logits)


def test_without_a_shipment_the_recipe_is_the_newborn_one(tmp_path):
    assert shipped_recipe(tmp_path) == Recipe()
    assert "trained" not in Recipe().model_dump_json(exclude_none=True)
