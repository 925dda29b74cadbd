"""Reads a CSV file record by record, each with its line, and survives damaged quoting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

_LINE_CHARACTERS: Final = 1 << 20


class Records:
    """The records of a CSV file as (first line, cells), the damaged ones as (line, None, what).

    A quotation mark that never closes costs its own line only: the lines behind it are read anew.
    Lines count from 1, ended by CR, LF or both. `at` tells how many bytes were read.
    """

    _LONGEST_RECORD: Final = 200

    def __init__(self, file: BinaryIO, encoding: str, delimiter: str) -> None:
        file.seek(0)
        errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        self._file = file
        self._text = io.TextIOWrapper(
            cast(io.BufferedReader, _Unclosed(file)), encoding, errors=errors, newline=""
        )
        self._delimiter = delimiter
        self._again: list[str] = []
        self._taken: list[str] = []
        self._line = 0

    @property
    def at(self) -> int:
        return self._file.tell()

    def __iter__(self) -> Iterator[tuple[int, list[str]] | tuple[int, None]]:
        """(line, None) where a quotation mark opens there and never closes."""
        reader = self._reader()
        while True:
            first = self._line + 1
            self._taken.clear()
            try:
                cells = next(reader, None)
            except csv.Error:
                yield self._reread(first)
                reader = self._reader()
                continue
            if len(self._taken) > self._LONGEST_RECORD or self._open_at_end(cells):
                yield self._reread(first)
                reader = self._reader()
                continue
            if cells is None:
                return
            yield first, cells

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines(), delimiter=self._delimiter)

    def _lines(self) -> Iterator[str]:
        while True:
            if self._again:
                line = self._again.pop()
            else:
                line = self._text.readline(_LINE_CHARACTERS)
                if not line:
                    return
            self._line += 1
            self._taken.append(line)
            yield line

    def _open_at_end(self, cells: list[str] | None) -> bool:
        """The last record of the file ran over lines because its quotation mark never closed."""
        if cells is None or len(self._taken) < 2:
            return False
        return sum(line.count('"') for line in self._taken) % 2 == 1

    def _reread(self, first: int) -> tuple[int, None]:
        self._again.extend(reversed(self._taken[1:]))
        self._line = first
        return first, None


class _Unclosed(io.BufferedIOBase):
    """A file that its reader may let go of without closing it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1, /) -> bytes:
        return self._file.read(size)
