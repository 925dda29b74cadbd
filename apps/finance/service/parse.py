"""What the sandbox runs: a file's bytes in, a filing as compressed JSON out."""

from __future__ import annotations

from collections.abc import Callable

from apps.finance.domain.reading import read_filing
from apps.finance.service import filing_json


def parse(
    data: bytes, name: str, *, max_pages: int, progress: Callable[[str, float], None]
) -> bytes:
    """Raises UnreadableFile, as `read_filing` does."""
    filing = read_filing(data, name, max_pages=max_pages, progress=progress)
    progress("packing", 0.99)
    return filing_json.encode(filing)
