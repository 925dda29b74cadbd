"""How a kernel is built ahead of time: the types it is launched with and the limits it must keep.

Each operation lists its own builds beside its kernels. Knows nothing of compilers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core_model.kernels.architecture import Architecture, Tiles


@dataclass(frozen=True, slots=True)
class Build:
    """One kernel at typical sizes.

    `types` gives Triton types of the run-time arguments by name; ":16" marks pointers and sizes
    divisible by 16, as a launch would find them. `constants` are compile-time arguments beside the
    tiles. `most_registers` per thread is the gate; no build may spill, whatever its registers.
    """

    name: str
    kernel: Any
    types: Mapping[str, str]
    tiles: Callable[[Architecture], Tiles]
    constants: Mapping[str, Any] = field(default_factory=dict)
    most_registers: int = 128
    needs_e4m3: bool = False

    def fits(self, architecture: Architecture) -> bool:
        """False where the chip lacks the instructions, so that the operation refuses to run."""
        return architecture.multiplies_e4m3 or not self.needs_e4m3


def in_fp32(types: Mapping[str, str]) -> dict[str, str]:
    """The types of a build for fp32 tensors instead of bf16."""
    return {name: kind.replace("bf16", "fp32") for name, kind in types.items()}
