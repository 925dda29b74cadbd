"""How a server process ends: what runs is finished, what comes is refused, twice is at once."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn

from core_model.server.app import create_app
from core_model.server.run import DrainingServer
from tests.fakes.plain_http import get, post, stream
from tests.fakes.processes import free_port
from tests.fakes.recital import Recital, engine_of

ASK = {"model": "consilium-base", "messages": [{"role": "user", "content": "count"}]}
WORDS = "word " * 10


@contextmanager
def process(step_s: float, drain_s: float) -> Iterator[tuple[str, subprocess.Popen]]:
    """A server of its own, as it is run."""
    port = free_port()
    options = [str(port), str(step_s), str(drain_s)]
    command = [sys.executable, "-m", "tests.fakes.recital_server", *options]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(url, child)
        yield url, child
    finally:
        child.kill()
        child.communicate()


def _wait_until_ready(url: str, child: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and child.poll() is None:
        try:
            if get(f"{url}/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@contextmanager
def within(step_s: float, drain_s: float) -> Iterator[tuple[str, DrainingServer]]:
    """The same in this process; `handle_exit` is what a signal calls."""
    app = create_app(engine_of(Recital(WORDS, step_s=step_s)))
    config = uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=2)
    server = DrainingServer(config, app, drain_s)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}", server
    thread.join(15)
    assert not thread.is_alive()


class Client:
    """Streams one answer in a thread; `begun` once its first words are there."""

    def __init__(self, url: str):
        self.text = ""
        self.error: str | None = None
        self.begun = threading.Event()
        self._url = url
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def ended(self) -> Client:
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self

    def _ask(self) -> None:
        body = ASK | {"stream": True}
        path = f"{self._url}/v1/chat/completions"
        with (
            contextlib.suppress(httpx.RemoteProtocolError),  # a server that ends at once
            stream("POST", path, json=body, timeout=30) as reply,
        ):
            for line in reply.iter_lines():
                self._read(line.removeprefix("data: "))

    def _read(self, data: str) -> None:
        if not data or data == "[DONE]":
            return
        event = json.loads(data)
        if "error" in event:
            self.error = event["error"]["message"]
            return
        for choice in event["choices"]:
            self.text += choice["delta"].get("content") or ""
        if self.text:
            self.begun.set()


def test_what_runs_is_finished_and_what_comes_is_refused():
    with process(step_s=0.06, drain_s=20) as (url, child):
        clients = [Client(url) for _ in range(3)]
        for client in clients:
            assert client.begun.wait(10)
        child.send_signal(signal.SIGTERM)
        refused = get(f"{url}/readyz")
        while refused.is_success:
            refused = get(f"{url}/readyz")
        assert (refused.status_code, refused.json()["status"]) == (503, "draining")
        late = post(f"{url}/v1/chat/completions", json=ASK)
        assert (late.status_code, late.headers["retry-after"]) == (503, "2")
        assert get(f"{url}/healthz").status_code == 200
        assert [client.ended().text for client in clients] == [WORDS] * 3
        assert child.wait(10) == 0


def test_what_takes_longer_than_the_drain_is_cut_off_with_an_error():
    with within(step_s=0.3, drain_s=1) as (url, server):
        client = Client(url)
        assert client.begun.wait(10)
        began = time.monotonic()
        server.handle_exit(signal.SIGTERM, None)
        assert client.ended().error == "the engine was closed"
        assert 0.9 < time.monotonic() - began < 6


def test_an_idle_server_ends_at_once():
    with within(step_s=0, drain_s=60) as (_, server):
        server.handle_exit(signal.SIGINT, None)


def test_a_second_signal_ends_at_once():
    with within(step_s=0.3, drain_s=60) as (url, server):
        client = Client(url)
        assert client.begun.wait(10)
        server.handle_exit(signal.SIGTERM, None)
        time.sleep(0.3)
        assert not server.should_exit
        began = time.monotonic()
        server.handle_exit(signal.SIGTERM, None)
    assert time.monotonic() - began < 5
    assert client.ended().text != WORDS
