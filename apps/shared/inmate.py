"""The child's side of the sandbox: limits itself, calls one function, sends bytes up the pipe.

Run as `python -m apps.shared.inmate PIPE REQUEST` with the file on standard input. Imports
no reader before its limits are set.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from typing import Any

from apps.shared.lifeline import die_with_parent
from rag.readers.errors import UnreadableFile

_MEMORY = {
    "kind": "memory",
    "problem": "reading needs more memory than is allowed",
    "remedy": "split the file, or raise CONSILIUM_PARSE_MEMORY_MB",
}


def main(pipe: int, request: dict[str, Any]) -> None:
    """Send progress lines, then one result or one error, and leave."""
    confine(request)

    def progress(stage: str, done: float) -> None:
        _send(pipe, {"stage": stage, "done": done})

    try:
        result = _call(request, progress)
    except MemoryError:
        _send(pipe, {"error": _MEMORY})
        return
    except UnreadableFile as refusal:
        kind, problem, remedy = refusal.kind, refusal.problem, refusal.remedy
        _send(pipe, {"error": {"kind": kind, "problem": problem, "remedy": remedy}})
        return
    _send(pipe, {"result": len(result)})
    _write(pipe, result)


def confine(request: dict[str, Any]) -> None:
    """Set the limits that no later code can lift, and die with the parent where Linux can."""
    megabyte = 1 << 20
    seconds = max(1, int(request["seconds"]))
    for limit, value in (
        (resource.RLIMIT_AS, request["memory_mb"] * megabyte),
        (resource.RLIMIT_FSIZE, request["file_mb"] * megabyte),
        (resource.RLIMIT_NOFILE, request["open_files"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
    ):
        _, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))
    die_with_parent()


def _call(request: dict[str, Any], progress: Any) -> bytes:
    module, _, function = request["function"].partition(":")
    call = getattr(importlib.import_module(module), function)
    data = sys.stdin.buffer.read()
    return call(data, request["name"], progress=progress, **request["options"])


def _send(pipe: int, message: dict[str, Any]) -> None:
    _write(pipe, json.dumps(message).encode() + b"\n")


def _write(pipe: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
