"""The embedded model is built once; whatever does not match its manifest is built again."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
import torch
from transformers import LlamaForCausalLM

from core_model import dense
from core_model.build import MANIFEST, build, build_with
from core_model.engine.request import Message, Request
from core_model.load import fastest_dtype, load, load_model
from core_model.recipe import Recipe
from tests.fakes.tiny_model import save_tiny_base

RECIPE = Recipe(widths=(32, 64), top_k=1)


class Ear:
    """Remembers what a build said."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []

    def __call__(self, stage: str, fraction: float) -> None:
        self.heard.append((stage, fraction))

    @property
    def said(self) -> str:
        return "; ".join(stage for stage, _ in self.heard)


@pytest.fixture
def tiny_base(tmp_path) -> str:
    return str(save_tiny_base(tmp_path / "base"))


def build_tiny(tmp_path: Path, given: str, recipe: Recipe = RECIPE) -> tuple[Path, Ear]:
    ear = Ear()
    return build_with(recipe, tmp_path / "cache", given, ear), ear


@pytest.fixture
def built(tmp_path, tiny_base) -> Path:
    return build_tiny(tmp_path, tiny_base)[0]


@pytest.fixture
def no_building(built, monkeypatch):
    """From here on, another build would be noticed."""

    def refuse(_):
        raise AssertionError("it was built again")

    monkeypatch.setattr(dense, "load_dense", refuse)


def test_the_built_model_equals_its_base_and_answers(built, tiny_base):
    ids = torch.arange(30)[None]
    parent = LlamaForCausalLM.from_pretrained(tiny_base)
    with torch.inference_mode():
        assert torch.equal(load_model(built, torch.float32)(ids).logits, parent(ids).logits)
    with load(built) as generator:
        last = list(generator.stream(Request((Message("user", "hi"),), max_tokens=3)))[-1]
    assert last.usage.completion <= 3


def test_progress_is_told_by_stage_and_ends_at_one(tmp_path, tiny_base):
    _, ear = build_tiny(tmp_path, tiny_base)
    fractions = [fraction for _, fraction in ear.heard]
    assert fractions == sorted(fractions)
    assert ear.heard[-1] == ("embedded model is ready", 1.0)
    assert tiny_base in ear.said


@pytest.mark.usefixtures("no_building")
def test_a_second_build_only_looks(tmp_path, tiny_base, built):
    assert build_tiny(tmp_path, tiny_base)[0] == built


@pytest.mark.usefixtures("no_building")
def test_a_copied_cache_with_new_dates_is_still_good(tmp_path, tiny_base, built):
    for path in (*built.iterdir(), *Path(tiny_base).iterdir()):
        os.utime(path, (1, 1))
    assert build_tiny(tmp_path, tiny_base)[1].said == "embedded model is up to date"


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda home: flip_a_byte(home / "model.safetensors"), "model.safetensors"),
        (lambda home: os.truncate(home / "model.safetensors", 99), "model.safetensors"),
        (lambda home: (home / "tokenizer.json").unlink(), "tokenizer.json"),
        (lambda home: (home / MANIFEST).write_text("{"), "unreadable"),
        (lambda home: (home / MANIFEST).unlink(), "unreadable"),
    ],
)
def test_a_corrupt_cache_is_built_again_and_that_is_said(tmp_path, tiny_base, built, spoil, why):
    spoil(built)
    home, ear = build_tiny(tmp_path, tiny_base)
    assert home == built
    assert "discarded" in ear.said
    assert why in ear.said
    assert build_tiny(tmp_path, tiny_base)[1].said == "embedded model is up to date"


def test_another_base_in_the_same_place_is_built_again(tmp_path, tiny_base, built):
    before = (built / "model.safetensors").read_bytes()
    save_tiny_base(Path(tiny_base), seed=5)
    home, ear = build_tiny(tmp_path, tiny_base)
    assert "base file changed: model.safetensors" in ear.said
    assert (home / "model.safetensors").read_bytes() != before


def test_another_recipe_lives_beside_the_first(tmp_path, tiny_base, built):
    other, _ = build_tiny(tmp_path, tiny_base, RECIPE.model_copy(update={"seed": 1}))
    assert other != built
    assert built.exists()


def test_what_a_killed_build_left_is_swept(tmp_path, tiny_base, built):
    leftover = tmp_path / "cache" / ".building-dead"
    leftover.mkdir()
    build_tiny(tmp_path, tiny_base)
    assert not leftover.exists()


def test_a_failed_build_leaves_no_model(tmp_path, tiny_base, monkeypatch):
    def fail(*_):
        raise MemoryError("no room")

    monkeypatch.setattr(dense, "load_tokenizer", fail)
    with pytest.raises(MemoryError):
        build_tiny(tmp_path, tiny_base)
    assert not list((tmp_path / "cache").glob("consilium-*"))
    monkeypatch.undo()
    assert build_tiny(tmp_path, tiny_base)[0].is_dir()


def test_two_builds_at_once_make_one_model(tmp_path, tiny_base):
    ears = [Ear(), Ear()]
    threads = [
        threading.Thread(target=build_with, args=(RECIPE, tmp_path / "cache", tiny_base, ear))
        for ear in ears
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ear.heard[-1][0] for ear in ears) == [
        "embedded model is ready",
        "embedded model is up to date",
    ]


def test_a_base_without_a_chat_template_is_refused(tmp_path, tiny_base):
    (Path(tiny_base) / "chat_template.jinja").unlink()
    with pytest.raises(ValueError, match="no chat template"):
        build(tmp_path / "cache", tiny_base)


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({"amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16),
        ({"avx2": True}, torch.float32),
    ],
)
def test_bf16_only_where_the_processor_multiplies_it(monkeypatch, features, expected):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: features)
    assert fastest_dtype() == expected
