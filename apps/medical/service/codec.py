"""The desk's frozen values as bytes and back: compressed JSON with a format number, never pickle.

Works for any dataclass whose fields are dates, decimals, enums, texts, numbers, tuples, other such
dataclasses. A field added with a default reads old bytes; any other change needs a new number.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter

FORMAT: Final = 1
_LEVEL: Final = 3
MAX_BYTES: Final = 1 << 30

T = TypeVar("T")


class Undecodable(ValueError):
    """Bytes that are no value of the wanted type; the message says what they are."""


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def as_json(value: object) -> str:
    """The bare JSON of a value, readable by people; for exports."""
    return _adapter(type(value)).dump_json(value, indent=2).decode()


def encode(value: object) -> bytes:
    """Raises ValueError where a text cannot be written as UTF-8."""
    kind = type(value)
    header = json.dumps({"format": FORMAT, "type": kind.__qualname__}).encode()
    return zlib.compress(header + b"\n" + _adapter(kind).dump_json(value), _LEVEL)


def decode(data: bytes, kind: type[T]) -> T:
    """Raises Undecodable where the bytes are damaged, of another type or of another format."""
    header, _, body = _unpacked(data).partition(b"\n")
    try:
        named = json.loads(header)
    except ValueError as problem:
        raise Undecodable(f"a stored {kind.__qualname__} has no header: {problem}") from problem
    expected = {"format": FORMAT, "type": kind.__qualname__}
    if named != expected:
        raise Undecodable(
            f"stored as {named!r}, wanted {expected!r}; import the patient again or use the "
            "version that stored it"
        )
    return _adapter(kind).validate_json(body)


def text_of(data: bytes) -> str:
    """The bare JSON of an encoded value of any type; for exports. Raises Undecodable."""
    return _unpacked(data).partition(b"\n")[2].decode()


def _unpacked(data: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(data, MAX_BYTES)
    except zlib.error as problem:
        raise Undecodable(f"a stored value is damaged: {problem}") from problem
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise Undecodable("a stored value is cut short or larger than 1 GB")
    return text
