"""What the sandbox runs: uploaded files in, what came of them out, both as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import date

from pydantic import TypeAdapter

from apps.medical.domain.intake.files import read_files
from apps.medical.domain.intake.imported import Imported

PARSER = "apps.medical.service.parse:parse"
_IMPORTED = TypeAdapter(Imported)
Files = Sequence[tuple[str, bytes]]


def pack(files: Files) -> bytes:
    """Names and bytes as one JSON text."""
    return json.dumps([[name, base64.b64encode(data).decode()] for name, data in files]).encode()


def unpack(packed: bytes) -> list[tuple[str, bytes]]:
    return [(name, base64.b64decode(data)) for name, data in json.loads(packed)]


def parse(data: bytes, name: str, *, progress: Callable[[str, float], None]) -> bytes:
    """Raises UnreadableFile where no file can be read; the parts of others are accounted for."""
    progress("reading", 0.1)
    imported = read_files(unpack(data), today=date.today())
    progress("packing", 0.95)
    return encode(imported)


def encode(imported: Imported) -> bytes:
    return _IMPORTED.dump_json(imported)


def decode(data: bytes) -> Imported:
    """Raises pydantic's ValidationError where the bytes say something else."""
    return _IMPORTED.validate_json(data)
