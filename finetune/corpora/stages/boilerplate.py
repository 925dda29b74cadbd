"""Stage 3, boilerplate: page furniture, navigation and stock phrases, line by line.

A short line that comes back within one document is furniture (a page's header), and so is a page
number. A whole sentence that comes back in many documents is kept in the first few of them, so that
what it says is learnt, and left out of the rest; parts count for themselves, so a held-out document
takes nothing from training.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter

from finetune.corpora.rows import Row
from finetune.corpora.stages.stage import Outcome, Stage, dropped, repaired
from finetune.corpora.stages.words import sentences

FURNITURE_CHARACTERS = 150
FURNITURE_TIMES = 4
STOCK_CHARACTERS = 60
STOCK_DOCUMENTS = 50
LEFT_SHARE = 0.3
MATHEMATICAL = "education"
_NUMBER = re.compile(
    r"(?i)(?:page\s+)?[-–—•|.\s]*(?:[A-Z]-)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s+of\s+\d+)?[-–—•|.\s]*"
)
_RULE = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_STOCK = re.compile(
    r"""(?xi)
    ^\s*(?:
      page\ \d{1,4}(?:\ of\ \d{1,4})? | table\ of\ contents | back\ to\ (?:top|contents)
    | (?:skip\ to|jump\ to)\ (?:main\ )?content
    | (?:click|tap)\ here\b.{0,120} | (?:read|learn|see|show)\ more\W* | continue\ reading\W*
    | share\ (?:this|on)\b.{0,80} | follow\ us\b.{0,80} | (?:log|sign)\ in\b.{0,60}
    | subscribe\b.{0,120}newsletter.{0,80} | sign\ up\ for\b.{0,80}
    | (?:next|previous)\ (?:page|article)\W* | (?:print|email)\ this\ page\W* | \(continued\)
    | (?:home|about(?:\ us)?|contact(?:\ us)?|search|menu|login|help|careers|news|products|faq)
      (?:\s*[|»>·•/]\s*[\w\ ]{2,20}){2,}
    | .{0,120}(?:uses?|accept(?:ing)?|by\ using)\b.{0,60}\bcookies\b.{0,200}
    | (?:©|copyright\ (?:©|\(c\)|\d{4})|\(c\)\ (?:copyright|\d{4})).{0,140}
    | .{0,80}\ball\ rights\ reserved\b.{0,60}
    | this\ page\ (?:was\ )?last\ (?:updated|reviewed|modified).{0,60}
    | this\ page\ intentionally\ left\ blank\W*
    | (?:privacy\ policy|terms\ of\ (?:use|service))(?:\s*[|·•,/&]\s*.{0,60})?
    )\s*$
    """
)


class Boilerplate(Stage):
    name = "boilerplate"
    surveys = True

    def __init__(self) -> None:
        self.lines: Counter[int] = Counter()
        self.stock: Counter[int] = Counter()

    def survey(self, row: Row) -> None:
        self.lines.update(_line_keys(row))

    def remember(self, row: Row) -> None:
        self.stock.update({_sentence_key(row, one) for one in sentences(row.text) if _whole(one)})

    def judge(self, row: Row) -> Outcome:
        kept, reasons = [], []
        for line in row.text.split("\n"):
            reason = self._furniture(row, line)
            reasons += [reason] if reason else []
            kept += [] if reason else [self._without_stock(row, line, reasons)]
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
        if len(text) < LEFT_SHARE * len(row.text.strip()):
            return dropped("mostly boilerplate", row.text)
        outcome = repaired(row, text, reasons, row.text)
        if outcome.row is not None:
            self.remember(outcome.row)
        return outcome

    def _furniture(self, row: Row, line: str) -> str:
        bare = line.strip()
        if not bare:
            return ""
        if row.domain != MATHEMATICAL and (_NUMBER.fullmatch(bare) or _RULE.fullmatch(bare)):
            return "page number or rule"
        if _STOCK.match(bare):
            return "stock line"
        often = len(bare) <= FURNITURE_CHARACTERS and self.lines[_line_key(row, bare)]
        return "page header" if often >= FURNITURE_TIMES else ""

    def _without_stock(self, row: Row, line: str, reasons: list[str]) -> str:
        if len(line) < STOCK_CHARACTERS:
            return line
        parts = sentences(line)
        left = [one for one in parts if not self._known(row, one)]
        if len(left) == len(parts):
            return line
        reasons.append("sentence of many documents")
        return " ".join(left)

    def _known(self, row: Row, sentence: str) -> bool:
        return _whole(sentence) and self.stock[_sentence_key(row, sentence)] >= STOCK_DOCUMENTS


def _whole(sentence: str) -> bool:
    return len(sentence) >= STOCK_CHARACTERS


def _line_keys(row: Row) -> set[int] | list[int]:
    lines = (line.strip() for line in row.text.split("\n"))
    return [_line_key(row, line) for line in lines if 0 < len(line) <= FURNITURE_CHARACTERS]


def _line_key(row: Row, line: str) -> int:
    return zlib.crc32(f"{row.source}:{row.document}|{_DIGITS.sub('0', line)}".encode())


def _sentence_key(row: Row, sentence: str) -> int:
    return zlib.crc32(f"{row.source}:{row.part}|{sentence.lower()}".encode())
