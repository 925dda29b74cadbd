"""What the server costs a token beside the engine alone: `python -m benchmarks.serving_overhead`.

The same streams at once, first from an engine in this process, then from a server over HTTP. The
event loop is the server's main thread, so that its own processor time tells the cost whatever else
runs on the machine; wall times are beside it. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue
from statistics import median
from typing import Any

from apps.shared.settings import settings
from benchmarks.serving_client import ask
from benchmarks.serving_process import ModelServer, model_server, own_command
from core_model.build import build
from core_model.engine.engine import Engine
from core_model.engine.request import Message, Piece, Request, Sampling
from core_model.load import load
from core_model.server.config import MODEL_NAME

TOPICS = ("rivers", "bridges", "clocks", "maps", "salt", "glass", "wool", "ships")


def prompt(at: int) -> str:
    return f"Tell me about {TOPICS[at % len(TOPICS)]}, case {at}."


def alone(engine: Engine, streams: int, tokens: int) -> list[float]:
    """Seconds between the tokens of each stream, all together."""
    arrived: SimpleQueue[tuple[int, float, Piece | Exception]] = SimpleQueue()

    def request(at: int) -> Request:
        return Request(
            messages=(Message("user", prompt(at)),),
            sampling=Sampling(temperature=0),
            max_tokens=tokens,
            ignore_eos=True,
        )

    for at in range(streams):
        engine.submit(
            request(at), lambda piece, at=at: arrived.put((at, time.perf_counter(), piece))
        )
    times: list[list[float]] = [[] for _ in range(streams)]
    left = streams
    while left:
        at, when, piece = arrived.get()
        if isinstance(piece, Exception):
            raise piece
        left -= piece.finish is not None
        if piece.text:
            times[at].append(when)
    return [b - a for one in times for a, b in pairwise(one)]


def served(server: ModelServer, streams: int, tokens: int) -> tuple[list[float], float, float]:
    """The same over HTTP; also the event loop's processor seconds, and those of the process."""

    async def all_streams() -> list[float]:
        replies = await asyncio.gather(*(one(at) for at in range(streams)))
        return [gap for reply in replies for gap in reply.gaps_s]

    async def one(at: int) -> Any:
        body = {
            "model": server.model,
            "messages": [{"role": "user", "content": prompt(at)}],
            "temperature": 0,
            "max_tokens": tokens,
            "ignore_eos": True,
            "stream": True,
        }
        return await ask(server.port, body, "/v1/chat/completions")

    loop_s, whole_s = _main_thread_s(server), server.cpu_s
    gaps = asyncio.run(all_streams())
    return gaps, _main_thread_s(server) - loop_s, server.cpu_s - whole_s


def _main_thread_s(server: ModelServer) -> float:
    main = next(one for one in server.process.threads() if one.id == server.process.pid)
    return main.user_time + main.system_time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model-folder", type=Path)
    parser.add_argument("--streams", type=int, default=16)
    parser.add_argument("--tokens", type=int, default=64)
    given = parser.parse_args()
    folder = given.model_folder or build(settings().home / "models", settings().base_model)
    shape = (given.streams, given.tokens)
    with load(folder) as engine:
        alone(engine, given.streams, 4)
        cpu = time.process_time()
        gaps_alone = alone(engine, *shape)
        cpu = time.process_time() - cpu
    with (
        tempfile.TemporaryDirectory() as logs,
        model_server(own_command(folder, []), MODEL_NAME, Path(logs) / "log") as server,
    ):
        served(server, given.streams, 4)
        gaps_served, loop_s, whole_s = served(server, *shape)
    written = given.streams * given.tokens
    found = {
        "between_ms_alone": 1000 * median(gaps_alone),
        "between_ms_served": 1000 * median(gaps_served),
        "engine_cpu_ms_token": 1000 * cpu / written,
        "server_cpu_ms_token": 1000 * whole_s / written,
        "loop_cpu_ms_token": 1000 * loop_s / written,
    }
    for name, value in found.items():
        print(f"{name:22s} {value:8.3f}")
    print(json.dumps({name: round(value, 4) for name, value in found.items()}))


if __name__ == "__main__":
    main()
