"""Compiles and loads the fused kernels for this CPU, once; None where there is no compiler.

Knows compilers and C functions; knows nothing of models.
"""

from __future__ import annotations

import ctypes
import hashlib
import logging
import subprocess
from ctypes import c_float, c_int64, c_void_p
from functools import cache
from pathlib import Path

import torch
from filelock import FileLock

from core_model.native import compile as native
from core_model.native.variants import Variant, supported

HERE = Path(__file__).parent
SIGNATURES = {
    "rms_forward": (4, 2, 1),
    "rms_backward": (5, 2, 0),
    "swiglu_forward": (3, 3, 0),
    "swiglu_backward": (5, 3, 0),
    "expert_backward": (6, 2, 0),
    "combine": (5, 3, 0),
    "add_into": (2, 3, 0),
    "cross_entropy": (3, 2, 1),
    "divergence": (3, 2, 1),
    "attention_forward": (8, 4, 1),
    "attention_backward": (12, 4, 1),
}
"""How many addresses, integers and floats each function takes, in that order."""

LANES = 16

log = logging.getLogger(__name__)


class Kernels:
    """The loaded functions. Tensors are passed by address: the caller keeps them contiguous."""

    def __init__(self, path: Path, variant: str):
        self.variant = variant
        self._dll = ctypes.CDLL(str(path))
        for name, (addresses, integers, floats) in SIGNATURES.items():
            function = getattr(self._dll, name)
            function.restype = None
            function.argtypes = [c_void_p] * addresses + [c_int64] * integers + [c_float] * floats

        self._dll.attention_allowed.restype = c_int64
        self.attends = bool(self._dll.attention_allowed())
        """Whether this CPU and system have the tiles that attention needs."""

    def call(self, name: str, *given: torch.Tensor | int | float | None) -> None:
        """Calls a function; the GIL is released."""
        plain = [x.data_ptr() if isinstance(x, torch.Tensor) else x for x in given]
        getattr(self._dll, name)(*plain)


@cache
def kernels() -> Kernels | None:
    """For the best variant that this CPU can run and this compiler can build; None without."""
    for variant in supported():
        try:
            return Kernels(_compiled(variant), variant.name)
        except (native.NativeUnavailable, OSError) as problem:
            log.warning("fused training kernels for %s: %s", variant.name, problem)
    return None


def _compiled(variant: Variant) -> Path:
    compiler = native.find_compiler()
    sources = sorted([*HERE.glob("*.cpp"), *HERE.glob("*.h"), native.SOURCES / "vector.h"])
    digest = hashlib.sha256(repr((native.FLAGS, variant.flags, compiler)).encode())
    for path in sources:
        digest.update(path.read_bytes())
    folder = native.cache_folder()
    target = folder / f"training-{variant.name}-{digest.hexdigest()[:16]}.so"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        if not target.is_file():
            _build(compiler, variant, target)
    return target


def _build(compiler: str, variant: Variant, target: Path) -> None:
    beside = target.with_suffix(".new")
    command = [compiler, *native.FLAGS, *variant.flags, f"-I{native.SOURCES}"]
    command += [str(HERE / "kernels.cpp"), "-o", str(beside)]
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, check=False, timeout=native.TIMEOUT_S
    )
    if done.returncode != 0:
        raise native.NativeUnavailable(
            f"{compiler} could not compile {HERE / 'kernels.cpp'}: {done.stderr.strip()[:300]}"
        )
    beside.replace(target)


def fused(*tensors: torch.Tensor) -> Kernels | None:
    """The kernels where they apply: bf16 on a CPU, the last dimension in steps of 16."""
    if any(x.dtype != torch.bfloat16 or x.device.type != "cpu" for x in tensors):
        return None
    if any(x.shape[-1] % LANES for x in tensors):
        return None
    return kernels()
