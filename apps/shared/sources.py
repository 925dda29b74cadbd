"""Keeps the bytes of files under the id of their content, never under a name of the user's.

A file appears whole or not at all, and is checked against its id whenever it is read.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from rag.document import content_id

_ID = re.compile(r"[0-9a-f]{16}")


class DamagedSource(OSError):
    """The stored bytes are no longer those that were put in."""


class Sources:
    """A folder of files by content id, spread over 256 subfolders."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Store the bytes durably, if they are not there yet, and return their id."""
        id = content_id(data)
        path = self._path(id)
        if path.exists() and content_id(path.read_bytes()) == id:
            return id
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as half:
            try:
                half.write(data)
                half.flush()
                os.fsync(half.fileno())
                Path(half.name).replace(path)
            except BaseException:
                Path(half.name).unlink(missing_ok=True)
                raise
        _sync_folder(path.parent)
        return id

    def get(self, id: str) -> bytes:
        """Raises KeyError where it is not there, DamagedSource where it has changed."""
        path = self._path(id)
        try:
            data = path.read_bytes()
        except FileNotFoundError as missing:
            raise KeyError(f"no stored file {id!r}; add the file again") from missing
        if content_id(data) != id:
            raise DamagedSource(
                f"stored file {str(path)!r} has changed on the disk; remove it and add it again"
            )
        return data

    def remove(self, id: str) -> None:
        """Forget the bytes; nothing happens where they are not there."""
        self._path(id).unlink(missing_ok=True)

    def ids(self) -> set[str]:
        return {path.name for path in self._folder.glob("??/*") if _ID.fullmatch(path.name)}

    def _path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise KeyError(f"{id!r} is not the id of a stored file: 16 hexadecimal digits")
        return self._folder / id[:2] / id


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too, where the system can."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
