"""The soak in small: requests of every kind, many of them broken off, over an engine that recites.

The same clients as in `benchmarks.serving`, here within one process.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from benchmarks.serving_process import ModelServer
from benchmarks.serving_soak import bad_bodies, soak
from core_model.server.app import create_app
from core_model.server.config import ServerConfig
from tests.fakes.plain_http import get, post
from tests.fakes.recital import Recital, engine_of

MODEL = "consilium-base"
WORDS = "autumn copper ledger"


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    (tmp_path / "script.txt").write_text("meadow valve")
    return tmp_path


def test_nothing_is_lost_and_nothing_kept(serving, adapter, caplog):
    engine = engine_of(Recital(WORDS, step_s=0.001, context=1024))
    config = ServerConfig(adapters={"other": adapter})
    with caplog.at_level("ERROR"), serving(create_app(engine, config)) as url:
        while not get(f"{url}/readyz").is_success:
            time.sleep(0.01)
        port = int(url.rpartition(":")[2])
        server = ModelServer(port, psutil.Process(), MODEL)
        soaked = soak(server, 200, [MODEL, "other"], seed=random.randrange(10**6))
        figures = server.figures()
    assert sum(soaked.sent.values()) == 200
    assert len(soaked.sent) == 6
    assert soaked.lost == {}
    assert (soaked.blocks_leaked, soaked.unfinished) == (0, 0)
    ended = {name: count for name, count in figures.items() if name.startswith("request_success")}
    assert ended["request_success_total{abort}"] > 0
    assert sum(count for name, count in ended.items() if "_total" in name) == sum(
        engine.stats().finished.values()
    )
    assert not caplog.records


def test_every_bad_request_is_refused_with_a_reason(serving):
    json_type = {"Content-Type": "application/json"}
    with serving(create_app(engine_of(Recital(WORDS)))) as url:
        for body in bad_bodies():
            path = f"{url}/v1/chat/completions"
            refused = post(path, content=body, headers=json_type)
            assert 400 <= refused.status_code < 500, body[:200]
            assert refused.json()["error"]["message"]


def test_the_soak_notices_what_is_lost():
    """A server that answers nothing loses everything that should have an answer."""
    figures = {"kv_blocks_used": 3.0, "num_requests_running": 0.0, "num_requests_waiting": 0.0}
    deaf = SimpleNamespace(port=9, model=MODEL, rss=0, settled=lambda: figures)
    soaked = soak(deaf, 50, [MODEL], seed=1)  # pyright: ignore
    assert sum(soaked.lost.values()) == 50
    assert soaked.blocks_leaked == 3
