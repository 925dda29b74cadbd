"""Turns the bytes of a text into characters: UTF-8, UTF-16, GB 18030, else what they look like.

Says which encoding it took, since a wrong one shows as wrong letters.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from rag.readers.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = ["cp1252", "gb18030", "big5", "cp1251", "shift_jis", "euc_kr"]
_CONTROL_SHARE = 0.05
"""Share of control characters above which bytes are no text."""
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters, by their encoding; `guessed` where nothing in the bytes proves it."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes, name: str) -> Decoded:
    """The text of the bytes. Raises UnreadableFile `wrong_type` where they are no text."""
    found = _marked(data) or _plain(data) or _likely(data)
    if found is None or _is_noise(found.text):
        raise UnreadableFile(
            name, "wrong_type", "its bytes are no text", "save it as UTF-8 text, DOCX or PDF"
        )
    return found


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (text := _strict(data, encoding)) is not None:
            return Decoded(text, encoding, guessed=False)
    return None


def _plain(data: bytes) -> Decoded | None:
    """UTF-16 without a mark has zero bytes on one side; UTF-8 proves itself."""
    head = data[:_SAMPLE]
    for side, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = head[side::2].count(0)
        if zeros * 4 > len(head) // 2 and (text := _strict(data, encoding)) is not None:
            return Decoded(text, encoding, guessed=False)
    text = _strict(data, "utf-8")
    return None if text is None else Decoded(text, "utf-8", guessed=False)


def _likely(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    chinese = _strict(data, "gb18030")
    if chinese is not None and _reads_chinese(chinese):
        return Decoded(chinese, "gb18030", guessed=True)
    for encoding in ("utf-16-le", "utf-16-be"):
        wide = _strict(data, encoding)
        if wide is not None and _reads_chinese(wide):
            return Decoded(wide, encoding, guessed=True)
    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY).best()
    for encoding in (best.encoding if best else "cp1252", "cp1252"):
        if (text := _strict(data, encoding)) is not None:
            return Decoded(text, encoding, guessed=True)
    return None


def _reads_chinese(text: str) -> bool:
    """True where what is beyond ASCII is mostly common ideographs and Chinese punctuation."""
    beyond = [c for c in text[:_SAMPLE] if ord(c) > 127]
    common = sum(
        "\u4e00" <= c <= "\u9fff" or c in "，。、；：“”‘’（）《》％－—…·￥℃×、" for c in beyond
    )
    return bool(beyond) and common >= 0.8 * len(beyond)


def _is_noise(text: str) -> bool:
    sample = text[:_SAMPLE]
    controls = sum(ord(c) < 32 and c not in "\t\n\v\f\r" for c in sample)
    return controls > max(4, _CONTROL_SHARE * len(sample))
