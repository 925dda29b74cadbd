"""Which instruction sets the native library can be compiled for, and which this CPU has.

Knows compiler flags and CPU features. Knows nothing of how compiling is done.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
AVX2 = ("avx2", "fma", "f16c", "bmi1", "bmi2", "movbe", "abm")
AVX512 = (*AVX2, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512_vnni")
AMX = (*AVX512, "avx512_bf16", "amx_tile", "amx_bf16")


@dataclass(frozen=True, slots=True)
class Variant:
    """One target: the CPU features it needs, as Linux names them, and the compiler flags."""

    name: str
    features: tuple[str, ...]
    flags: tuple[str, ...]


V4 = ("-march=x86-64-v4", "-mprefer-vector-width=512", "-mavx512vnni")
VARIANTS = (
    Variant("amx", AMX, (*V4, "-mavx512bf16", "-mamx-tile", "-mamx-bf16")),
    Variant("avx512", AVX512, V4),
    Variant("avx2", AVX2, ("-march=x86-64-v3",)),
    Variant("portable", (), ()),
)


def variant(name: str) -> Variant:
    """The variant of that name. Raises ValueError with the names there are."""
    for known in VARIANTS:
        if known.name == name:
            return known
    raise ValueError(f"variant {name!r} is not one of {[known.name for known in VARIANTS]}")


@cache
def supported() -> tuple[Variant, ...]:
    """What this CPU can run, fastest first; "portable" is always among them."""
    features = cpu_features(CPU_INFO)
    return tuple(known for known in VARIANTS if features.issuperset(known.features))


def cpu_features(info: Path) -> frozenset[str]:
    """Features of an x86-64 CPU as Linux lists them; empty elsewhere."""
    if platform.machine().lower() not in ("x86_64", "amd64") or not info.is_file():
        return frozenset()
    for line in info.read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "flags":
            return frozenset(value.split())
    return frozenset()
