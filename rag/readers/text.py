"""Reads plain text in the encodings in use (UTF-8, GB 18030, UTF-16, Latin-1) into a `Document`.

Refuses what is not text. Knows nothing of the text's meaning.
"""

from __future__ import annotations

import codecs
import re

from rag.document import Document, content_id, guess_language
from rag.readers.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (
    b"%PDF-", b"PK\x03\x04", b"\x7fELF", b"MZ", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
    b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3",
)  # fmt: skip
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_ALLOWED_CONTROLS = 0.002
"""Share of control characters above which bytes are not text."""


def read_text(data: bytes, name: str) -> Document:
    """The document of a text file. Raises UnreadableFile where it is empty or not text."""
    text = decoded(data, name)
    return Document(content_id(data), name, "text", text, guess_language(text))


def decoded(data: bytes, name: str) -> str:
    """The text of the bytes, lines ended by a newline, control characters as blanks.

    Raises UnreadableFile where they are empty or not text.
    """
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "paste or upload its text again")
    if data.startswith(_BINARY):
        raise _not_text(name)
    text = _decode(data)
    if text is None or len(_CONTROLS.findall(text)) > max(len(text) * _ALLOWED_CONTROLS, 4):
        raise _not_text(name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return _CONTROLS.sub(" ", text)


def _not_text(name: str) -> UnreadableFile:
    return UnreadableFile(
        name, "wrong_type", "the file is not text", "upload it with the ending of its own type"
    )


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\x00" in data[:4_096]:
        return _strict(data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    found = _strict(data, "utf-8")
    if found is not None:
        return found
    chinese = _strict(data, "gb18030")
    if chinese is not None and _reads_chinese(chinese):
        return chinese
    return _strict(data, "latin-1")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _reads_chinese(text: str) -> bool:
    """True where what is beyond ASCII is mostly common ideographs and Chinese punctuation."""
    beyond = [c for c in text if ord(c) > 127]
    if not beyond:
        return True
    common = sum(
        "\u4e00" <= c <= "\u9fff" or c in "，。、；：“”‘’（）《》％－—…·￥" for c in beyond
    )
    return common >= 0.8 * len(beyond)
