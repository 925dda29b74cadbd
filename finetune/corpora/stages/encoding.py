"""Stage 1, encoding: mojibake, entities, control and invisible characters, stray tags, white space.

Text whose letters are lost for good (replacement characters) is dropped, since no repair brings
them back.
"""

from __future__ import annotations

import re
import unicodedata

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, repaired

LOST_SHARE = 0.002
LOST_LEAST = 3
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_INLINE_TAG = re.compile(r"(?i)</?(?:span|b|i|u|em|strong|a|font)(?:\s[^<>]{0,200})?/?>")
_BLOCK_TAG = re.compile(r"(?i)</?(?:p|br|div|ul|ol|li|table|tr|td)(?:\s[^<>]{0,200})?/?>")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_BLANKS = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINES = re.compile(r" *\n *")
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
    }
)
_GAPS = re.compile(r"\n{3,}")


class Encoding(Stage):
    name = "encoding"

    def judge(self, row: Row) -> Outcome:
        text, reasons = row.text.replace("\r\n", "\n").replace("\r", "\n"), []
        lost = text.count("\ufffd")
        if lost >= LOST_LEAST and lost > LOST_SHARE * len(text):
            return dropped("letters lost", text)
        for reason, mend in _MENDING:
            mended = mend(text)
            if mended != text:
                text = mended
                reasons.append(reason)
        return repaired(row, text, reasons, row.text)


def _mojibake(text: str) -> str:
    """ftfy's repair where its own quick test smells mojibake."""
    if text.isascii():
        return text
    from ftfy import TextFixerConfig, fix_text
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    return fix_text(text, TextFixerConfig(unescape_html=False, remove_control_chars=False))


def _typography(text: str) -> str:
    """Curly quotes straight, ligatures in letters, accents composed: one spelling for a word."""
    return text if text.isascii() else unicodedata.normalize("NFC", text.translate(_PLAIN))


def _entities(text: str) -> str:
    from html import unescape

    return unescape(text) if _ENTITY.search(text) else text


def _tags(text: str) -> str:
    return _BLOCK_TAG.sub(" ", _INLINE_TAG.sub("", text)) if "<" in text else text


def _characters(text: str) -> str:
    return _INVISIBLE.sub("", _CONTROL.sub("", text)).replace("\ufffd", "")


def _space(text: str) -> str:
    return _GAPS.sub("\n\n", _LINES.sub("\n", _BLANKS.sub(" ", text))).strip()


_MENDING = (
    ("mojibake", _mojibake),
    ("typography", _typography),
    ("entities", _entities),
    ("tags", _tags),
    ("invisible characters", _characters),
    ("white space", _space),
)
