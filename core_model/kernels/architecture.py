"""What a generation of GPUs offers a kernel, and the tile sizes chosen for it.

Tiles are fixed by reasoning about shared memory and registers, never tuned at run time: the same
request always runs the same code. Knows nothing of any operation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import torch


@dataclass(frozen=True, slots=True)
class Architecture:
    """A compute capability times ten, and the most shared memory one block may take, in bytes.

    Source of the sizes: CUDA C++ Programming Guide, table "Technical Specifications per Compute
    Capability".
    """

    capability: int
    shared_bytes: int

    @property
    def roomy(self) -> bool:
        """True for data-centre chips, whose blocks hold deep pipelines of large tiles."""
        return self.shared_bytes >= 160 * 1024

    @property
    def multiplies_e4m3(self) -> bool:
        """True where tensor cores take float8."""
        return self.capability >= 89


ARCHITECTURES = {
    each.capability: each
    for each in (
        Architecture(80, 163 * 1024),
        Architecture(86, 99 * 1024),
        Architecture(89, 99 * 1024),
        Architecture(90, 227 * 1024),
        Architecture(100, 227 * 1024),
        Architecture(120, 99 * 1024),
    )
}


@dataclass(frozen=True, slots=True)
class Tiles:
    """Compile-time sizes of a kernel by name, warps per block, and depth of its load pipeline."""

    sizes: Mapping[str, int]
    warps: int = 4
    stages: int = 3

    def options(self) -> dict[str, int | bool]:
        """The compiler's options; multiply-adds are fused, whatever Triton's default becomes."""
        return {"num_warps": self.warps, "num_stages": self.stages, "enable_fp_fusion": True}

    def launch(self) -> dict[str, int | bool]:
        """Keyword arguments of a launch."""
        return {**self.sizes, **self.options()}


@lru_cache
def architecture_of(device: torch.device) -> Architecture:
    """The newest known architecture that is not newer than the device.

    The CPU, where only Triton's interpreter launches kernels, counts as the oldest. Raises
    ValueError for a GPU before compute capability 8.0.
    """
    if device.type == "cpu":
        return ARCHITECTURES[80]
    major, minor = torch.cuda.get_device_capability(device)
    known = [capability for capability in ARCHITECTURES if capability <= 10 * major + minor]
    if not known:
        raise ValueError(
            f"{torch.cuda.get_device_name(device)!r} has compute capability {major}.{minor};"
            " the kernels need 8.0 or newer: keep the tensors on the CPU"
        )
    return ARCHITECTURES[max(known)]


@lru_cache
def processors(device: torch.device) -> int:
    """Streaming multiprocessors of a GPU; 4 for the interpreter on the CPU."""
    if device.type == "cpu":
        return 4
    return torch.cuda.get_device_properties(device).multi_processor_count


def power_of_two(size: int, *, least: int = 1) -> int:
    """The smallest power of two that is at least `size` and `least`."""
    return max(least, 1 << max(size - 1, 0).bit_length())


def tiles_over(size: int, tile: int) -> int:
    """How many tiles cover a size."""
    return -(-size // tile)
