"""The model's server is killed, before and during an answer; a cited answer still comes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from langchain_openai import ChatOpenAI

from rag.answer import Fallen, Token
from rag.document import Document, Page, Span
from rag.evidence import Answer, Chunk, Evidence, Rung
from rag.ladder import Ladder, Step, endpoint_healthy

SERVER = Path(__file__).parent.parent / "fakes" / "slow_talker.py"
TEXT = "In 2022 sales of dinghies rose 6.5% to $412 million because demand was strong."


@pytest.fixture
def server() -> Iterator[tuple[subprocess.Popen, str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(SERVER), str(port)])
    url = f"http://127.0.0.1:{port}/v1"
    try:
        for _ in range(100):
            if endpoint_healthy(url):
                break
            time.sleep(0.05)
        yield process, url
    finally:
        process.kill()
        process.wait()


def ladder(url: str) -> Ladder:
    client = httpx.Client()

    def make() -> ChatOpenAI:
        return ChatOpenAI(
            base_url=url, api_key="none", model="m", max_retries=0, http_client=client
        )

    return Ladder([Step(Rung.EMBEDDED, make, lambda: endpoint_healthy(url))])


def ask(of: Ladder) -> Iterator:
    document = Document("d", "boats 2022.txt", "text", TEXT, "en", (Page(1, 0, len(TEXT)),))
    evidence = [Evidence(Chunk("d", Span(0, len(TEXT), 1), TEXT), 1.0)]
    return of.answer(
        "What were sales of dinghies in 2022?", evidence, document_of=lambda _: document
    )


def test_a_killed_server_costs_less_than_two_seconds(server) -> None:
    process, url = server
    of = ladder(url)
    assert of.rung() is Rung.EMBEDDED
    process.kill()
    process.wait()
    began = time.monotonic()
    *_, last = ask(of)
    assert time.monotonic() - began < 2
    assert isinstance(last, Answer)
    assert last.rung is Rung.EXTRACTIVE
    assert last.claims[0].citations[0].quote in TEXT


def test_a_server_killed_in_the_middle_of_an_answer(server) -> None:
    process, url = server
    killed = 0.0
    events = []
    for event in ask(ladder(url)):
        events.append(event)
        if isinstance(event, Token) and not killed:
            process.kill()
            process.wait()
            killed = time.monotonic()
    assert killed
    assert time.monotonic() - killed < 2
    assert any(isinstance(event, Fallen) for event in events)
    assert events[-1].rung is Rung.EXTRACTIVE
    assert events[-1].claims
