"""Settings come from one place, and the endpoint follows the embedded server."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from apps.shared.settings import Settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODEL_URL", "MODEL_PORT", "HOST", "HOME", "DATABASE_URL"):
        monkeypatch.delenv(f"CONSILIUM_{name}", raising=False)


def test_the_embedded_server_is_the_endpoint() -> None:
    assert Settings().model_url == "http://127.0.0.1:8400/v1"
    assert Settings().embedded


def test_the_endpoint_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_MODEL_PORT", "9000")
    assert Settings().model_url == "http://127.0.0.1:9000/v1"
    assert Settings().embedded


def test_another_endpoint_is_not_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_MODEL_URL", "https://example.com/v1")
    assert Settings().model_url == "https://example.com/v1"
    assert not Settings().embedded


def test_the_database_lies_under_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path))
    assert Settings().database == f"sqlite:///{tmp_path}/consilium.db"
    monkeypatch.setenv("CONSILIUM_DATABASE_URL", "postgresql+psycopg://db/consilium")
    assert Settings().database == "postgresql+psycopg://db/consilium"


def test_keys_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_MODEL_KEY", "secret")
    assert "secret" not in repr(Settings())


def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONSILIUM_PARSE_SECONDS", "0")
    with pytest.raises(ValidationError, match="parse_seconds"):
        Settings()
