"""What each kernel was found to need on each architecture, and whether that is within its limits.

Reads and judges the committed record; knows nothing of compilers. A record belongs to the source
that was compiled: its key changes with the kernel, the kernels it calls, its types, its tiles and
the version of Triton.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from core_model.kernels.architecture import ARCHITECTURES, Architecture
from core_model.kernels.build import Build

RECORD = Path(__file__).with_name("resources.json")
RENEW = "python -m core_model.kernels.aot"


class Resources(BaseModel):
    """What one block or thread of a built kernel takes, as ptxas and Triton report it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    registers: int
    spilled_bytes: int
    shared_bytes: int
    warps: int


class KernelRecord(BaseModel):
    """One build: the key of what was compiled, and its resources by compute capability."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    by_capability: dict[int, Resources]


class Record(BaseModel):
    """All builds by name."""

    model_config = ConfigDict(extra="forbid")

    kernels: dict[str, KernelRecord] = {}

    @classmethod
    def read(cls, path: Path = RECORD) -> Record:
        """The committed record; an empty one before the first build."""
        return cls.model_validate_json(path.read_text()) if path.exists() else cls()

    def write(self, path: Path = RECORD) -> None:
        """Sorted by name, so that two runs differ only where the figures do."""
        content = self.model_dump(mode="json")
        content["kernels"] = dict(sorted(content["kernels"].items()))
        path.write_text(json.dumps(content, indent=1) + "\n")


def key_of(build: Build) -> str:
    """Changes whenever the compiled code might."""
    parts = [
        version("triton"),
        json.dumps(dict(build.types)),
        repr(sorted(build.constants.items())),
    ]
    parts += [repr(build.tiles(architecture)) for architecture in ARCHITECTURES.values()]
    parts += [inspect.getsource(fn) for fn in _functions(build.kernel.fn, set())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _functions(fn: Any, seen: set[str]) -> Iterator[Any]:
    """The function and all kernels that it calls, each once."""
    seen.add(fn.__name__)
    yield fn
    for name in fn.__code__.co_names:
        called = getattr(fn.__globals__.get(name), "fn", None)
        if called is not None and name not in seen:
            yield from _functions(called, seen)


def complaints(build: Build, record: Record) -> list[str]:
    """What is wrong with a build, each with its remedy; empty where its record is good."""
    held = record.kernels.get(build.name)
    if held is None or held.key != key_of(build):
        return [f"{build.name}: not built since it last changed; run {RENEW}"]
    found = []
    for architecture in ARCHITECTURES.values():
        if not build.fits(architecture):
            continue
        resources = held.by_capability.get(architecture.capability)
        if resources is None:
            found.append(f"{build.name}: not built for {architecture.capability}; run {RENEW}")
        else:
            where = f"{build.name} on {architecture.capability}"
            found += [f"{where}: {each}" for each in _excess(build, architecture, resources)]
    return found


def _excess(build: Build, architecture: Architecture, resources: Resources) -> Iterator[str]:
    if resources.spilled_bytes:
        yield f"spills {resources.spilled_bytes} bytes; use smaller tiles or more warps"
    if resources.registers > build.most_registers:
        yield f"takes {resources.registers} registers, more than {build.most_registers}"
    if resources.shared_bytes > architecture.shared_bytes:
        yield (
            f"takes {resources.shared_bytes} bytes of shared memory, more than the chip's"
            f" {architecture.shared_bytes}; use fewer stages"
        )
