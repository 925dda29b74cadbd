"""Training onto a grid: what is trained is what is served, and it comes nearer than rounding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torchao.quantization.qat.fake_quantize_config import IntxFakeQuantizeConfig
from torchao.quantization.qat.fake_quantizer import IntxFakeQuantizer

from core_model.build import build_with
from core_model.load import load_model
from core_model.quantise import part_names, quantise
from core_model.quantised_folder import load_quantised
from core_model.recipe import Recipe
from core_model.shipped.grid import snap
from finetune.corpora.split import part
from finetune.quantise.aligned import distance
from finetune.quantise.config import QuantizeConfig
from finetune.quantise.fake import GridFakeQuantizer, install, only, plain_name, remove
from finetune.quantise.sensitivity import part_weights, sensitivities, to_keep
from finetune.quantise.stage import quantize
from finetune.runs.rows import write_rows
from tests.fakes.tiny_model import save_tiny_base

RECIPE = Recipe(widths=(32, 64), top_k=1)
WORDS = ("margin", "panel", "cost", "falls", "half", "each", "year", "grows")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A tiny core whose specialists say something."""
    place = tmp_path_factory.mktemp("core")
    base = save_tiny_base(place / "base")
    made = build_with(RECIPE, place / "cache", str(base), lambda *_: None)
    model = load_model(made, torch.float32)
    generator = torch.Generator().manual_seed(5)
    for panel in model.panels():
        for expert, width in enumerate(RECIPE.widths):
            down = panel.specialists.down_proj.data[expert, :, :width]
            down.copy_(torch.randn(down.shape, generator=generator) * 0.1)
    model.save_pretrained(made)
    return made


@pytest.fixture
def model(folder):
    return load_model(folder, torch.float32)


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> dict[str, Path]:
    def text(seed: int) -> str:
        order = torch.randint(8, (30,), generator=torch.Generator().manual_seed(seed))
        return " ".join(WORDS[at] for at in order.tolist())

    file = tmp_path_factory.mktemp("texts") / "words.jsonl"
    write_rows(
        file,
        [
            {"id": f"d{n}", "text": text(n), "part": part(f"d{n}"), "source": "s", "domain": "d"}
            for n in range(100)
        ],
    )
    return {"words": file}


def config(out: Path, texts: dict[str, Path], **changes) -> QuantizeConfig:
    given = {"max_steps": 2, "length": 48, "batch": 2, "windows": 2, "probes": 1, "log_steps": 1}
    return QuantizeConfig(out=out, texts=texts, **(given | changes))


def test_the_fake_is_the_real_rounding(model, folder):
    ids = torch.arange(3, 40)[None]
    install(model, "int8", part_names(model), torch.float32)
    with torch.inference_mode():
        fake = model.eval()(ids).logits
        real = quantise(load_model(folder, torch.float32), "int8")(ids).logits
    assert (fake - real).abs().max() < 1e-4


def test_the_gradient_goes_straight_through_and_the_switch_is_off():
    weight = torch.randn(3, 64, requires_grad=True)
    quantiser = GridFakeQuantizer("grid4", torch.float32)
    out = quantiser(weight)
    assert torch.equal(out.detach(), snap(weight.detach(), 4))
    (out * torch.arange(64.0)).sum().backward()
    assert weight.grad is not None
    assert torch.equal(weight.grad, torch.arange(64.0).expand(3, 64))
    quantiser.enabled = False
    assert torch.equal(quantiser(weight), weight)


def test_torchao_rounds_rows_alike_within_half_a_step():
    weight = torch.randn(5, 96)
    theirs = IntxFakeQuantizer(IntxFakeQuantizeConfig(torch.int8, "per_channel"))(weight)
    ours = GridFakeQuantizer("int8", torch.float32)(weight)
    step = weight.abs().amax(dim=1, keepdim=True) / 127
    assert ((ours - theirs).abs() <= 1.01 * step).all()


