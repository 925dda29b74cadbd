"""Loading takes the native step where it can be had, and says why where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core_model import load as loading
from core_model.build import build_with
from core_model.config import CoreConfig, tiny
from core_model.engine.request import Message, Request, Sampling
from core_model.load import cache_blocks, choose_runner, load
from core_model.native.compile import NativeUnavailable
from core_model.native.weights import NativeRefused
from core_model.recipe import BITS, Recipe
from tests.fakes.tiny_model import save_tiny_base


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("home")
    base = save_tiny_base(home / "base")
    return build_with(Recipe(widths=(32,), top_k=1), home, str(base), lambda *_: None)


def refuse(reason: Exception):
    def made(*_, **__):
        raise reason

    return made


@pytest.mark.parametrize(
    "reason", [NativeUnavailable("no compiler; install g++"), NativeRefused("heads of 7")]
)
def test_without_the_native_step_torch_answers_and_the_reason_is_kept(folder, monkeypatch, reason):
    monkeypatch.setattr(loading, "NativeRunner", refuse(reason))
    with load(folder) as engine:
        assert engine.backend.name == "torch"
        assert str(reason) in engine.backend.why
        request = Request((Message("user", "hi"),), sampling=Sampling(0), max_tokens=3)
        assert list(engine.stream(request))[-1].finish in ("stop", "length")


def test_another_fault_of_the_native_step_is_not_hidden(folder, monkeypatch):
    monkeypatch.setattr(loading, "NativeRunner", refuse(MemoryError()))
    with pytest.raises(MemoryError):
        choose_runner(folder)


def test_a_missing_folder_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        load(tmp_path)


def test_the_cache_holds_contexts_as_memory_allows_and_one_at_least():
    config: CoreConfig = tiny(max_position_embeddings=1024)
    context = 1024 // 16
    assert cache_blocks(config, torch.bfloat16, 2**40) == 4 * context
    assert cache_blocks(config, torch.bfloat16, 0) == context
    slot = 2 * config.num_hidden_layers * config.key_value_heads * config.head_width
    block = slot * 2 * 16
    assert cache_blocks(config, torch.bfloat16, 4 * block * 100) == 100
    assert cache_blocks(config, torch.float32, 8 * block * 100) == 100


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("given", [{}, {"bits": 8}])
def test_the_native_step_holds_weights_in_the_bits_asked_for(folder, given):
    with load(folder, **given) as engine:
        assert engine.backend.name == "native"
        assert f"in {given.get('bits', BITS)} bits" in engine.backend.why
