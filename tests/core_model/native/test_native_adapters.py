"""LoRA adapters in the native step against peft's own merge, alone and several in one batch."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
import torch
from peft import LoraConfig, get_peft_model

from core_model.engine.runner import AdapterRefused, Work
from core_model.native.variants import supported
from tests.fakes.random_mixture import distance, logits_of, random_model, random_tokens

NAMES = [variant.name for variant in supported()]
CLOSE = 0.1
EVERYWHERE = ["q_proj", "k_proj", "v_proj", "o_proj", "general.gate_proj", "general.up_proj",
              "general.down_proj"]  # fmt: skip


@torch.no_grad()
def make_adapter(model, folder: Path, targets: list[str], rank: int) -> torch.nn.Module:
    """Saves a random adapter in peft's format; returns the model with it merged."""
    config = LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=targets)
    adapted = get_peft_model(deepcopy(model), config)
    for name, weight in adapted.named_parameters():
        if "lora_" in name:
            weight.normal_(0, 0.1)
    adapted.save_pretrained(folder)
    return adapted.merge_and_unload().eval()


@pytest.fixture
def model():
    return random_model(num_experts_per_tok=4)


@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_equals_the_merged_weights(runner_of, model, tmp_path, name):
    merged = make_adapter(model, tmp_path / "all", EVERYWHERE, 8)
    runner = runner_of(model, variant=name, threads=2)
    runner.load_adapter("all", tmp_path / "all")
    tokens = random_tokens(40)
    got = runner.step([Work(tokens, 0, 0, [0, 1, 2], adapter="all", wanted="all")])[0].logits
    assert distance(got, logits_of(merged, tokens)) < CLOSE
    assert distance(got, logits_of(model, tokens)) > 3 * CLOSE
    one = runner.step([Work([7], 40, 40, [0, 1, 2], adapter="all")])[0].logits
    assert distance(one, logits_of(merged, [*tokens, 7])[-1]) < CLOSE


@pytest.mark.parametrize("name", NAMES)
def test_several_adapters_share_a_batch(runner_of, model, tmp_path, name):
    merged = {
        "attention": make_adapter(model, tmp_path / "attention", ["q_proj", "v_proj"], 4),
        "expert": make_adapter(model, tmp_path / "expert", EVERYWHERE[4:], 40),
        None: model,
    }
    runner = runner_of(model, variant=name)
    runner.load_adapter("attention", tmp_path / "attention")
    runner.load_adapter("expert", tmp_path / "expert")
    assert runner.adapters == {"attention", "expert"}
    chosen = ["expert", None, "attention", "expert", None]
    prompts = [random_tokens(size) for size in (9, 5, 21, 1, 3)]
    works = [
        Work(prompt, 0, 0, [2 * at, 2 * at + 1], adapter=adapter, wanted="all")
        for at, (prompt, adapter) in enumerate(zip(prompts, chosen, strict=True))
    ]
    for work, outcome in zip(works, runner.step(works), strict=True):
        assert distance(outcome.logits, logits_of(merged[work.adapter], work.tokens)) < CLOSE


def test_adapters_are_replaced_and_unloaded(runner_of, model, tmp_path):
    first = make_adapter(model, tmp_path / "first", EVERYWHERE, 4)
    second = make_adapter(model, tmp_path / "second", EVERYWHERE, 4)
    runner = runner_of(model)
    tokens = random_tokens(30)
    work = [Work(tokens, 0, 0, [0, 1], adapter="one", wanted="all")]
    for folder, merged in (("first", first), ("second", second)):
        runner.load_adapter("one", tmp_path / folder)
        assert distance(runner.step(work)[0].logits, logits_of(merged, tokens)) < CLOSE
    runner.unload_adapter("one")
    assert runner.adapters == frozenset()
    with pytest.raises(ValueError, match="'one' is not loaded"):
        runner.step(work)
    with pytest.raises(KeyError):
        runner.unload_adapter("one")


def test_an_adapter_that_does_not_fit_is_refused(runner_of, model, tmp_path):
    make_adapter(random_model(hidden_size=192), tmp_path / "narrow", ["q_proj"], 4)
    runner = runner_of(model)
    with pytest.raises(AdapterRefused):
        runner.load_adapter("narrow", tmp_path / "narrow")
    with pytest.raises(OSError, match="nowhere"):
        runner.load_adapter("nowhere", tmp_path / "nowhere")
    assert runner.adapters == frozenset()
