"""Carries files into a sandbox and records out of it: bytes in, bytes out, never a pickle.

`parse` has the form that the sandbox calls. Records travel as JSON; decimals keep their digits and
moments their offsets.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from pydantic import TypeAdapter, ValidationError

from apps.medical.domain.intake.files import File, read_files
from apps.medical.domain.intake.imported import Imported
from rag.readers.errors import UnreadableFile

MAX_FILES: Final = 500
MAX_BYTES: Final = 256_000_000
"""All files of one import together."""
_LENGTH = struct.Struct(">I")


def packed(files: Sequence[File]) -> bytes:
    """The files as one stretch of bytes: an index as JSON, then their bytes.

    Raises UnreadableFile `too_large` for too many files or bytes.
    """
    total = sum(len(data) for _, data in files)
    if len(files) > MAX_FILES or total > MAX_BYTES:
        raise UnreadableFile(
            f"{len(files)} files",
            "too_large",
            f"they have {total / 1e6:,.0f} MB; {MAX_FILES} files and {MAX_BYTES // 10**6} MB are"
            " allowed in one import",
            "import them in several parts",
        )
    index = json.dumps([(name, len(data)) for name, data in files]).encode()
    return b"".join([_LENGTH.pack(len(index)), index, *(data for _, data in files)])


def unpacked(data: bytes) -> list[File]:
    """The files of `packed`. Raises ValueError where the bytes are not whole."""
    if len(data) < _LENGTH.size:
        raise ValueError("the envelope is empty; pack the files with `packed`")
    start = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    files = []
    for name, size in json.loads(data[_LENGTH.size : start]):
        files.append((name, data[start : start + size]))
        start += size
    if start != len(data):
        raise ValueError("the envelope is not whole; pack the files with `packed`")
    return files


def parse(
    data: bytes,
    name: str,
    *,
    progress: Callable[[str, float], None],
    confirm: Mapping[str, str] | None = None,
    today: str | None = None,
) -> bytes:
    """What the sandbox runs: packed files in, an `Imported` as JSON out.

    `today` is an ISO date. Raises UnreadableFile, as `read_files` does.
    """
    progress("reading", 0.05)
    day = date.fromisoformat(today) if today else None
    imported = read_files(unpacked(data), confirm=confirm, today=day)
    progress("packing", 0.95)
    return sealed(imported)


def sealed(imported: Imported) -> bytes:
    return _adapter().dump_json(imported)


def opened(data: bytes) -> Imported:
    """What `sealed` wrote. Raises ValueError where the bytes are something else."""
    try:
        return _adapter().validate_json(data)
    except ValidationError as problem:
        raise ValueError(f"these bytes are no import ({problem.error_count()} faults)") from problem


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Imported]:
    return TypeAdapter(Imported)
