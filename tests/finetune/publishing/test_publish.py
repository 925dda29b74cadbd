"""Publishing packs what a run trained, and refuses what may not or should not ship."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

from core_model.build import MANIFEST, build_with
from core_model.load import load_model
from core_model.recipe import Recipe
from core_model.shipped.adapters import shipped_adapters, shipped_heads
from core_model.shipped.record import read_shipment, shipped_recipe
from finetune.corpora.split import part
from finetune.publishing.publish import PublishConfig, publish
from finetune.runs.config import ConfigRefused
from finetune.runs.rows import read_rows, write_rows
from tests.fakes.tiny_model import save_tiny_base

RECIPE = Recipe(widths=(32, 64), top_k=1)
CARD = """---
license: apache-2.0
---

# Specialists of a test

Trained for a moment.

## Data

| corpus | source | licence | amount | split |
| --- | --- | --- | --- | --- |
| filings | /home/someone/data/filings.jsonl | public domain | 3 rows | by document |
| pages | the web | LICENCE | 3 rows | by document |

## Limits

- It knows nothing.
"""


def text_of(seed: int) -> str:
    words = [
        "the",
        "margin",
        "of",
        "a",
        "panel",
        "is",
        "wide",
        "and",
        "its",
        "cost",
        "falls",
        "by",
        "half",
        "each",
        "year",
    ]
    order = torch.randperm(40, generator=torch.Generator().manual_seed(seed)) % len(words)
    return " ".join(words[at] for at in order.tolist())


@pytest.fixture
def core(tmp_path) -> Path:
    base = save_tiny_base(tmp_path / "base")
    return build_with(RECIPE, tmp_path / "cache", str(base), lambda *_: None)


def write_card(run: Path, licence: str = "CC BY 4.0") -> None:
    (run / "README.md").write_text(CARD.replace("LICENCE", licence))


@pytest.fixture
def run(tmp_path, core) -> Path:
    """A finished run: a result with specialists that say something, and a card."""
    model = load_model(core, torch.float32)
    generator = torch.Generator().manual_seed(5)
    for panel in model.panels():
        for expert, width in enumerate(RECIPE.widths):
            down = panel.specialists.down_proj.data[expert, :, :width]
            down.copy_(torch.randn(down.shape, generator=generator) * 0.05)
    model.save_pretrained(tmp_path / "run" / "result")
    write_card(tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def config(tmp_path, run) -> PublishConfig:
    rows = [
        {"id": f"d{n}", "text": text_of(n), "part": part(f"d{n}"), "source": "s", "domain": "d"}
        for n in range(120)
    ]
    write_rows(tmp_path / "finance.jsonl", rows)
    return PublishConfig(
        specialists=run,
        texts={"finance": tmp_path / "finance.jsonl"},
        into=tmp_path / "shipped",
        windows=3,
        bits=8,
    )


def test_what_is_published_is_seated_by_the_next_build(tmp_path, core, run, config):
    done = publish(config, core)
    assert done.measured["finance"].loss == pytest.approx(1, abs=0.01)
    assert done.measured["finance"].base != done.measured["finance"].trained
    home = build_with(
        shipped_recipe(config.into),
        tmp_path / "cache",
        str(tmp_path / "base"),
        lambda *_: None,
        config.into,
    )
    assert json.loads((home / MANIFEST).read_text())["specialists"] == "shipped"
    ids = torch.arange(3, 60)[None]
    with torch.inference_mode():
        ours = load_model(home, torch.float32)(ids).logits
        theirs = load_model(run / "result", torch.float32)(ids).logits
    assert (ours - theirs).abs().max() < 0.05


def test_a_checkpoint_with_the_trained_weights_alone_is_enough(core, run, config):
    whole = load_file(run / "result" / "model.safetensors")
    shutil.rmtree(run / "result")
    kept = {name: w for name, w in whole.items() if ".specialists." in name or ".router." in name}
    save_file(kept, run / "model.safetensors")
    publish(config, core)
    assert read_shipment(config.into) is not None


def test_the_card_names_data_figures_and_limits_but_no_place_of_the_machine(core, config):
    publish(config, core)
    card = (config.into / "README.md").read_text()
    for said in ("Specialists and routers", "It knows nothing", "CC BY 4.0", "| finance |"):
        assert said in card
    assert "/home/" not in card
    assert "| filings | 3 rows | public domain |" in card


@pytest.mark.parametrize("licence", ["CC BY-NC-SA 3.0", "GPL-3.0", "", "CC BY-SA 4.0", "unknown"])
def test_data_of_other_licences_keeps_weights_from_shipping(core, run, config, licence):
    write_card(run, licence)
    with pytest.raises(ConfigRefused, match="pages"):
        publish(config, core)
    assert not config.into.exists()


def test_a_whole_corpus_is_resolved_to_its_collections(tmp_path, core, run, config):
    (run / "README.md").write_text(
        "# S\n\n## Data\n\n| corpus | licence |\n| --- | --- |\n| finance | see its card |\n"
    )
    with pytest.raises(ConfigRefused, match=r"s \(no licence\)"):
        publish(config, core)
    file = config.texts["finance"]
    write_rows(file, [row | {"source": "sec_filings"} for row in read_rows(file)])
    publish(config, core)
    card = (config.into / "README.md").read_text()
    assert "| sec_filings |" in card
    assert "public disclosures" in card


def test_a_run_without_a_card_is_refused(core, run, config):
    (run / "README.md").unlink()
    with pytest.raises(ConfigRefused, match="writes its card when it ends"):
        publish(config, core)


def test_a_run_that_changed_dense_weights_is_refused(core, run, config):
    model = load_model(run / "result", torch.float32)
    model.panels()[1].general.up_proj.weight.data.mul_(1.1)
    model.save_pretrained(run / "result")
    with pytest.raises(ConfigRefused, match=r"layers\.1\.mlp\.general\.up_proj"):
        publish(config, core)


def test_packing_that_costs_too_much_is_refused(core, run, config):
    model = load_model(run / "result", torch.float32)
    for panel in model.panels():
        panel.specialists.down_proj.data.mul_(40)
    model.save_pretrained(run / "result")
    with pytest.raises(ConfigRefused, match="bits=8"):
        publish(config.model_copy(update={"bits": 4, "worst": 1.0000001}), core)
    assert not config.into.exists()


def lora(core: Path, folder: Path, scale: float) -> Path:
    """A run of an adapter over attention and the general expert."""
    targets = r".*\.(self_attn\.[qkvo]_proj|mlp\.general\.(gate|up|down)_proj)"
    adapted = get_peft_model(
        load_model(core, torch.float32), LoraConfig(r=4, lora_alpha=8, target_modules=targets)
    )
    for name, weight in adapted.named_parameters():
        if "lora_B" in name:
            weight.data.normal_(std=scale)
    adapted.save_pretrained(folder / "result")
    write_card(folder)
    return folder


def test_adapters_are_copied_in_half_precision_beside_the_specialists(tmp_path, core, config):
    made = lora(core, tmp_path / "lora", 0.01)
    publish(config, core)
    before = read_shipment(config.into)
    adapters_alone = PublishConfig(adapters={"finance": made}, into=config.into)
    done = publish(adapters_alone, core)
    found = shipped_adapters(config.into)
    assert list(found) == ["finance"]
    weights = load_file(found["finance"] / "adapter_model.safetensors")
    assert {weight.dtype for weight in weights.values()} == {torch.float16}
    assert done.adapters["finance"] < 100_000
    settings = json.loads((found["finance"] / "adapter_config.json").read_text())
    assert settings["base_model_name_or_path"] == "consilium"
    assert read_shipment(config.into) == before
    card = (config.into / "README.md").read_text()
    assert card.index("## Specialists and routers") < card.index("## Adapter finance")


def test_an_adapter_that_half_precision_would_spoil_is_refused(tmp_path, core, config):
    made = lora(core, tmp_path / "lora", 1e-8)
    with pytest.raises(ConfigRefused, match="half precision"):
        publish(PublishConfig(adapters={"finance": made}, into=config.into), core)


def tone_head(folder: Path, value: float = 1.0) -> Path:
    """A run of a tone head, as far as publishing looks at it."""
    result = folder / "result"
    result.mkdir(parents=True)
    save_file({"weight": torch.full((3, 4), value)}, result / "head.safetensors")
    (result / "head.json").write_text('{"kind": "core"}')
    write_card(folder, "Apache-2.0")
    return folder


def test_a_head_takes_the_place_of_the_one_before(tmp_path, core):
    into = tmp_path / "into"
    for number, value in enumerate([1.0, 2.0]):
        made = tone_head(tmp_path / f"run{number}", value)
        done = publish(PublishConfig(heads={"tone-en": made}, into=into), core)
    (folder,) = shipped_heads(into).values()
    assert load_file(folder / "head.safetensors")["weight"].unique().tolist() == [2.0]
    assert done.heads == {"tone-en": (folder / "head.safetensors").stat().st_size}


def test_a_head_that_diverged_leaves_the_one_before(tmp_path, core):
    into = tmp_path / "into"
    publish(PublishConfig(heads={"tone-en": tone_head(tmp_path / "good")}, into=into), core)
    with pytest.raises(ConfigRefused, match=r"head\.safetensors: .* diverged"):
        publish(
            PublishConfig(heads={"tone-en": tone_head(tmp_path / "bad", math.nan)}, into=into), core
        )
    assert load_file(shipped_heads(into)["tone-en"] / "head.safetensors")["weight"].sum() == 12


@pytest.mark.parametrize("licence", ["CC BY-NC 4.0", "unknown"])
def test_a_head_of_other_licences_does_not_ship(tmp_path, core, licence):
    made = tone_head(tmp_path / "run")
    write_card(made, licence)
    with pytest.raises(ConfigRefused, match="trained on"):
        publish(PublishConfig(heads={"tone-en": made}, into=tmp_path / "into"), core)
    assert not (tmp_path / "into").exists()


def test_what_is_no_head_is_named(tmp_path, core):
    with pytest.raises(ConfigRefused, match=r"no head\.json"):
        publish(PublishConfig(heads={"tone-en": tmp_path}, into=tmp_path / "into"), core)


def test_publishing_nothing_is_refused(core):
    with pytest.raises(ConfigRefused, match="nothing to publish"):
        publish(PublishConfig(), core)
