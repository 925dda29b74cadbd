"""Tells headings from text and remembers which ones stand above the place being read.

Works on single lines in reading order; knows nothing of documents or pages' layout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

_ENGLISH_PART = re.compile(r"\s*(?:part\s+[IVX]+|item\s+\d+[A-C]?|note\s+\d+|exhibit\s+\d)\b", re.I)
_CHINESE_PART = re.compile(r"\s*第[一二三四五六七八九十百\d]+[章节部]")
_CHINESE_SUB = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+(?:\.\d+)*[、.])\s*\S"
)
_CHINESE_TITLE = re.compile(r"(?:资产负债表|利润表|现金流量表|权益变动表|附注|会计数据|财务指标)$")
_SMALL_WORDS = """
a an and as at by for from in into of on or the to with vs
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_WORD = re.compile(r"[A-Za-z][A-Za-z'’&.-]*")
_BOILERPLATE = re.compile(r"\s*(?:table of contents|\d+|page \d+.*|[\W\d]+)\s*$", re.I)
_LONGEST = 110


class Headings:
    """The headings in force: the part (Item 7, 第三节), the page's first, and the latest."""

    def __init__(self, language: Literal["en", "zh"]) -> None:
        self._chinese = language == "zh"
        self._part = ""
        self._top = ""
        self._latest = ""

    def is_heading(self, line: str) -> bool:
        text = line.strip()
        if not text or len(text) > _LONGEST or _BOILERPLATE.match(text):
            return False
        return self._chinese_heading(text) if self._chinese else self._english_heading(text)

    def turn_page(self) -> None:
        self._top = self._latest = ""

    def read(self, headings: Sequence[str]) -> None:
        """Take note of the headings that open a chunk."""
        for line in headings:
            text = " ".join(line.split())
            if (_CHINESE_PART if self._chinese else _ENGLISH_PART).match(text):
                self._part, self._latest = text, ""
                continue
            self._top = self._top or text
            self._latest = text

    def path(self) -> list[str]:
        """From the widest to the nearest, each once."""
        return list(dict.fromkeys(h for h in (self._part, self._top, self._latest) if h))

    @staticmethod
    def _chinese_heading(text: str) -> bool:
        if text[-1] in "。；，、：":
            return False
        if _CHINESE_PART.match(text) or _CHINESE_TITLE.search(text):
            return len(text) <= 40
        return len(text) <= 30 and _CHINESE_SUB.match(text) is not None

    @staticmethod
    def _english_heading(text: str) -> bool:
        words = [word for word in _WORD.findall(text) if word.lower() not in _SMALL]
        if not 1 <= len(words) <= 14 or not text[0].isupper():
            return False
        capital = sum(word[0].isupper() for word in words)
        if _ENGLISH_PART.match(text):
            return capital >= 0.6 * len(words)
        return len(words) > 1 and text[-1] not in ".,;:" and capital >= 0.8 * len(words)
