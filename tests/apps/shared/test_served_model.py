"""The model's server as the settings configure it, and whether it is ready for the apps."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from apps.commands.failure import Failure
from apps.commands.serve import check_config
from apps.commands.up import servers
from apps.shared.model_health import ModelHealth
from apps.shared.model_server import embedders, server_config
from apps.shared.settings import Settings
from core_model.server.rates import Rates
from core_model.shipped.adapters import shipped_adapters


@contextmanager
def endpoint(statuses: dict[str, int]) -> Iterator[str]:
    """Answers these paths so, and others with 404."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(statuses.get(self.path, 404))
            self.end_headers()
            self.wfile.write(json.dumps({}).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("statuses", "answers"),
    [
        ({"/readyz": 200}, True),
        ({"/readyz": 503, "/v1/models": 200}, False),
        ({"/v1/models": 200}, True),
        ({"/readyz": 401, "/v1/models": 200}, True),
        ({}, False),
    ],
)
def test_a_server_that_still_loads_does_not_answer(statuses, answers):
    with endpoint(statuses) as url:
        assert ModelHealth(Settings(model_url=url)).answers() is answers


def test_a_server_that_is_not_there_does_not_answer():
    assert not ModelHealth(Settings(model_url="http://127.0.0.1:9/v1")).answers()


def test_settings_become_the_servers_configuration(monkeypatch, tmp_path: Path):
    for name, value in {
        "ADAPTERS": "finance=/a/f, medical=/a/m",
        "ADAPTERS_ROOT": "/a",
        "MODEL_KEYS": str(tmp_path / "keys"),
        "MODEL_REQUESTS_PER_MINUTE": "30",
        "MODEL_PORT": "9000",
        "HOST": "0.0.0.0",
    }.items():
        monkeypatch.setenv(f"CONSILIUM_{name}", value)
    config = server_config(Settings(), drain_s=3)
    given = {"finance": Path("/a/f"), "medical": Path("/a/m")}
    assert config.adapters == shipped_adapters() | given
    assert (config.adapters_root, config.keys) == (Path("/a"), tmp_path / "keys")
    assert (config.rates, config.drain_s) == (Rates(30, None), 3)
    assert (config.host, config.port) == ("0.0.0.0", 9000)


@pytest.mark.parametrize("given", ["finance", "=x", "a=,b=c"])
def test_adapters_that_are_not_name_and_folder_are_refused(monkeypatch, given):
    monkeypatch.setenv("CONSILIUM_ADAPTERS", given)
    with pytest.raises(ValidationError, match="NAME=FOLDER"):
        Settings()


def test_nothing_is_started_where_the_model_would_be_open_to_all():
    with pytest.raises(Failure, match="CONSILIUM_MODEL_KEYS=FILE, or CONSILIUM_MODEL_OPEN=true"):
        servers(Settings(host="0.0.0.0"))
    check_config(Settings(host="0.0.0.0", model_open=True))
    assert [server.name for server in servers(Settings())] == [
        "model server",
        "finance",
        "medical",
        "education",
        "medical hooks",
    ]


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "multilingual-e5-small"])
def test_retrievals_embedders_are_served(name):
    embedder = embedders()[name]()
    texts = ["Revenue grew by a tenth.", "收入增长了一成。", "x"]
    vectors_ND = embedder.embed(texts, "passage")
    assert vectors_ND.shape == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors_ND, axis=1), 1, rtol=1e-3)
    asked_1D = embedder.embed(["How did revenue grow?"], "query")
    assert vectors_ND[0] @ asked_1D[0] > vectors_ND[2] @ asked_1D[0]
    assert embedder.count(["x"]) < embedder.count(texts)
