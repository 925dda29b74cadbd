"""What tests ask of processes."""

from __future__ import annotations

import socket
import time

import psutil


def gone(pid: int, seconds: float = 5.0) -> bool:
    """True once no live process has this id; a kill takes a moment to be carried out."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
