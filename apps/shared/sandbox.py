"""Runs one parsing function over untrusted bytes in a process of its own, under limits.

The child is a fresh interpreter with an empty environment, its own session, limits on memory,
processor time, file size and open files, and no way to write anything but one pipe. What it sends
back is JSON and bytes, never a pickle. Knows nothing of filings; the child's side is `inmate`.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import apps
from rag.readers.errors import UnreadableFile

Progress = Callable[[str, float], None]
"""Told the stage and how much of it is done (0..1)."""

LOG = logging.getLogger(__name__)
_POLL_SECONDS = 0.1
_READ_BYTES = 1 << 20
_LINE_BYTES = 1 << 16
_STDERR_TAIL = 4_000
_CODE_ROOT = Path(apps.__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. `result_mb` bounds what it may send back."""

    memory_mb: int = 3_000
    seconds: float = 120.0
    file_mb: int = 16
    open_files: int = 256
    result_mb: int = 512

    def __post_init__(self) -> None:
        if min(self.memory_mb, self.seconds, self.open_files, self.result_mb) <= 0:
            raise ValueError(f"{self}: every limit of the sandbox must be above zero")


def run(
    function: str,
    data: bytes,
    name: str,
    *,
    limits: Limits,
    options: Mapping[str, object] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> bytes:
    """Call `function` (`package.module:name`) on `data` and return the bytes it returns.

    The function is called as `function(data, name, progress=..., **options)`; `options` must be
    JSON. Raises UnreadableFile: what the function raised, or kind `memory`, `timeout`, `cancelled`
    or `crashed`.
    """
    request = {
        "function": function,
        "name": name,
        "options": dict(options or {}),
        "memory_mb": limits.memory_mb,
        "seconds": limits.seconds,
        "file_mb": limits.file_mb,
        "open_files": limits.open_files,
    }
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as complaints,
        tempfile.TemporaryDirectory(prefix="consilium-") as scratch,
    ):
        source.write(data)
        source.seek(0)
        child = _Child(request, source, complaints, Path(scratch), limits)
        try:
            return child.follow(progress or _silent, cancelled or _never)
        finally:
            child.end()


def _silent(stage: str, done: float) -> None:
    """Nobody asked how far it is."""


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Inbox:
    """What has come down the pipe: lines of JSON, the last of which announces raw bytes."""

    limit: int
    pending: bytearray = field(default_factory=bytearray)
    expected: int | None = None
    error: dict[str, str] | None = None

    def feed(self, piece: bytes, progress: Progress) -> None:
        """Raises ValueError where the child does not keep to the protocol."""
        self.pending += piece
        while self.expected is None and (end := self.pending.find(b"\n")) >= 0:
            line = bytes(self.pending[:end])
            del self.pending[: end + 1]
            self._message(json.loads(line), progress)
        if len(self.pending) > (_LINE_BYTES if self.expected is None else self.expected):
            raise ValueError("more bytes than it announced")

    def _message(self, message: dict[str, object], progress: Progress) -> None:
        match message:
            case {"stage": str(stage), "done": int() | float() as done}:
                progress(stage, min(max(float(done), 0.0), 1.0))
            case {"error": {"kind": str(kind), "problem": str(problem), "remedy": str(remedy)}}:
                self.error = {"kind": kind, "problem": problem, "remedy": remedy}
            case {"result": int(size)} if 0 <= size <= self.limit:
                self.expected = size
            case _:
                raise ValueError(f"an unknown message: {str(message)[:80]}")

    @property
    def result(self) -> bytes | None:
        """The whole result, or None while it, or a part of it, is missing."""
        if self.expected is None or len(self.pending) != self.expected:
            return None
        return bytes(self.pending)


class _Child:
    """One child process, followed until it ends or must end."""

    def __init__(
        self,
        request: Mapping[str, object],
        source: IO[bytes],
        complaints: IO[bytes],
        scratch: Path,
        limits: Limits,
    ) -> None:
        self.name = str(request["name"])
        self.limits = limits
        self.complaints = complaints
        self.deadline = time.monotonic() + limits.seconds
        self.pipe, sending = os.pipe()
        try:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "apps.shared.inmate", str(sending), json.dumps(request)],
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=scratch,
                env=_environment(scratch),
                pass_fds=(sending,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self.pipe)
            raise
        finally:
            os.close(sending)

    def follow(self, progress: Progress, cancelled: Callable[[], bool]) -> bytes:
        inbox = _Inbox(limit=self.limits.result_mb << 20)
        with selectors.DefaultSelector() as selector:
            selector.register(self.pipe, selectors.EVENT_READ)
            while True:
                if cancelled():
                    raise self._refuse(
                        "cancelled", "reading was stopped", "add it again to read it"
                    )
                if time.monotonic() > self.deadline:
                    raise self._too_slow()
                if not selector.select(_POLL_SECONDS):
                    continue
                piece = os.read(self.pipe, _READ_BYTES)
                if not piece:
                    return self._outcome(inbox)
                try:
                    inbox.feed(piece, progress)
                except ValueError as problem:
                    raise self._crashed(f"its reader sent {problem}") from problem

    def end(self) -> None:
        """Kill the whole session of the child, whatever state it is in, and wait for it."""
        os.close(self.pipe)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            LOG.debug("sandbox %d had already ended", self.process.pid)
        self.process.wait()

    def _outcome(self, inbox: _Inbox) -> bytes:
        code = self.process.wait(timeout=max(1.0, self.deadline - time.monotonic()))
        if inbox.error is not None:
            raise self._refuse(**inbox.error)
        if (result := inbox.result) is not None and code == 0:
            return result
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            raise self._too_slow()
        raise self._crashed(f"its reader ended with {_ending(code)}")

    def _too_slow(self) -> UnreadableFile:
        return self._refuse(
            "timeout",
            f"reading took more than {self.limits.seconds:g} s",
            "split the file, or raise CONSILIUM_PARSE_SECONDS",
        )

    def _crashed(self, problem: str) -> UnreadableFile:
        self.complaints.seek(0, os.SEEK_END)
        self.complaints.seek(max(0, self.complaints.tell() - _STDERR_TAIL))
        LOG.warning("sandbox: %s: %s", problem, self.complaints.read().decode(errors="replace"))
        return self._refuse(
            "crashed", problem, "the file is probably damaged: save it anew and try again"
        )

    def _refuse(self, kind: str, problem: str, remedy: str) -> UnreadableFile:
        return UnreadableFile(self.name, kind, problem, remedy)


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def _environment(scratch: Path) -> dict[str, str]:
    """Nothing of the parent's environment: keys and passwords stay out of the child's reach."""
    return {
        "PATH": os.defpath,
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_CODE_ROOT),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
