"""Runners of random mixtures, closed when the test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from core_model.engine.native_runner import NativeRunner
from core_model.model import CoreForCausalLM


@pytest.fixture(autouse=True)
def _compiled(compiler: str) -> None:
    """Every test here needs a compiler."""


@pytest.fixture
def runner_of(tmp_path) -> Iterator[Callable[..., NativeRunner]]:
    """Makes runners of a model, one thread each unless told, and closes them."""
    saved: list[CoreForCausalLM] = []
    with ExitStack() as stack:

        def make(model: CoreForCausalLM, **options) -> NativeRunner:
            if model not in saved:
                model.save_pretrained(tmp_path / str(len(saved)))
                saved.append(model)
            folder: Path = tmp_path / str(saved.index(model))
            options = {"num_blocks": 64, "threads": 1} | options
            return stack.enter_context(closing(NativeRunner(folder, **options)))

        yield make
