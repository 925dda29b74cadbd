"""The C interface of the native library, as ctypes sees it: its structures and its functions.

Mirrors library.cpp, model.h and batch.h. Knows nothing of models on disk.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Sequence
from ctypes import POINTER, Structure, c_char_p, c_float, c_int32, c_int64, c_void_p
from pathlib import Path
from typing import ClassVar

from core_model.native.compile import NativeUnavailable, compiled
from core_model.native.variants import Variant, supported, variant

log = logging.getLogger(__name__)

SITES = ("qkv", "out", "gate_up", "down")


class Shape(Structure):
    """Sizes and coefficients of the model, its cache and its threads."""

    _fields_: ClassVar = [
        *[
            (name, c_int32)
            for name in [
                "vocab",
                "width",
                "layers",
                "heads",
                "kv_heads",
                "head_dim",
                "general",
                "experts",
                "top_k",
                "renormalise",
                "context",
                "blocks",
                "block_size",
                "bits",
                "threads",
                "tied",
                "specialist_bits",
            ]
        ],
        ("eps", c_float),
        ("temperature", c_float),
        ("rotary_scale", c_float),
        ("widths", POINTER(c_int32)),
        ("frequencies", POINTER(c_float)),
    ]


class LayerWeights(Structure):
    """Addresses of one layer's weights, fp32 and contiguous."""

    _fields_: ClassVar = [
        *[
            (name, c_void_p)
            for name in [
                "norm",
                "expert_norm",
                "query",
                "key",
                "value",
                "out",
                "gate",
                "up",
                "down",
                "router",
                "bias",
                "gate_ups",
                "downs",
            ]
        ],
        ("stacked", c_int32),
    ]


class LowRankWeights(Structure):
    """Addresses of one site's low-rank term; rank 0 where there is none."""

    _fields_: ClassVar = [("a", c_void_p), ("b", c_void_p), ("rank", c_int32)]


class StepWork(Structure):
    """New tokens of one sequence."""

    _fields_: ClassVar = [
        *[
            (name, c_int32)
            for name in [
                "tokens",
                "cached",
                "position",
                "first_block",
                "adapter",
                "wanted",
                "observe",
                "reserved",
            ]
        ],
        ("logits", c_void_p),
        ("attention", c_void_p),
    ]


class NativeLibrary:
    """One loaded variant. Its functions raise RuntimeError with the library's own message."""

    def __init__(self, path: Path, name: str):
        self.variant = name
        self._dll = ctypes.CDLL(str(path))
        pointer_i32 = POINTER(c_int32)
        pointer_i64 = POINTER(c_int64)
        self._dll.consilium_error.restype = c_char_p
        self._dll.consilium_create.restype = c_void_p
        self._dll.consilium_create.argtypes = [POINTER(Shape)]
        self._dll.consilium_destroy.argtypes = [c_void_p]
        self._dll.consilium_destroy.restype = None
        self._dll.consilium_ends.argtypes = [c_void_p, c_void_p, c_void_p, c_void_p]
        self._dll.consilium_layer.argtypes = [c_void_p, c_int32, POINTER(LayerWeights)]
        self._dll.consilium_adapter.argtypes = [c_void_p, c_int32, POINTER(LowRankWeights)]
        self._dll.consilium_drop_adapter.argtypes = [c_void_p, c_int32]
        self._dll.consilium_drop_adapter.restype = None
        self._dll.consilium_step.argtypes = [
            c_void_p,
            pointer_i32,
            pointer_i32,
            POINTER(StepWork),
            c_int32,
        ]
        self._dll.consilium_move.argtypes = [c_void_p, pointer_i64, pointer_i64, c_int32]
        self._dll.consilium_rounded.argtypes = [c_void_p, c_int32, c_int32, c_int32, c_void_p]

    def allowed(self) -> bool:
        """Whether the system lets this process use the variant's instructions."""
        return bool(self._dll.consilium_allowed())

    def create(self, shape: Shape) -> int:
        """A model without weights; its handle."""
        handle = self._dll.consilium_create(ctypes.byref(shape))
        if not handle:
            self._raise()
        return handle

    def destroy(self, handle: int) -> None:
        """Frees a model and its threads."""
        self._dll.consilium_destroy(handle)

    def ends(self, handle: int, embedding: int, head: int | None, norm: int) -> None:
        """Packs embedding, head (None where tied) and final norm, given as addresses."""
        self._check(self._dll.consilium_ends(handle, embedding, head, norm))

    def layer(self, handle: int, at: int, weights: LayerWeights) -> None:
        """Packs one layer."""
        self._check(self._dll.consilium_layer(handle, at, ctypes.byref(weights)))

    def adapter(self, handle: int, number: int, sites: Sequence[LowRankWeights]) -> None:
        """Adds or replaces an adapter: four sites for each layer."""
        array = (LowRankWeights * len(sites))(*sites)
        self._check(self._dll.consilium_adapter(handle, number, array))

    def drop_adapter(self, handle: int, number: int) -> None:
        """Frees an adapter."""
        self._dll.consilium_drop_adapter(handle, number)

    def step(
        self, handle: int, tokens: Sequence[int], blocks: Sequence[int], works: list[StepWork]
    ) -> None:
        """Computes one step; results are written where the works say. The GIL is released."""
        self._check(
            self._dll.consilium_step(
                handle,
                (c_int32 * len(tokens))(*tokens),
                (c_int32 * len(blocks))(*blocks),
                (StepWork * len(works))(*works),
                len(works),
            )
        )

    def move(self, handle: int, source: Sequence[int], target: Sequence[int]) -> None:
        """Copies cache slots as if all at once."""
        count = len(source)
        slots = c_int64 * count
        self._check(self._dll.consilium_move(handle, slots(*source), slots(*target), count))

    def rounded(self, rows: int, outputs: int, inputs: int, bits: int, to: int) -> None:
        """What fp32 weights (outputs, inputs) become after packing; addresses in and out."""
        self._check(self._dll.consilium_rounded(rows, outputs, inputs, bits, to))

    def _check(self, code: int) -> None:
        if code != 0:
            self._raise()

    def _raise(self) -> None:
        raise RuntimeError(f"native step: {self._dll.consilium_error().decode()}")


def load_library(name: str | None = None, folder: Path | None = None) -> NativeLibrary:
    """The named variant, else the fastest that this machine can run; compiled if it has to be.

    Raises NativeUnavailable where it cannot be had, ValueError for a name that does not exist.
    """
    if name is not None:
        return _load(_runnable(variant(name)), folder)
    problem: NativeUnavailable | None = None
    for candidate in supported():
        try:
            return _load(candidate, folder)
        except NativeUnavailable as failed:
            log.warning("native step for %s: %s", candidate.name, failed)
            problem = problem or failed
    raise problem or NativeUnavailable("this CPU has no variant")


def _runnable(wanted: Variant) -> Variant:
    if wanted not in supported():
        names = [known.name for known in supported()]
        raise NativeUnavailable(
            f"variant {wanted.name!r} needs CPU features this machine lacks; it has {names}"
        )
    return wanted


def _load(wanted: Variant, folder: Path | None) -> NativeLibrary:
    path = compiled(wanted, folder)
    try:
        library = NativeLibrary(path, wanted.name)
    except OSError as problem:
        raise NativeUnavailable(
            f"{path} cannot be loaded ({problem}); delete it to have it compiled again"
        ) from problem
    if not library.allowed():
        raise NativeUnavailable(f"the system does not allow this process to use {wanted.name}")
    return library
