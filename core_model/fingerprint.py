"""Tells whether a file is still the one that was recorded, reading it only when it must.

Like an index of version control: the same size and modification time is trusted, otherwise the
content is hashed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Fingerprint(BaseModel):
    """Size in bytes, modification time in nanoseconds, and hash of one file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int
    modified_ns: int
    sha256: str


def fingerprint(path: Path) -> Fingerprint:
    """Reads the whole file. Raises OSError where it cannot be read."""
    stat = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Fingerprint(size=stat.st_size, modified_ns=stat.st_mtime_ns, sha256=digest)


def unchanged(path: Path, recorded: Fingerprint) -> bool:
    """True where the file exists with the recorded content."""
    if not path.is_file():
        return False
    stat = path.stat()
    if stat.st_size != recorded.size:
        return False
    return stat.st_mtime_ns == recorded.modified_ns or fingerprint(path).sha256 == recorded.sha256
