"""Builds the kernels for every architecture without a GPU, and records what each of them needs.

`python -m core_model.kernels.aot` builds what changed since the record was made; `--only NAME` and
`--all` choose otherwise. Must run in a process without TRITON_INTERPRET, which turns compiling off.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import time
from collections.abc import Iterator, Sequence

import triton
from triton import knobs
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from core_model.kernels.architecture import ARCHITECTURES, Architecture
from core_model.kernels.build import Build
from core_model.kernels.catalogue import BUILDS
from core_model.kernels.resources import KernelRecord, Record, Resources, complaints, key_of

_SPILL = re.compile(r"(\d+) bytes spill stores, (\d+) bytes spill loads")
_REGISTERS = re.compile(r"Used (\d+) registers")


def compile_for(build: Build, architecture: Architecture) -> Resources:
    """Compiles one kernel down to machine code and reads what it takes.

    Raises RuntimeError under Triton's interpreter, and what Triton raises for a faulty kernel.
    """
    if knobs.runtime.interpret:
        raise RuntimeError("kernels cannot be compiled under TRITON_INTERPRET; unset it")
    tiles = build.tiles(architecture)
    target = GPUTarget("cuda", architecture.capability, 32)
    source = _source(build, architecture)
    with _compiler_log() as log:
        compiled = triton.compile(source, target=target, options=tiles.options())
    text = log.getvalue()
    spilled = sum(int(stored) + int(loaded) for stored, loaded in _SPILL.findall(text))
    return Resources(
        registers=max(int(used) for used in _REGISTERS.findall(text)),
        spilled_bytes=spilled,
        shared_bytes=compiled.metadata.shared,
        warps=compiled.metadata.num_warps,
    )


def _source(build: Build, architecture: Architecture) -> ASTSource:
    constants = {**build.constants, **build.tiles(architecture).sizes}
    signature, attributes = {}, {}
    for index, name in enumerate(build.kernel.arg_names):
        if name in constants:
            signature[name] = "constexpr"
            continue
        kind, _, divisor = build.types[name].partition(":")
        signature[name] = kind
        if divisor:
            attributes[(index,)] = [["tt.divisibility", int(divisor)]]
    used = {name: constants[name] for name in build.kernel.arg_names if name in constants}
    return ASTSource(build.kernel, signature, used, attributes)


@contextlib.contextmanager
def _compiler_log() -> Iterator[io.StringIO]:
    """What ptxas says; nothing is taken from Triton's cache, where ptxas would say nothing."""
    log = io.StringIO()
    with knobs.nvidia.scope(), knobs.compilation.scope(), contextlib.redirect_stdout(log):
        knobs.nvidia.dump_ptxas_log = True
        knobs.compilation.always_compile = True
        yield log


def build_all(build: Build) -> KernelRecord:
    """One kernel on every architecture that has the instructions for it."""
    found = {}
    for architecture in ARCHITECTURES.values():
        if build.fits(architecture):
            start = time.perf_counter()
            found[architecture.capability] = compile_for(build, architecture)
            _print_row(build, architecture, found[architecture.capability], start)
    return KernelRecord(key=key_of(build), by_capability=found)


def _print_row(build: Build, architecture: Architecture, found: Resources, start: float) -> None:
    print(
        f"{build.name:26} sm_{architecture.capability:<4} {found.registers:4} registers"
        f" {found.spilled_bytes:5} spilled {found.shared_bytes:7} shared {found.warps:3} warps"
        f" {time.perf_counter() - start:6.1f} s",
        flush=True,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where a kernel exceeds its limits, after building all that was asked."""
    parser = argparse.ArgumentParser(description="Build the kernels ahead of time.")
    parser.add_argument("--all", action="store_true", help="build what has not changed too")
    parser.add_argument("--only", metavar="NAME", help="build this one, changed or not")
    asked = parser.parse_args(arguments)
    record = Record.read()
    for build in BUILDS:
        stale = key_of(build) != getattr(record.kernels.get(build.name), "key", None)
        if build.name == asked.only or (asked.only is None and (asked.all or stale)):
            record.kernels[build.name] = build_all(build)
            record.write()
    record.kernels = {
        build.name: record.kernels[build.name] for build in BUILDS if build.name in record.kernels
    }
    record.write()
    wrong = [each for build in BUILDS for each in complaints(build, record)]
    print("\n".join(wrong) or f"{len(BUILDS)} kernels, all within their limits")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
