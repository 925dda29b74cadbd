"""Functions for the sandbox to run: each behaves as a reader may that meets a hostile file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rag.readers.errors import UnreadableFile

Progress = Callable[[str, float], None]


def echo(data: bytes, name: str, *, progress: Progress, suffix: str = "") -> bytes:
    progress("reading", 0.5)
    progress("reading", 1.0)
    return data + suffix.encode()


def environment(data: bytes, name: str, *, progress: Progress) -> bytes:
    return "\n".join(sorted(os.environ)).encode()


def refuse(data: bytes, name: str, *, progress: Progress) -> bytes:
    raise UnreadableFile(name, "encrypted", "it is locked", "unlock it")


def eat(data: bytes, name: str, *, progress: Progress) -> bytes:
    hoard = [bytes(1 << 24)]
    while True:
        hoard.append(bytes(1 << 24))


def sleep(data: bytes, name: str, *, progress: Progress) -> bytes:
    """Leave a grandchild asleep beside the sleeping child; its pid goes to the file named."""
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path(data.decode()).write_text(str(grandchild.pid))
    progress("asleep", 0.0)
    time.sleep(600)
    return b""


def spin(data: bytes, name: str, *, progress: Progress) -> bytes:
    while True:
        pass


def abort(data: bytes, name: str, *, progress: Progress) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def stumble(data: bytes, name: str, *, progress: Progress) -> bytes:
    raise KeyError("a bug of the reader")


def fill_disk(data: bytes, name: str, *, progress: Progress) -> bytes:
    with Path("full").open("wb") as disk:
        while True:
            disk.write(bytes(1 << 20))


def babble(data: bytes, name: str, *, progress: Progress) -> bytes:
    """Write straight into the pipe, as a reader taken over by its file could."""
    os.write(int(sys.argv[1]), data)
    return b"not this"