def test_installing_and_removing_leaves_the_weights_and_their_names(model):
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    names = set(dict(model.named_parameters()))
    install(model, "grid4", ["0.specialists", "1.attention"], torch.float32)
    learning = {plain_name(n) for n, w in model.named_parameters() if w.requires_grad}
    assert learning <= names
    assert "model.layers.0.mlp.specialists.down_proj" in learning
    assert len(learning) == 6
    remove(model)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_harm_is_measured_part_by_part_and_only_there(model):
    rounded = install(model, "grid4", part_names(model), torch.float32)
    harm = sensitivities(model.eval(), rounded, [list(range(3, 60))])
    assert set(harm) == set(part_names(model))
    assert all(value > -1e-6 for value in harm.values())
    assert max(harm.values()) > 1e-5
    assert all(each.enabled for some in rounded.values() for each in some)
    with only(rounded, ("embeddings",)):
        on = {name for name, some in rounded.items() if all(each.enabled for each in some)}
    assert on == {"embeddings"}


def test_the_worst_for_their_size_are_kept_while_there_is_room(model):
    names = part_names(model)
    harm = {name: 1.0 if name == "1.attention" else 0.001 for name in names}
    weights = {name: part_weights(model, name) for name in names}
    assert to_keep(model, harm, smaller=3.99) == frozenset()
    assert to_keep(model, harm, smaller=3.2) == {"0.attention", "1.attention"}
    kept = to_keep(model, harm, smaller=2.2)
    assert "1.attention" in kept
    assert sum(weights[name] for name in kept) < sum(weights.values())


def test_kept_parts_are_exact_and_survive_the_folder(folder, tmp_path):
    from core_model.quantised_folder import save_quantised

    kept = frozenset({"embeddings", "0.specialists", "1.general"})
    small = quantise(load_model(folder, torch.float32), "int8", kept)
    whole = load_model(folder, torch.float32)
    assert torch.equal(small.lm_head.weight, whole.lm_head.weight)
    save_quantised(small, tmp_path)
    loaded = load_quantised(tmp_path)
    ids = torch.arange(3, 40)[None]
    with torch.inference_mode():
        assert torch.equal(loaded(ids).logits, small(ids).logits)
    with pytest.raises(ValueError, match=r"2\.attention"):
        quantise(whole, "int8", {"2.attention"})


def test_features_are_apart_by_their_relative_distance():
    one = torch.ones(1, 2, 4)
    assert distance([one, one], [one, one]).item() == 0
    assert distance([2 * one], [one]).item() == pytest.approx(1)
    assert distance([2000 * one], [1000 * one]).item() == pytest.approx(1)


def test_a_run_writes_a_model_in_eight_bits_near_the_one_before(folder, texts, tmp_path):
    result = quantize(config(tmp_path / "run", texts, smaller=3.3), folder)
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures["worst_ratio"] < 1.05
    assert figures["kept"]
    ids = torch.arange(3, 40)[None]
    with torch.inference_mode():
        small = load_quantised(result)(ids).logits.float()
        whole = load_model(folder, torch.float32)(ids).logits
    assert (small - whole).abs().mean() < 0.1 * whole.std()
    card = (tmp_path / "run" / "README.md").read_text()
    assert all(name in card for name in figures["kept"])
    log = (tmp_path / "run" / "log.csv").read_text()
    assert "features_apart" in log


def test_training_onto_four_bits_beats_rounding(folder, texts, tmp_path):
    """The loss after some steps is below that of the specialists rounded at once."""
    chosen = config(
        tmp_path / "run", texts, grid="grid4", max_steps=12, learning_rate=3e-3, alignment=0.0
    )
    result = quantize(chosen, folder)
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures["perplexity_trained"]["words"] < figures["perplexity_rounded"]["words"]
    whole, trained = (load_model(at, torch.float32) for at in (folder, result))
    assert torch.equal(whole.lm_head.weight, trained.lm_head.weight)
    stack = trained.panels()[0].specialists.down_proj
    assert torch.equal(snap(stack.reshape(-1, stack.shape[-1]), 4).view_as(stack), stack)


def test_a_cut_run_goes_on(folder, texts, tmp_path):
    first = config(tmp_path / "run", texts, max_steps=1)
    quantize(first, folder)
    sensitivity = (tmp_path / "run" / "sensitivity.json").read_text()
    quantize(first.model_copy(update={"max_steps": 3}), folder)
    steps = {line.split(",")[0] for line in (tmp_path / "run" / "log.csv").read_text().split()[1:]}
    assert "3" in steps
    assert (tmp_path / "run" / "sensitivity.json").read_text() == sensitivity


def test_a_run_without_an_end_is_refused(tmp_path, texts):
    with pytest.raises(ValueError, match="max_steps or minutes"):
        QuantizeConfig(out=tmp_path, texts=texts)
