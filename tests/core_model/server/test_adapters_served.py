"""Adapters: given at the start, listed as models, loaded and unloaded by administrators."""

from __future__ import annotations

import secrets
from pathlib import Path

import httpx
import openai
import pytest

from core_model.server.app import create_app
from core_model.server.config import ServerConfig
from tests.fakes.plain_http import get, openai_client, post
from tests.fakes.recital import reciting

BASE = "consilium-base"
ASK = {"messages": [{"role": "user", "content": "count"}], "temperature": 0}
ADMIN, PLAIN = secrets.token_urlsafe(24), secrets.token_urlsafe(24)


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    for name, script in (("finance", "four five"), ("medical", "six"), ("broken", "")):
        (tmp_path / "adapters" / name).mkdir(parents=True)
        (tmp_path / "adapters" / name / "script.txt").write_text(script)
    (tmp_path / "adapters" / "empty").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "script.txt").write_text("secret")
    (tmp_path / "keys").write_text(f"ops {ADMIN} admin\ndesk {PLAIN}\n")
    return tmp_path / "adapters"


@pytest.fixture
def address(serving, folders):
    config = ServerConfig(
        adapters={"finance": folders / "finance"},
        adapters_root=folders,
        keys=folders.parent / "keys",
    )
    with serving(create_app(reciting(), config)) as url:
        wait_until_ready(url)
        yield url


@pytest.fixture
def client(address):
    with openai_client(address, PLAIN) as client:
        yield client


def wait_until_ready(url: str) -> None:
    for _ in range(500):
        if get(f"{url}/readyz").is_success:
            return
    pytest.fail("the server is not ready")


def say(client: openai.OpenAI, model: str) -> str | None:
    return client.chat.completions.create(model=model, **ASK).choices[0].message.content


def change(address: str, path: str, body: dict, key: str = ADMIN) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return post(f"{address}/v1/{path}_lora_adapter", json=body, headers=headers)


def test_a_model_name_chooses_its_adapter(client):
    assert say(client, BASE) == "one two three"
    assert say(client, "finance") == "four five"
    answer = client.completions.create(model="finance", prompt="x")
    assert (answer.model, answer.choices[0].text) == ("finance", "four five")


def test_models_list_base_and_adapters_with_root_and_parent(client):
    cards = {model.id: model for model in client.models.list()}
    assert set(cards) == {BASE, "finance"}
    assert (cards[BASE].root, cards[BASE].parent) == (BASE, None)
    assert (cards["finance"].root, cards["finance"].parent) == (BASE, BASE)


def test_an_administrator_loads_and_unloads(address, client):
    loaded = change(address, "load", {"lora_name": "medical", "lora_path": "medical"})
    assert (loaded.status_code, loaded.text) == (
        200,
        "Success: LoRA adapter 'medical' added successfully.",
    )
    assert say(client, "medical") == "six"
    assert change(address, "unload", {"lora_name": "medical"}).status_code == 200
    with pytest.raises(openai.NotFoundError, match="finance"):
        say(client, "medical")
    assert change(address, "unload", {"lora_name": "medical"}).status_code == 404


def test_a_path_may_be_absolute_and_a_name_be_given_anew(address, client, folders):
    body = {"lora_name": "finance", "lora_path": str(folders / "medical")}
    assert change(address, "load", body).status_code == 400
    assert change(address, "load", body | {"load_inplace": True}).status_code == 200
    assert say(client, "finance") == "six"


@pytest.mark.parametrize(
    ("name", "path", "named"),
    [
        ("x", "../outside", "lora_path"),
        ("x", "/etc", "lora_path"),
        ("x", "nowhere", "lora_path"),
        ("x", "broken", "the script is empty"),
        ("x", "empty", "script.txt"),
        (BASE, "medical", "lora_name"),
        ("a b", "medical", "lora_name"),
    ],
)
def test_what_does_not_fit_is_refused(address, client, name, path, named):
    refused = change(address, "load", {"lora_name": name, "lora_path": path})
    assert refused.status_code == 400
    assert named in refused.json()["error"]["message"]
    assert {model.id for model in client.models.list()} == {BASE, "finance"}


def test_only_administrators_may(address):
    body = {"lora_name": "medical", "lora_path": "medical"}
    assert change(address, "load", body, PLAIN).status_code == 403
    assert change(address, "unload", {"lora_name": "finance"}, PLAIN).status_code == 403
    assert change(address, "load", body, "wrong").status_code == 401


def test_without_a_root_nobody_may(serving, folders):
    config = ServerConfig(keys=folders.parent / "keys")
    with serving(create_app(reciting(), config)) as url:
        for path in ("load", "unload"):
            body = {"lora_name": "x", "lora_path": "x"} if path == "load" else {"lora_name": "x"}
            refused = change(url, path, body)
            assert refused.status_code == 403
            assert "not enabled" in refused.json()["error"]["message"]


def test_an_adapter_that_does_not_load_at_the_start_fails_the_start(serving, folders, caplog):
    config = ServerConfig(adapters={"bad": folders / "broken"})
    with caplog.at_level("CRITICAL"), serving(create_app(reciting(), config)) as url:
        for _ in range(500):
            health = get(f"{url}/healthz").json()
            if health["status"] == "failed":
                break
        assert "adapter 'bad'" in health["stage"]
