"""Who is let in: keys, rates, host names; and what a refusal looks like to OpenAI's client."""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path

import openai
import pytest

from core_model.server.app import create_app
from core_model.server.config import ConfigRefused, ServerConfig, is_loopback
from core_model.server.rates import Rates
from tests.fakes.plain_http import get, openai_client
from tests.fakes.recital import reciting

MODEL = "consilium-base"
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "count"}], "temperature": 0}
KEY, OTHER = secrets.token_urlsafe(24), secrets.token_urlsafe(24)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.write_text(f"desk {KEY}\nother {OTHER}\n")
    return path


def test_only_known_keys_are_answered(serving, keys):
    with serving(create_app(reciting(), ServerConfig(keys=keys))) as url:
        with openai_client(url, KEY) as client:
            assert client.chat.completions.create(**ASK).choices[0].finish_reason == "stop"
        for key in ("none", KEY[:-1]):
            with openai_client(url, key) as client:
                with pytest.raises(openai.AuthenticationError, match="no valid API key") as raised:
                    client.chat.completions.create(**ASK)
                assert raised.value.code == "invalid_api_key"
                with pytest.raises(openai.AuthenticationError):
                    client.models.list()
        assert get(f"{url}/v1/models").headers["www-authenticate"] == "Bearer"
        basic = {"Authorization": f"Basic {KEY}"}
        assert get(f"{url}/v1/models", headers=basic).status_code == 401
        for path in ("healthz", "readyz", "metrics"):
            assert get(f"{url}/{path}").status_code != 401


def test_a_caller_that_asks_too_often_is_told_when_to_come_back(serving, keys):
    config = ServerConfig(keys=keys, rates=Rates(requests_per_minute=2))
    with serving(create_app(reciting(), config)) as url:
        with openai_client(url, KEY) as client:
            for _ in range(2):
                client.chat.completions.create(**ASK)
            with pytest.raises(openai.RateLimitError, match="2 requests a minute") as raised:
                client.chat.completions.create(**ASK)
            assert raised.value.code == "rate_limit_exceeded"
            assert 1 <= int(raised.value.response.headers["retry-after"]) <= 30
            client.models.list()
        with openai_client(url, OTHER) as client:
            client.chat.completions.create(**ASK)


def test_tokens_are_counted_as_they_were_taken(serving):
    config = ServerConfig(rates=Rates(tokens_per_minute=600))
    with serving(create_app(reciting(), config)) as url, openai_client(url, "none") as client:
        for _ in range(5):
            client.chat.completions.create(**ASK)
        list(client.chat.completions.create(**ASK, stream=True))
        with pytest.raises(openai.BadRequestError):
            client.chat.completions.create(**ASK | {"stop": ""})
        with pytest.raises(openai.BadRequestError):
            client.completions.create(model=MODEL, prompt="x" * 300, max_tokens=600)
        client.completions.create(model=MODEL, prompt="x", max_tokens=200)
        taken = 7 * 40
        assert taken < 600
        client.completions.create(
            model=MODEL, prompt="x", max_tokens=200, n=2, extra_body={"ignore_eos": True}
        )
        with pytest.raises(openai.RateLimitError, match="600 tokens a minute"):
            client.chat.completions.create(**ASK)


def test_a_foreign_host_name_is_refused_where_no_key_is_asked(serving, keys):
    rebound = {"Host": "evil.example"}
    with serving(create_app(reciting())) as url:
        port = url.rpartition(":")[2]
        assert get(f"{url}/v1/models", headers=rebound).status_code == 403
        for name in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}"):
            assert get(f"{url}/v1/models", headers={"Host": name}).status_code == 200
    with serving(create_app(reciting(), ServerConfig(open_to_all=True))) as url:
        assert get(f"{url}/v1/models", headers=rebound).status_code == 200
    with serving(create_app(reciting(), ServerConfig(keys=keys))) as url:
        named = rebound | {"Authorization": f"Bearer {KEY}"}
        assert get(f"{url}/v1/models", headers=named).status_code == 200


def test_every_reply_has_a_request_id(serving):
    with serving(create_app(reciting())) as url, openai_client(url, "none") as client:
        own = client.chat.completions.create(**ASK, extra_headers={"X-Request-Id": "mine-1"})
        assert own._request_id == "mine-1"
        made = client.chat.completions.create(**ASK)._request_id
        assert made is not None
        assert made.startswith("req-")
        strange = get(f"{url}/v1/models", headers={"X-Request-Id": "a b\tc"})
        assert strange.headers["x-request-id"].startswith("req-")
        assert get(f"{url}/nowhere").headers["x-request-id"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"host": "0.0.0.0"}, "--keys FILE"),
        ({"host": "192.168.1.5"}, "192.168.1.5"),
        ({"adapters_root": Path("x")}, "administrator"),
        ({"adapters": {"consilium-base": Path("x")}}, "the base's name"),
        ({"drain_s": -1}, "drain_s"),
    ],
)
def test_an_unsafe_server_is_not_made(options, named):
    with pytest.raises(ConfigRefused, match=named):
        ServerConfig(**options)


def test_beyond_loopback_with_keys_or_on_purpose(keys):
    ServerConfig(host="0.0.0.0", keys=keys)
    ServerConfig(host="0.0.0.0", open_to_all=True)
    with pytest.raises(ConfigRefused, match="names no admin"):
        create_app(reciting(), ServerConfig(keys=keys, adapters_root=keys.parent))


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_loopback_names(host, own):
    assert is_loopback(host) is own


def test_listening_needs_no_torch():
    code = (
        "import sys, core_model.server.run, core_model.server.__main__;"
        "assert not {'torch', 'transformers'} & set(sys.modules), 'heavy import'"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
