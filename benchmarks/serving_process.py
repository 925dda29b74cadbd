"""A model server as a process of its own, its memory, and its figures. Loopback only."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

START_SECONDS = 300.0
_SAMPLE_SECONDS = 0.1
_LINE = re.compile(r"^\w+:(\w+)\{([^}]*)\} (\S+)$", re.MULTILINE)
_REASON = re.compile(r'finished_reason="(\w+)"')


@dataclass(slots=True)
class ModelServer:
    """`peak_rss` in bytes, of the process and what it started."""

    port: int
    process: psutil.Process
    model: str
    peak_rss: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def rss(self) -> int:
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family)

    @property
    def cpu_s(self) -> float:
        used = self.process.cpu_times()
        return used.user + used.system

    def figures(self) -> dict[str, float]:
        """Samples of `/metrics` by name, `name{reason}` where there is one; buckets left out."""
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=10).text
        found: dict[str, float] = {}
        for name, labels, value in _LINE.findall(text):
            reason = _REASON.search(labels)
            if 'le="' not in labels:
                found[f"{name}{{{reason[1]}}}" if reason else name] = float(value)
        return found

    def settled(self, seconds: float = 10.0) -> dict[str, float]:
        """The figures once nothing runs and nothing waits, or when the time is over."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.figures()
            busy = found["num_requests_running"] + found["num_requests_waiting"]
            if not busy or time.monotonic() > deadline:
                return found
            time.sleep(0.1)

    def watch(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak_rss = max(self.peak_rss, self.rss)


@contextmanager
def model_server(command: Sequence[str], model: str, log: Path) -> Iterator[ModelServer]:
    """Runs a command, `{port}` in it replaced, until it answers on `/v1/models` and is ready."""
    port = free_port()
    filled = [part.replace("{port}", str(port)) for part in command]
    with log.open("wb") as out:
        child = subprocess.Popen(filled, stdout=out, stderr=subprocess.STDOUT)
    server = ModelServer(port, psutil.Process(child.pid), model)
    watcher = threading.Thread(target=server.watch, daemon=True)
    try:
        _wait(child, port, log)
        watcher.start()
        yield server
    finally:
        server._ended.set()
        if watcher.ident is not None:
            watcher.join()
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def own_command(folder: Path, adapters: Sequence[str]) -> list[str]:
    """Our server over a built model."""
    start = [sys.executable, "-m", "core_model.server", "--folder", str(folder)]
    given = [part for adapter in adapters for part in ("--adapter", adapter)]
    return [*start, *given, "--port", "{port}", "--drain", "5"]


def vllm_command(python: Path, folder: Path) -> list[str]:
    """vLLM's server over an exported checkpoint, from an environment that has it."""
    start = [str(python), "-m", "vllm.entrypoints.openai.api_server", "--model", str(folder)]
    names = ["--served-model-name", "peer", "--host", "127.0.0.1", "--port", "{port}"]
    return [*start, *names, "--dtype", "bfloat16", "--max-model-len", "4096"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(child: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        for path in ("readyz", "health"):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/{path}", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                pass
        time.sleep(0.3)
    tail = log.read_text("utf-8", "replace")[-2000:]
    raise RuntimeError(f"the server did not start:\n{tail}")
