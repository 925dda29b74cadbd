"""Adapters of a home: registered whole, found by the server's configuration, damage left out."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

import pytest

from apps.shared.model_server import server_config
from apps.shared.settings import Settings
from core_model.shipped.adapters import shipped_adapters
from finetune.new_domain.registration import (
    DomainRefused,
    checked_name,
    register,
    registered,
    unregister,
)


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "adapter_config.json").write_text("{}")
    (folder / "adapter_model.safetensors").write_bytes(b"weights")
    (folder / "README.md").write_text("# A card\n")
    return folder


def test_a_registered_adapter_is_served_by_its_name(tmp_path, adapter):
    home = tmp_path / "home"
    folder = register(home, "legal", adapter, "consilium-1")
    assert folder == home / "adapters" / "legal"
    assert (folder / "README.md").read_text() == "# A card\n"
    assert registered(home) == {"legal": folder}
    config = server_config(Settings(home=home, adapters={"extra": adapter}), drain_s=1)
    assert config.adapters == shipped_adapters() | {"legal": folder, "extra": adapter}
    assert config.adapters_root is None


def test_registering_again_replaces_and_leaves_nothing_behind(tmp_path, adapter):
    register(tmp_path, "legal", adapter, "consilium-1")
    (adapter / "adapter_model.safetensors").write_bytes(b"better")
    (adapter / "README.md").unlink()
    folder = register(tmp_path, "legal", adapter, "consilium-1")
    assert (folder / "adapter_model.safetensors").read_bytes() == b"better"
    assert not (folder / "README.md").exists()
    assert [path.name for path in (tmp_path / "adapters").iterdir()] == ["legal"]
    unregister(tmp_path, "legal")
    assert list((tmp_path / "adapters").iterdir()) == []


def test_a_damaged_adapter_is_left_out_and_told(tmp_path, adapter, caplog):
    folder = register(tmp_path, "legal", adapter, "consilium-1")
    whole = register(tmp_path, "tax", adapter, "consilium-1")
    (folder / "adapter_model.safetensors").write_bytes(b"other")
    (tmp_path / "adapters" / "half").mkdir()
    with caplog.at_level(logging.WARNING):
        assert registered(tmp_path) == {"tax": whole}
    assert "adapter_model.safetensors" in caplog.text
    assert "half" in caplog.text


def test_administrators_load_registered_adapters_at_run_time(tmp_path, adapter):
    keys = tmp_path / "keys"
    keys.write_text(f"desk {secrets.token_urlsafe(24)}\n")
    config = server_config(Settings(home=tmp_path, model_keys=keys), drain_s=1)
    assert config.adapters_root is None
    keys.write_text(f"ops {secrets.token_urlsafe(24)} admin\n")
    config = server_config(Settings(home=tmp_path, model_keys=keys), drain_s=1)
    assert config.adapters_root == tmp_path / "adapters"


@pytest.mark.parametrize("name", ["", "x", "Legal", "a/b", "..", "finance", "legal text", "a" * 40])
def test_names_that_cannot_be_served_are_refused(name, tmp_path, adapter):
    with pytest.raises(DomainRefused, match="name"):
        checked_name(name)
    with pytest.raises(DomainRefused):
        register(tmp_path, name, adapter, "consilium-1")
    assert not (tmp_path / "adapters").exists()


def test_what_is_missing_is_named(tmp_path, adapter):
    (adapter / "adapter_config.json").unlink()
    with pytest.raises(DomainRefused, match=r"adapter_config\.json missing"):
        register(tmp_path, "legal", adapter, "consilium-1")
    with pytest.raises(DomainRefused, match="no domain 'legal' is registered; there are: none"):
        unregister(tmp_path, "legal")
