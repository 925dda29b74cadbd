"""Reads the values of a long JSON array, or of lines of JSON, one by one. Knows no statements."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

_BLOCK: Final = 1 << 20
_LARGEST: Final = 8 << 20
_WRAPPED: Final = re.compile(r'\s*\{[^\[{]{0,4000}?"statements"\s*:\s*\[')
_GAP: Final = re.compile(r"[\s,]*")


class NotJson(ValueError):
    """What follows cannot be read."""


def json_values(file: BinaryIO, encoding: str, *, only: str = "") -> Iterator[tuple[int, Any]]:
    """(number from 1, value) of each element. A line of JSON lines that cannot be read comes as
    its text. With `only`, numbers and values of those whose text holds it.

    Raises NotJson where an array breaks off or holds what is not JSON.
    """
    text = _Text(file, encoding)
    text.fill()
    if (wrapped := _WRAPPED.match(text.held)) is not None:
        text.skip(wrapped.end())
        values = _elements(text, only)
    elif text.held.lstrip().startswith("["):
        text.skip(text.held.index("[") + 1)
        values = _elements(text, only)
    else:
        values = _lines(text, only)
    yield from values


class _Text:
    """The text of a file, held a few blocks at a time."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self.held = ""
        self.ended = False

    def fill(self) -> None:
        block = self._file.read(_BLOCK)
        self.held += self._decoder.decode(block, final=not block)
        self.ended = not block
        if len(self.held) < 10 and self.held.startswith("\ufeff"):
            self.held = self.held[1:]

    def skip(self, count: int) -> None:
        self.held = self.held[count:]


def _elements(text: _Text, only: str) -> Iterator[tuple[int, Any]]:
    decode = json.JSONDecoder().raw_decode
    number, at = 0, 0
    while True:
        gap = _GAP.match(text.held, at)
        at = gap.end() if gap else at
        if at < len(text.held) and text.held[at] == "]":
            return
        try:
            value, end = decode(text.held, at)
        except RecursionError as problem:
            raise NotJson("it is nested too deeply") from problem
        except ValueError as problem:
            if text.ended or len(text.held) - at > _LARGEST:
                raise NotJson(text.held[at : at + 60] or "it breaks off") from problem
            text.skip(at)
            at = 0
            text.fill()
            continue
        number += 1
        if not only or only in text.held[at:end]:
            yield number, value
        at = end
        if at > _BLOCK:
            text.skip(at)
            at = 0


def _lines(text: _Text, only: str) -> Iterator[tuple[int, Any]]:
    number = 0
    while True:
        lines = text.held.split("\n")
        text.held = "" if text.ended else lines.pop()
        for line in lines:
            if not line.strip():
                continue
            number += 1
            if not only or only in line:
                yield number, _line(line)
        if text.ended:
            return
        if len(text.held) > _LARGEST:
            raise NotJson(text.held[:60])
        text.fill()


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line.strip()[:200]
