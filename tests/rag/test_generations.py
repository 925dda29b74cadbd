"""A cache is swapped whole, and one that does not match its manifest is put aside."""

from __future__ import annotations

import json

import pytest

from rag.generations import BrokenGeneration, Generations


def test_what_was_written_is_what_is_loaded(tmp_path):
    cache = Generations(tmp_path)
    assert cache.load() is None
    cache.write({"a": b"one", "b": b""}, {"rows": 3})
    cache.write({"a": b"two"}, {"rows": 4})
    loaded = cache.load()
    assert loaded is not None
    assert (loaded.files, loaded.facts, loaded.number) == ({"a": b"two"}, {"rows": 4}, 2)


def test_only_the_last_generation_is_kept_beside_the_one_that_counts(tmp_path):
    cache = Generations(tmp_path)
    for number in range(5):
        cache.write({"a": str(number).encode()}, {})
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-00000004", "gen-00000005"]


@pytest.mark.parametrize("damage", ["flip", "cut", "delete", "manifest"])
def test_damage_is_noticed_and_put_aside(tmp_path, damage):
    cache = Generations(tmp_path)
    cache.write({"a": b"0123456789"}, {})
    file = tmp_path / "gen-00000001" / "a"
    if damage == "flip":
        file.write_bytes(b"0123456780")
    elif damage == "cut":
        file.write_bytes(b"01234")
    elif damage == "delete":
        file.unlink()
    else:
        (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BrokenGeneration, match="put aside"):
        cache.load()
    assert cache.load() is None
    assert any((tmp_path / "quarantine").iterdir())
    cache.write({"a": b"new"}, {})
    loaded = cache.load()
    assert loaded is not None
    assert loaded.files == {"a": b"new"}


def test_an_unfinished_generation_is_never_used(tmp_path):
    cache = Generations(tmp_path)
    cache.write({"a": b"old"}, {})
    unfinished = tmp_path / "gen-00000002"
    unfinished.mkdir()
    (unfinished / "a").write_bytes(b"ne")
    loaded = cache.load()
    assert loaded is not None
    assert loaded.files == {"a": b"old"}
    assert cache.write({"a": b"new"}, {}) == 3


def test_a_manifest_names_hash_and_size_of_every_file(tmp_path):
    Generations(tmp_path).write({"a": b"xy"}, {})
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["files"]["a"]["bytes"] == 2
    assert len(manifest["files"]["a"]["sha256"]) == 64
