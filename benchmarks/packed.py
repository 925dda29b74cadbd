"""Reads a data file that lies there as it is, or gzipped with .gz behind its name."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any


def read_bytes(path: Path) -> bytes:
    """The content of `path`, or of `path`.gz. Raises FileNotFoundError where neither exists."""
    packed = path.with_name(path.name + ".gz")
    return path.read_bytes() if path.exists() else gzip.decompress(packed.read_bytes())


def read_json(path: Path) -> Any:
    """The value of a JSON file."""
    return json.loads(read_bytes(path))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in read_bytes(path).decode().splitlines() if line.strip()]
