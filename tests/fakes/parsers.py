"""Parsers for the sandbox to run in tests of intake."""

from __future__ import annotations

import time
from collections.abc import Callable

from apps.finance.service import filing_json
from tests.fakes.filings import filing

Progress = Callable[[str, float], None]


def quick(data: bytes, name: str, *, max_pages: int, progress: Progress) -> bytes:
    progress("statements", 0.5)
    return filing_json.encode(filing(data))


def slow(data: bytes, name: str, *, max_pages: int, progress: Progress) -> bytes:
    while True:
        progress("statements", 0.5)
        time.sleep(0.05)


def another(data: bytes, name: str, *, max_pages: int, progress: Progress) -> bytes:
    """A reader taken over by its file, which says that it read something else."""
    return filing_json.encode(filing(b"another"))


def junk(data: bytes, name: str, *, max_pages: int, progress: Progress) -> bytes:
    return b"junk"
