"""Finds out how a text file is written: its encoding and its delimiter. Knows no columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import BinaryIO, Final

_BLOCK: Final = 1 << 20
_SAMPLE: Final = 4 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_PAIR: Final = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_LATIN_WORD: Final = re.compile(rb"(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])")
DELIMITERS: Final = (",", "\t", ";", "|")


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 (with or without its mark), UTF-16, GB18030 or Windows-1252. Leaves `file` at 0.

    Some wrong bytes do not hide an encoding: their rows are refused one by one.
    """
    file.seek(0)
    start = file.read(4)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    file.seek(0)
    sample = file.read(1 << 16)
    if (wide := _unmarked_utf_16(sample)) is not None:
        file.seek(0)
        return wide
    found = "utf-8" if _is_valid(file, "utf-8") else _of_foreign_bytes(file)
    file.seek(0)
    return found


def _is_valid(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unmarked_utf_16(sample: bytes) -> str | None:
    """By where the zero bytes of ASCII characters lie."""
    half = max(1, len(sample) // 2)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _of_foreign_bytes(file: BinaryIO) -> str:
    """Of bytes that are not all UTF-8: the encoding under which the fewest lines are wrong.

    Isolated high bytes are letters of Windows-1252; characters of GB18030 come in pairs.
    """
    lines = _high_lines(file)
    wrong_utf8 = sum(not _decodes(line, "utf-8") for line in lines)
    wrong_gb = sum(not _decodes(line, "gb18030") for line in lines)
    if wrong_utf8 <= len(lines) // 2 and wrong_utf8 <= wrong_gb:
        return "utf-8"
    alone = sum(len(_LATIN_WORD.findall(line)) for line in lines)
    high = sum(len(_HIGH.findall(line)) for line in lines)
    if wrong_gb > len(lines) // 2 or alone * 2 > high:
        return "cp1252"
    return "gb18030"


def _high_lines(file: BinaryIO) -> list[bytes]:
    file.seek(0)
    found: list[bytes] = []
    read = 0
    while (line := file.readline(_BLOCK)) and read < 64 * _SAMPLE:
        read += len(line)
        if not line.isascii():
            found.append(line)
            if len(found) >= 2_000:
                break
    return found


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """The delimiter under which the first lines have the same, largest number of cells."""
    best, most = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
        if not rows:
            continue
        width = len(rows[0])
        agree = sum(len(row) == width for row in rows) / len(rows)
        if width > 1 and (agree, width) > most:
            best, most = delimiter, (agree, width)
    return best


def peek(file: BinaryIO, encoding: str, size: int = 1 << 18) -> str:
    """The beginning of the text, up to its last whole line. Leaves `file` at 0."""
    file.seek(0)
    data = file.read(size)
    file.seek(0)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    end = text.rfind("\n")
    return text if len(data) < size or end < 0 else text[: end + 1]
