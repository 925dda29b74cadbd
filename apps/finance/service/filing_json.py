"""Filings as compressed JSON and back, checked field by field; never pickle.

The same bytes come out of the sandbox and lie in the library.
"""

from __future__ import annotations

import zlib

from pydantic import TypeAdapter

from apps.finance.domain.facts import Filing

_ADAPTER: TypeAdapter[Filing] = TypeAdapter(Filing)
_LEVEL = 1
_MAX_JSON_BYTES = 1 << 30


def encode(filing: Filing) -> bytes:
    return zlib.compress(_ADAPTER.dump_json(filing), _LEVEL)


def decode(data: bytes) -> Filing:
    """Raises ValueError where the bytes are no filing of this version."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, _MAX_JSON_BYTES)
    except zlib.error as problem:
        raise ValueError(
            f"a stored filing is damaged ({problem}); read the file again"
        ) from problem
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise ValueError("a stored filing is cut short or larger than 1 GB; read the file again")
    return _ADAPTER.validate_json(text)
