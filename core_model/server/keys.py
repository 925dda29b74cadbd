"""Who may ask: API keys, kept and compared as hashes only.

A key file has one key a line: `NAME KEY [admin]`, where KEY is the key itself or `sha256:` and the
hexadecimal digest of it; empty lines and lines that begin with `#` say nothing. Knows nothing of
HTTP.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_HASHED = "sha256:"
_HEX = re.compile(r"[0-9a-f]{64}")
_MIN_LENGTH = 16


class KeysUnusable(ValueError):
    """A key file is malformed; the message names file and line and never a key."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks: the name beside the key, or the address where no keys are set."""

    name: str
    admin: bool = False


class ApiKeys:
    """The callers by the hash of their key."""

    def __init__(self, callers: Iterable[tuple[bytes, Caller]]):
        self._callers = tuple(callers)

    @classmethod
    def read(cls, path: Path) -> ApiKeys:
        """Raises KeysUnusable for a malformed file or one without keys, OSError without a file."""
        callers: list[tuple[bytes, Caller]] = []
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            words = line.split()
            if words and not words[0].startswith("#"):
                callers.append(_entry(words, f"{str(path)!r}, line {number}"))
        if not callers:
            raise KeysUnusable(f"{str(path)!r} holds no key; write `NAME KEY [admin]`, one a line")
        return cls(callers)

    @property
    def has_admin(self) -> bool:
        return any(caller.admin for _, caller in self._callers)

    def caller(self, key: str) -> Caller | None:
        """Whose key it is; takes the same time whichever it is, and where it is none."""
        asked = sha256(key.encode("utf-8", "surrogatepass")).digest()
        found = None
        for known, caller in self._callers:
            if hmac.compare_digest(known, asked):
                found = caller
        return found


def _entry(words: list[str], where: str) -> tuple[bytes, Caller]:
    if not 2 <= len(words) <= 3 or (len(words) == 3 and words[2] != "admin"):
        raise KeysUnusable(f"{where}: expected `NAME KEY [admin]`")
    return _digest(words[1], where), Caller(words[0], len(words) == 3)


def _digest(key: str, where: str) -> bytes:
    if key.startswith(_HASHED):
        digest = key.removeprefix(_HASHED).lower()
        if not _HEX.fullmatch(digest):
            raise KeysUnusable(f"{where}: `sha256:` must be followed by 64 hexadecimal digits")
        return bytes.fromhex(digest)
    if len(key) < _MIN_LENGTH:
        raise KeysUnusable(f"{where}: the key is shorter than {_MIN_LENGTH} characters")
    return sha256(key.encode()).digest()
