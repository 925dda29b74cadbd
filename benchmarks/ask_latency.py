"""Times the ask page's service on the English sample filing: first token and whole answer.

`python -m benchmarks.ask_latency`. A library of its own in a temporary folder; the embedded model's
server is started as a process of its own, then killed: in the middle of an answer, and before
one. The model is taken from the installation's cache (built there if it is not). Times are of the
wall clock, beside the processor seconds of this process. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from apps.finance.samples import ENGLISH
from apps.finance.service.ask import Answered
from apps.shared.jobs import State
from apps.shared.settings import Settings, settings
from apps.shared.wiring.finance import FinanceDesk
from rag.answer import Token

FIGURES = (
    "What was the revenue of Synthetic Harbor in FY2024?",
    "What is the gross margin of Synthetic Harbor in FY2024?",
)
TEXTS = (
    "What could stop the main plant?",
    "How many people did Synthetic Harbor employ as of December 31, 2024?",
    "Why did total revenue increase in 2024?",
)
START_SECONDS = 300.0
HEALTH_KEPT_SECONDS = 4.0
"""The desk remembers for some seconds whether the model answered."""


def timed(desk: FinanceDesk, question: str, kill: subprocess.Popen | None = None) -> dict:
    """One question: milliseconds to the first token (None without) and to the whole answer.

    With `kill` the server is killed at the first token, and the whole is counted from then.
    """
    began, cpu = time.perf_counter(), time.process_time()
    first: float | None = None
    last: Answered | None = None
    for event in desk.ask(question):
        if isinstance(event, Token) and first is None:
            first = time.perf_counter() - began
            if kill is not None:
                kill.kill()
                kill.wait()
                began = time.perf_counter()
        if isinstance(event, Answered):
            last = event
    assert last is not None
    return {
        "question": question,
        "rung": str(last.answer.rung),
        "by": last.by,
        "verified": sum(claim.status == "verified" for claim in last.answer.claims),
        "struck": sum(claim.status != "verified" for claim in last.answer.claims),
        "refused": bool(last.answer.refused_because),
        "first_ms": None if first is None else round(first * 1000),
        "whole_ms": round((time.perf_counter() - began) * 1000),
        "cpu_ms": round((time.process_time() - cpu) * 1000),
    }


@contextmanager
def desk_with_sample(of: Settings) -> Iterator[FinanceDesk]:
    """A desk whose library holds the English sample, indexed."""
    desk = FinanceDesk(of)
    desk.workers.start()
    try:
        desk.intake.submit(ENGLISH.name, ENGLISH.read_bytes())
        _settled(desk)
        yield desk
    finally:
        desk.close()


def _settled(desk: FinanceDesk) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        jobs = desk.jobs.recent(limit=5)
        done = [job for job in jobs if job.state is State.DONE]
        if jobs and len(done) == len(jobs) and len(jobs) > 1:
            return
        failed = [job for job in jobs if job.state is State.FAILED]
        if failed:
            raise RuntimeError(f"the sample was not taken in: {failed[0].error}")
        time.sleep(0.2)
    raise TimeoutError("the sample was not indexed in time")


@contextmanager
def server(port: int, cache: Path) -> Iterator[subprocess.Popen]:
    """The embedded model's server as a process of its own, answering."""
    command = [
        sys.executable,
        "-m",
        "core_model.server",
        "--cache",
        str(cache),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the model server did not start; try `consilium model build`")
            time.sleep(0.5)
        yield process
    finally:
        process.kill()
        process.wait()


def ready(port: int) -> bool:
    """True once the model is loaded; the server lists it before that."""
    try:
        reply = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2.0)
    except httpx.HTTPError:
        return False
    return reply.is_success and reply.json().get("status") == "ready"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=settings().home / "model")
    given = parser.parse_args()
    port = free_port()
    rows: dict[str, list[dict]] = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"http://127.0.0.1:{port}/v1"
        of = Settings(home=Path(folder), model_port=port, model_url=url, database_url=None)
        with desk_with_sample(of) as desk:
            timed(desk, TEXTS[0])  # loads the encoder and the tokenizers
            with server(port, given.cache) as process:
                time.sleep(HEALTH_KEPT_SECONDS)
                timed(desk, TEXTS[0])
                rows["figures"] = [timed(desk, question) for question in FIGURES]
                rows["embedded"] = [timed(desk, question) for question in TEXTS]
                rows["killed_midway"] = [timed(desk, TEXTS[1], process)]
            rows["killed"] = [timed(desk, question) for question in TEXTS]
    report(rows)


def report(rows: dict[str, list[dict]]) -> None:
    for kind, found in rows.items():
        for row in found:
            print(f"{kind:14s} {row}")

    def middle(kind: str, key: str) -> float | None:
        values = [row[key] for row in rows[kind] if row[key] is not None]
        return median(values) if values else None

    print(json.dumps({
        "first_token_ms": middle("embedded", "first_ms"),
        "whole_answer_ms": middle("embedded", "whole_ms"),
        "figure_answer_ms": middle("figures", "whole_ms"),
        "killed_midway_ms": middle("killed_midway", "whole_ms"),
        "killed_answer_ms": max(row["whole_ms"] for row in rows["killed"]),
        "killed_rungs": sorted({row["rung"] for row in rows["killed"] + rows["killed_midway"]}),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
