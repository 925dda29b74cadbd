"""How fast a device reads and multiplies at best, and how long a piece of work takes on it.

Ceilings are measured on the spot, with a large copy and a large product; for known GPUs the
maker's figures stand beside them. Knows nothing of what is timed.
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch

# name as torch reports it: bytes per second, bf16 FLOP per second without sparsity (data sheets)
PUBLISHED = {
    "A100-SXM4-40GB": (1.555e12, 312e12),
    "A100-SXM4-80GB": (2.039e12, 312e12),
    "A100 80GB PCIe": (1.935e12, 312e12),
    "A10G": (0.600e12, 70e12),
    "L4": (0.300e12, 121e12),
    "L40S": (0.864e12, 362e12),
    "H100 PCIe": (2.0e12, 756e12),
    "H100 80GB HBM3": (3.35e12, 989e12),
    "H200": (4.8e12, 989e12),
    "B200": (8.0e12, 2250e12),
    "GeForce RTX 3090": (0.936e12, 71e12),
    "GeForce RTX 4090": (1.008e12, 165e12),
    "GeForce RTX 5090": (1.792e12, 210e12),
}


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Measured bytes and FLOP per second, and the published ones where the device is known."""

    device: str
    bytes_s: float
    flop_s: float
    published: tuple[float, float] | None

    def floor_s(self, moved: float, flop: float) -> float:
        """The least time in which the device can move these bytes and do this many FLOP."""
        return max(moved / self.bytes_s, flop / self.flop_s)


def measure_ceilings(device: torch.device, dtype: torch.dtype) -> Ceilings:
    """Copies 64 MiB on a CPU and 1 GiB on a GPU; multiplies squares of 1,024 and 8,192."""
    gpu = device.type == "cuda"
    size, edge = (1 << 30, 8192) if gpu else (1 << 26, 1024)
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.zeros_like(source)
    square = torch.randn(edge, edge, device=device).to(dtype)
    name = torch.cuda.get_device_name(device) if gpu else platform.processor() or "CPU"
    known = [key for key in PUBLISHED if name.endswith(key)]
    return Ceilings(
        device=name,
        bytes_s=2 * size / seconds(lambda: target.copy_(source), device),
        flop_s=2 * edge**3 / seconds(lambda: square @ square, device),
        published=PUBLISHED[max(known, key=len)] if known else None,
    )


def seconds(work: Callable[[], object], device: torch.device, repeats: int = 20) -> float:
    """Time of one call after three to warm up.

    On a GPU the median by events, with the cache overwritten before each call, so that weights come
    from memory as in a model. On a CPU the least wall time, the one that other work disturbed
    least, with a warm cache.
    """
    for _ in range(3):
        work()
    if device.type == "cuda":
        return statistics.median(_events(work, repeats))
    return min(_wall(work) for _ in range(repeats))


def _wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _events(work: Callable[[], object], repeats: int) -> list[float]:
    evict = torch.empty(256 << 20, dtype=torch.uint8, device="cuda")
    pairs = []
    for _ in range(repeats):
        evict.zero_()
        start, stop = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        work()
        stop.record()
        pairs.append((start, stop))
    torch.cuda.synchronize()
    return [start.elapsed_time(stop) / 1000 for start, stop in pairs]
