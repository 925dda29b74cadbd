"""Where the master key of the records comes from: a setting, a named file, or a file of our own.

Loses nothing and replaces nothing: a key file that exists is only read.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path
from typing import Final

KEY_BYTES: Final = 32
KEY_FILE: Final = "medical.key"
_HOW: Final = (
    "give 32 random bytes as base64 or hex, e.g. from: "
    'python -c "import secrets, base64; print(base64.b64encode(secrets.token_bytes(32)).decode())"'
)


class UnusableKey(ValueError):
    """The master key is missing, malformed or readable by others; the message says what to do."""


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def master_key(given: str | None, file: Path | None, home: Path) -> bytes:
    """The key given as text, else that of `file`, else that of `home`, created if need be.

    Raises UnusableKey.
    """
    if given:
        return parse_key(given, "CONSILIUM_MEDICAL_KEY")
    if file is not None:
        return read_key_file(file)
    own = home / KEY_FILE
    if not own.exists():
        _create(own, new_key())
    return read_key_file(own)


def parse_key(text: str, name: str) -> bytes:
    """Raises UnusableKey; never repeats the text."""
    text = text.strip()
    try:
        key = bytes.fromhex(text) if len(text) == KEY_BYTES * 2 else _base64(text)
    except (ValueError, binascii.Error) as problem:
        raise UnusableKey(f"{name} is neither base64 nor hex; {_HOW}") from problem
    if len(key) != KEY_BYTES:
        raise UnusableKey(f"{name} has {len(key)} bytes, not {KEY_BYTES}; {_HOW}")
    return key


def _base64(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii"), validate=True)


def read_key_file(file: Path) -> bytes:
    """Raises UnusableKey where there is none, others may read it, or it holds no key."""
    try:
        mode = file.stat().st_mode
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableKey(f"{str(file)!r}: the key cannot be read ({problem}); {_HOW}") from problem
    if os.name == "posix" and mode & (stat.S_IRWXO):
        raise UnusableKey(f"{str(file)!r} can be read by everybody; chmod 600 it")
    return parse_key(text, repr(str(file)))


def _create(file: Path, key: bytes) -> None:
    """A new file of mode 0600; where another process was quicker, its key stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    write_key_file(temporary, key)
    try:
        os.link(temporary, file)
    except FileExistsError:
        return
    finally:
        temporary.unlink()


def write_key_file(file: Path, key: bytes) -> None:
    """Write a key to a new file of mode 0600, flushed to the disk. Raises FileExistsError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(base64.b64encode(key) + b"\n")
        out.flush()
        os.fsync(out.fileno())
