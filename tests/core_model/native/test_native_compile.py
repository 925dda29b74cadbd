"""Compiling the native library: once, whole or not at all, and clear about what is missing."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core_model.native import compile as compiling
from core_model.native import library as loading
from core_model.native.compile import NativeUnavailable, cache_folder, compiled, find_compiler
from core_model.native.library import load_library
from core_model.native.variants import VARIANTS, cpu_features, supported, variant

WORKS = """#!/bin/sh
[ "$1" = --version ] && echo "fake 1.0" && exit 0
echo call >> "$(dirname "$0")/calls"
while [ "$1" != -o ]; do shift; done
sleep 0.1; echo library > "$2"
"""
FAILS = """#!/bin/sh
[ "$1" = --version ] && echo "fake 1.0" && exit 0
echo "library.cpp:1:1: error: this compiler is from 1998" >&2
exit 1
"""


def compiler(folder: Path, script: str, monkeypatch) -> Path:
    path = folder / "fake-c++"
    path.write_text(script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("CXX", str(path))
    return path


def test_it_compiles_once_even_when_many_ask(tmp_path, monkeypatch):
    made_by = compiler(tmp_path, WORKS, monkeypatch)
    cache = tmp_path / "cache"
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(lambda _: compiled(variant("portable"), cache), range(4)))
    assert (made_by.parent / "calls").read_text().count("call") == 1
    assert [path.read_text() for path in paths] == ["library\n"]
    assert {path.name for path in cache.iterdir()} == {next(iter(paths)).name, ".lock"}


def test_other_flags_another_compiler_or_another_source_make_another_library(tmp_path, monkeypatch):
    made_by = compiler(tmp_path, WORKS, monkeypatch)
    names = {compiled(known, tmp_path / "cache").name for known in VARIANTS}
    made_by.write_text(WORKS.replace("fake 1.0", "fake 2.0"))
    names.add(compiled(variant("portable"), tmp_path / "cache").name)
    source = tmp_path / "library.cpp"
    source.write_text("int main() {}")
    monkeypatch.setattr(compiling, "SOURCES", tmp_path)
    names.add(compiled(variant("portable"), tmp_path / "cache").name)
    assert len(names) == len(VARIANTS) + 2


def test_a_failing_compiler_is_quoted_and_leaves_nothing(tmp_path, monkeypatch):
    compiler(tmp_path, FAILS, monkeypatch)
    with pytest.raises(NativeUnavailable, match="this compiler is from 1998"):
        compiled(variant("portable"), tmp_path / "cache")
    assert {path.name for path in (tmp_path / "cache").iterdir()} == {".lock"}


def test_no_compiler_is_said_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NativeUnavailable, match=r"no C\+\+ compiler .* install one"):
        compiled(variant("portable"), tmp_path / "cache")
    with pytest.raises(NativeUnavailable, match="CXX='elsewhere'"):
        find_compiler({"CXX": "elsewhere", "PATH": str(tmp_path)})


def test_without_a_compiler_every_variant_is_tried_and_the_first_reason_told(
    tmp_path, monkeypatch, caplog
):
    compiler(tmp_path, FAILS, monkeypatch)
    with pytest.raises(NativeUnavailable, match=supported()[0].name):
        load_library(folder=tmp_path / "cache")
    assert len(caplog.records) == len(supported())


def test_a_slower_variant_stands_in_for_one_that_the_system_refuses(monkeypatch, caplog):
    if len(supported()) == 1:
        monkeypatch.setattr(loading, "supported", lambda: (variant("portable"),) * 2)
    refused = iter([False])
    monkeypatch.setattr(loading.NativeLibrary, "allowed", lambda self: next(refused, True))
    assert load_library().variant in [known.name for known in supported()]
    assert "does not allow" in caplog.text


def test_a_broken_library_names_itself_and_the_remedy(tmp_path, monkeypatch):
    compiler(tmp_path, WORKS, monkeypatch)
    with pytest.raises(NativeUnavailable, match="delete it"):
        load_library("portable", tmp_path / "cache")


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    compiler(tmp_path, WORKS, monkeypatch)
    (tmp_path / "file").write_text("")
    with pytest.raises(NativeUnavailable, match="CONSILIUM_NATIVE_CACHE"):
        compiled(variant("portable"), tmp_path / "file" / "cache")


def test_the_cache_folder_follows_the_environment():
    assert cache_folder({"CONSILIUM_NATIVE_CACHE": "/a"}) == Path("/a")
    assert cache_folder({"XDG_CACHE_HOME": "/b"}) == Path("/b/consilium/native")
    assert cache_folder({}) == Path.home() / ".cache" / "consilium" / "native"


def test_variants_follow_the_features_of_the_cpu(tmp_path, monkeypatch):
    info = tmp_path / "cpuinfo"
    info.write_text("processor : 0\nflags\t\t: fpu avx2 fma f16c bmi1 bmi2 movbe abm\n")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    features = cpu_features(info)
    assert variant("avx2").features == tuple(
        name for name in variant("avx2").features if name in features
    )
    assert not features.issuperset(variant("avx512").features)
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert cpu_features(info) == frozenset()
    assert supported()[-1].name == "portable"


def test_unknown_and_unrunnable_variants_are_refused(monkeypatch):
    with pytest.raises(ValueError, match="'sse9' is not one of"):
        load_library("sse9")
    monkeypatch.setattr(loading, "supported", lambda: (variant("portable"),))
    with pytest.raises(NativeUnavailable, match="'amx' needs CPU features"):
        load_library("amx")
