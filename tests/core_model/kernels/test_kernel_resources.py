"""The committed record of registers, spills and shared memory, and what it takes to pass it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core_model.kernels import rms_norm
from core_model.kernels.aot import compile_for
from core_model.kernels.architecture import ARCHITECTURES, Tiles
from core_model.kernels.catalogue import BUILDS
from core_model.kernels.resources import KernelRecord, Record, complaints, key_of

RECORD = Record.read()
NORM = rms_norm.BUILDS[0]


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.name)
def test_within_limits_and_built_from_this_source(build):
    assert complaints(build, RECORD) == []


def test_nothing_is_recorded_that_is_not_built():
    assert sorted(RECORD.kernels) == sorted(build.name for build in BUILDS)
    assert len({build.name for build in BUILDS}) == len(BUILDS)


def test_only_float8_products_miss_an_architecture():
    for build in BUILDS:
        missing = set(ARCHITECTURES) - set(RECORD.kernels[build.name].by_capability)
        assert missing == ({80, 86} if build.name.startswith("w8a8_fp8") else set())


def test_the_path_to_machine_code_works():
    built = compile_for(NORM, ARCHITECTURES[90])
    assert built == RECORD.kernels[NORM.name].by_capability[90]


def changed(**resources) -> Record:
    held = RECORD.kernels[NORM.name]
    altered = held.by_capability[80].model_copy(update=resources)
    kernel = KernelRecord(key=held.key, by_capability={**held.by_capability, 80: altered})
    return Record(kernels={NORM.name: kernel})


@pytest.mark.parametrize(
    ("resources", "complaint"),
    [
        ({"spilled_bytes": 4}, "add_rms_norm on 80: spills 4 bytes"),
        ({"registers": 200}, "add_rms_norm on 80: takes 200 registers, more than 64"),
        ({"shared_bytes": 166913}, "more than the chip's 166912"),
    ],
)
def test_an_excess_is_told(resources, complaint):
    (told,) = complaints(NORM, changed(**resources))
    assert complaint in told


def test_an_architecture_left_out_is_told():
    kernel = KernelRecord(key=key_of(NORM), by_capability={})
    told = complaints(NORM, Record(kernels={NORM.name: kernel}))
    assert len(told) == len(ARCHITECTURES)


@pytest.mark.parametrize(
    "altered",
    [
        replace(NORM, constants={"ADD": False}),
        replace(NORM, types={**NORM.types, "eps": "fp64"}),
        replace(NORM, tiles=lambda architecture: Tiles({"BLOCK": 2048})),
        replace(NORM, kernel=BUILDS[0].kernel),
    ],
    ids=["constants", "types", "tiles", "source"],
)
def test_a_change_makes_the_record_stale(altered):
    assert complaints(altered, RECORD) == [
        "add_rms_norm: not built since it last changed; run python -m core_model.kernels.aot"
    ]


def test_a_change_in_a_called_kernel_makes_the_record_stale(monkeypatch):
    build = next(build for build in BUILDS if build.name == "attention_decode")
    other = next(each for each in BUILDS if each.name == "rotary").kernel
    monkeypatch.setitem(build.kernel.fn.__globals__, "_see", other)
    assert complaints(build, RECORD) != []
