"""Reads a filing in whatever form it comes: dispatches on the bytes, never on the name alone.

Knows which reader takes what; nothing of how they read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from apps.finance.domain import chinese
from apps.finance.domain.chinese import read_report
from apps.finance.domain.english import read_untagged
from apps.finance.domain.facts import Filing, Notice
from apps.finance.domain.ixbrl import read_tagged
from apps.finance.domain.sentences import read_sentences
from apps.finance.domain.sheets import read_sheet
from apps.finance.domain.tags import has_tags
from rag.document import Document
from rag.readers.errors import UnreadableFile
from rag.readers.html import read_html
from rag.readers.parsed import is_parsed, read_parsed
from rag.readers.pdf import PdfReading, read_pages
from rag.readers.sheet import is_delimited, is_workbook, read_delimited, read_workbook
from rag.readers.text import read_text

Progress = Callable[[str, float], None]
"""Told the stage (`reading`, `tables`, `statements`, `checking`) and how much is done (0..1)."""

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|xbrl|ix:|div|document>|sec-document>)", re.I
)
_STATEMENT_LINES = re.compile(
    r"total (?:current )?(?:assets|liabilities)|(?:share|stock)holders.? equity|"
    r"net (?:income|earnings|loss)|(?:operating|investing|financing) activities|"
    r"cost of (?:sales|revenues?|goods)|earnings per|per (?:common )?share|income taxes|"
    r"operating (?:income|profit|expenses)|net (?:sales|revenues?)|total revenues?|"
    r"accounts (?:payable|receivable)|retained earnings|"
    r"statements? of (?:income|operations|earnings|cash flows)|balance sheets?|gross profit|"
    r"\bbasic\b|\bdiluted\b|taxes on income|"
    r"(?:depreciation|amortization) and|premises and equipment|total deposits",
    re.I,
)
_STATEMENT_TITLE = re.compile(
    r"^\W*(?:condensed )?consolidated (?:statements? of|balance sheet)[^\n.]{0,60}$", re.I | re.M
)
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\(\d+(?:\.\d+)?\)|\d+\.\d+")


SYNTHETIC_MARK = "SYNTHETIC SAMPLE FILING"
"""What the samples print at the top of every page."""


def read_filing(
    data: bytes, name: str, *, max_pages: int = 3_000, progress: Progress | None = None
) -> Filing:
    """The filing that a file holds; one that says it is a synthetic sample is marked so.

    Raises UnreadableFile, which names the file, what is wrong, and what to do about it.
    """
    filing = _read(data, name, max_pages, progress or _silent)
    if SYNTHETIC_MARK in filing.document.text[:4_000]:
        return replace(filing, synthetic=True)
    return filing


def _read(data: bytes, name: str, max_pages: int, tell: Progress) -> Filing:
    if not data.strip():
        raise UnreadableFile(name, "empty", "the file is empty", "upload the filing again")
    tell("reading", 0.0)
    if is_workbook(data):
        document = read_workbook(data, name)
        tell("statements", 0.6)
        return read_sheet(document)
    if b"%PDF-" in data[:1_024]:
        return _from_pdf(data, name, max_pages, tell)
    if _is_markup(data):
        return _from_markup(data, name, tell)
    if is_parsed(data):
        document = read_parsed(data, name)
        tell("statements", 0.5)
        return read_report(document)
    return _from_text(data, name, tell)


def _silent(stage: str, done: float) -> None:
    """Nobody asked how far it is."""


def _is_markup(data: bytes) -> bool:
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \r\n\t")
    return bool(_MARKUP.search(head)) or head.startswith(b"<?xml")


def holds_statement(page: str) -> bool:
    """True for a page, in either language, whose tables are worth building."""
    if chinese.holds_statement(page):
        return True
    lines = {match[0].lower() for match in _STATEMENT_LINES.finditer(page)}
    titled = _STATEMENT_TITLE.search(page) is not None
    return (titled or len(lines) >= 3) and len(_FIGURE.findall(page)) >= 12


def _from_pdf(data: bytes, name: str, max_pages: int, tell: Progress) -> Filing:
    def reading(stage: str, done: float) -> None:
        tell(stage, 0.9 * done)

    found = read_pages(data, name, tables_on=holds_statement, max_pages=max_pages, progress=reading)
    tell("statements", 0.9)
    filing = _statements(found.document)
    return replace(filing, notices=(*_page_notices(found), *filing.notices))


def _page_notices(found: PdfReading) -> list[Notice]:
    """What the reader of scanned or unreadable pages must know."""
    told = []
    if found.scanned:
        told.append(f"扫描页，请核对 / scanned pages, check: {_list(found.scanned)}")
    lost = [page for page in found.unmapped if page not in found.scanned]
    if lost:
        told.append(f"字体无法转成文字的页 / pages in a font without characters: {_list(lost)}")
    if found.unread:
        told.append(f"扫描页过多，未识别的页 / scanned pages left unread: {_list(found.unread)}")
    return [Notice("warning", message) for message in told]


def _list(pages: Sequence[int]) -> str:
    shown = ", ".join(str(page) for page in pages[:20])
    return shown if len(pages) <= 20 else f"{shown} … ({len(pages)})"


def _from_markup(data: bytes, name: str, tell: Progress) -> Filing:
    reading = read_html(data, name)
    tell("statements", 0.5)
    return read_tagged(reading) if has_tags(reading) else _statements(reading.document)


def _statements(document: Document) -> Filing:
    return read_report(document) if document.language == "zh" else read_untagged(document)


def _from_text(data: bytes, name: str, tell: Progress) -> Filing:
    if is_delimited(data, name):
        document = read_delimited(data, name)
        tell("statements", 0.6)
        return read_sheet(document)
    document = read_text(data, name)
    tell("statements", 0.6)
    return read_sentences(document)
