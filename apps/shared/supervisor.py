"""Starts the servers of an installation as child processes, waits for them, and stops them all.

Restarts nothing: an end that was not asked for is told. Knows commands, ports and health
addresses, not what the servers do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from apps.shared.lifeline import die_with_parent

_POLL_SECONDS = 0.2
_TAIL_LINES = 15


@dataclass(frozen=True, slots=True)
class Server:
    """A server to start. `setting` is what the user changes where the port is taken.

    Without an `essential` one the others are stopped; without another they go on.
    """

    name: str
    command: Sequence[str]
    host: str
    port: int
    health: str
    setting: str
    essential: bool = True
    ready_seconds: float = 120.0
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"


class ServerFailed(RuntimeError):
    """A server did not start, or ended; the message names it, its log and the remedy."""


class Supervisor:
    """The servers of one `consilium up`. Use from the main thread."""

    def __init__(self, servers: Sequence[Server], logs: Path, *, patience: float = 10.0) -> None:
        """`patience` is how many seconds a child has to end when it is asked to."""
        self._servers = list(servers)
        self._logs = logs
        self._patience = patience
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()

    def start(self) -> None:
        """Raises ServerFailed where a port is taken, before anything is started."""
        for server in self._servers:
            check_port(server)
        self._logs.mkdir(parents=True, exist_ok=True)
        for server in self._servers:
            with self.log_of(server).open("wb") as log:
                self._running[server.name] = subprocess.Popen(  # noqa: S603
                    list(server.command),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, **server.environment},
                    start_new_session=True,
                    preexec_fn=_tied,
                )

    def wait_until_healthy(self, tell: Callable[[Server, float], None]) -> None:
        """Call `tell(server, seconds)` for each as it answers. Raises ServerFailed."""
        started = time.monotonic()
        waiting = list(self._servers)
        while waiting and not self._stopping.is_set():
            for server in list(waiting):
                seconds = time.monotonic() - started
                if self._running[server.name].poll() is not None:
                    raise ServerFailed(self._ended(server))
                if answers(server):
                    waiting.remove(server)
                    tell(server, seconds)
                elif seconds > server.ready_seconds:
                    raise ServerFailed(
                        f"{server.name} did not answer at {server.address} within "
                        f"{server.ready_seconds:.0f} s; its log is {str(self.log_of(server))!r}"
                        f"{self._tail(server)}"
                    )
            self._stopping.wait(_POLL_SECONDS)

    def watch(self, tell: Callable[[str], None]) -> None:
        """Return once `ask_to_stop` was called. Raises ServerFailed where an essential one ends.

        The end of another is told once.
        """
        told: set[str] = set()
        while not self._stopping.wait(_POLL_SECONDS):
            for server in self._servers:
                if server.name in told or self._running[server.name].poll() is None:
                    continue
                if server.essential:
                    raise ServerFailed(self._ended(server))
                told.add(server.name)
                tell(self._ended(server))

    def ask_to_stop(self, *_: object) -> None:
        """Have `watch` return; may be installed as a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """End every child and what it started: asked first, killed when patience ends."""
        deadline = time.monotonic() + self._patience
        for process in self._running.values():
            _signal(process, signal.SIGTERM)
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
        for process in self._running.values():
            _signal(process, signal.SIGKILL)
            process.wait()
        self._running.clear()

    def log_of(self, server: Server) -> Path:
        return self._logs / f"{server.name.replace(' ', '-')}.log"

    def _ended(self, server: Server) -> str:
        code = self._running[server.name].returncode
        how = f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
        return (
            f"{server.name} ended with {how}; its log is {str(self.log_of(server))!r}"
            f"{self._tail(server)}"
        )

    def _tail(self, server: Server) -> str:
        lines = self.log_of(server).read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "".join(f"\n  {line}" for line in lines)


def check_port(server: Server) -> None:
    """Raises ServerFailed where something listens already, naming port and setting."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((server.host, server.port))
        except OSError as problem:
            raise ServerFailed(
                f"port {server.port} for {server.name} cannot be used ({problem.strerror}); "
                f"end what listens there, or set {server.setting} to a free port"
            ) from problem


def answers(server: Server) -> bool:
    """True where the health address of a server answers well."""
    try:
        reply = httpx.get(server.address + server.health, timeout=2.0)
    except httpx.HTTPError:
        return False
    return reply.is_success


def _tied() -> None:
    die_with_parent(signal.SIGTERM)


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    """Send to the whole session of a child; what has ended already needs no signal."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
