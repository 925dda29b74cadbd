"""A cache of files on disk that is only ever swapped whole.

Files go into a folder of their own, each flushed to disk; one manifest, replaced in one step,
says which folder counts, with size and hash of every file. A crash at any point leaves the old
generation or the new one. What does not match its manifest is put aside, never used. Bytes and
names only: knows nothing of vectors or words.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LOG = logging.getLogger(__name__)
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """Files as they were written, checked against the manifest, with the facts beside them."""

    number: int
    facts: Mapping[str, object]
    files: Mapping[str, bytes]


class BrokenGeneration(ValueError):
    """A cache that does not match its manifest; it has been put aside."""


class Generations:
    """The generations in one folder. Writers of several processes take turns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def number(self) -> int:
        """Of the generation that counts; 0 where there is none or its manifest is unreadable."""
        try:
            return int(json.loads((self._folder / _MANIFEST).read_bytes())["generation"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return 0

    def load(self) -> Generation | None:
        """The generation that counts, or None. Raises BrokenGeneration after putting it aside."""
        with self._locked():
            path = self._folder / _MANIFEST
            if not path.exists():
                return None
            try:
                return self._checked(json.loads(path.read_bytes()))
            except (OSError, ValueError, KeyError, TypeError) as problem:
                aside = self._put_aside()
                raise BrokenGeneration(f"index cache {problem}; put aside in {aside}") from problem

    def reject(self) -> Path:
        """Put the generation that counts aside: its reader found it wrong."""
        with self._locked():
            return self._put_aside()

    def write(self, files: Mapping[str, bytes], facts: Mapping[str, object]) -> int:
        """Make these files the generation that counts. Older ones but the last are deleted."""
        with self._locked():
            number = 1 + max([self.number(), *(n for n, _ in self._folders())])
            folder = self._folder / f"gen-{number:08d}"
            folder.mkdir()
            listed = {}
            for name, data in files.items():
                _write_through(folder / name, data)
                listed[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            _flush_folder(folder)
            manifest = {"generation": number, "files": listed, "facts": dict(facts)}
            partial = self._folder / (_MANIFEST + ".partial")
            _write_through(partial, json.dumps(manifest, ensure_ascii=False).encode())
            partial.replace(self._folder / _MANIFEST)
            _flush_folder(self._folder)
            for old, path in self._folders():
                if old < number - 1:
                    shutil.rmtree(path)
            return number

    def _checked(self, manifest: dict) -> Generation:
        number = int(manifest["generation"])
        folder = self._folder / f"gen-{number:08d}"
        files: dict[str, bytes] = {}
        for name, expected in manifest["files"].items():
            data = (folder / name).read_bytes()
            if len(data) != expected["bytes"]:
                raise ValueError(f"{name} has {len(data)} bytes, not {expected['bytes']}")
            if hashlib.sha256(data).hexdigest() != expected["sha256"]:
                raise ValueError(f"{name} does not have the hash of its manifest")
            files[name] = data
        return Generation(number, manifest["facts"], files)

    def _folders(self) -> list[tuple[int, Path]]:
        return [(int(path.name[4:]), path) for path in self._folder.glob("gen-" + "[0-9]" * 8)]

    def _put_aside(self) -> Path:
        aside = self._folder / "quarantine" / f"{len(list(self._folder.glob('quarantine/*'))):04d}"
        aside.mkdir(parents=True)
        manifest = self._folder / _MANIFEST
        folder = self._folder / f"gen-{self.number():08d}"
        for path in (folder, manifest):
            if path.exists():
                path.rename(aside / path.name)
        _flush_folder(self._folder)
        _LOG.warning("index cache put aside in %s", aside)
        return aside

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / "lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
