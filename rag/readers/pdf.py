"""Reads a PDF into a `Document`: text with exact offsets, pages, tables on the pages asked for.

Also finds the boxes of a passage again and draws them on the page. Pages without text go through
`ocr.py`. Knows nothing of finance: which pages hold tables worth building is the caller's test.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from PIL import ImageDraw

from rag.document import Box, Document, Page, Word, content_id, guess_language
from rag.readers.aligned_tables import aligned_tables
from rag.readers.continued_tables import PageTables, continued, running_lines
from rag.readers.errors import UnreadableFile
from rag.readers.glyphs import PageText, character_boxes, line_boxes, page_text, page_words
from rag.readers.ocr import OcrPage, recognise
from rag.readers.pdfium import Frame, frame, opened
from rag.readers.ruled_tables import ruled_tables
from rag.readers.rulings import Ruling, path_count, picture_share, rulings

MAX_PIXELS = 6_000_000
MAX_SCALE = 4.0
_SCAN_SHARE = 0.15
"""A page without text is a scan where a picture covers more than this share of it."""
_OUTLINES = 300
"""A page without text and with more paths than this has its letters drawn as outlines."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class PdfReading:
    """A document and what its reader must be told: page numbers, from 1.

    `scanned` were read by OCR and may hold wrong characters, `unread` are pictures beyond the OCR
    cap or without characters in them, `unmapped` have a font that does not say which characters
    it draws.
    """

    document: Document
    scanned: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    unmapped: tuple[int, ...] = ()


def read_pdf(
    data: bytes,
    name: str,
    *,
    tables_on: Callable[[str], bool] | None = None,
    max_pages: int = 3_000,
    progress: Progress | None = None,
) -> Document:
    """The document of a PDF; `tables_on` says by a page's text whether to build its tables.

    Raises UnreadableFile where the file is no PDF, encrypted, damaged, too long or without text.
    """
    return read_pages(
        data, name, tables_on=tables_on, max_pages=max_pages, progress=progress
    ).document


def read_pages(
    data: bytes,
    name: str,
    *,
    tables_on: Callable[[str], bool] | None = None,
    max_pages: int = 3_000,
    ocr_pages: int = 40,
    ocr_seconds: float = 300.0,
    progress: Progress | None = None,
) -> PdfReading:
    """As `read_pdf`, with the pages that were scanned, unread or unmapped.

    At most `ocr_pages` pages without a text layer are recognised, none after `ocr_seconds`.
    """
    tell = progress or _silent
    with opened(data, name, max_pages) as pdf:
        seen = _one_pass(pdf, tables_on, _Budget(ocr_pages, ocr_seconds), tell)
    text = "\n".join(seen.parts)
    if not text.strip():
        raise UnreadableFile(
            name, "no_text", "no page holds text, not even in its pictures", "scan it again"
        )
    document = Document(
        content_id(data),
        name,
        "pdf",
        text,
        guess_language(text),
        tuple(seen.pages),
        continued(seen.tables, running_lines(seen.parts)),
    )
    return PdfReading(document, tuple(seen.scanned), tuple(seen.unread), tuple(seen.unmapped))


def boxes(data: bytes, page: Page, start: int, end: int) -> list[Box]:
    """Boxes, one a printed line, of the document's characters `start..end` that lie on `page`.

    `page` is an entry of `Document.pages` of the document read from these bytes. A scanned page
    has no text layer to look in: its whole area is given.
    """
    if end <= page.start or start >= page.end:
        return []
    with opened(data, f"page {page.number}") as pdf:
        sheet = pdf[page.number - 1]
        page_frame = frame(sheet)
        textpage = sheet.get_textpage()
        try:
            found = page_text(textpage, page_frame)
            if not found.text.strip() or found.unmapped:
                return [Box(0, 0, page_frame.width, page_frame.height)]
            placed_n4 = character_boxes(textpage, page_frame)
        finally:
            textpage.close()
    low, high = max(start - page.start, 0), min(end - page.start, len(found.text))
    return line_boxes(found, placed_n4, low, high)


def render(data: bytes, page: int, marks: Sequence[Box] = (), scale: float = 2.0) -> bytes:
    """A PNG of page number `page` (from 1) with `marks` drawn on it, `scale` pixels a point.

    The scale is lowered where the picture would have more than 6 million pixels.
    """
    with opened(data, f"page {page}") as pdf:
        if not 1 <= page <= len(pdf):
            raise ValueError(f"page {page} is not one of the {len(pdf)} pages; pass 1..{len(pdf)}")
        sheet = pdf[page - 1]
        width, height = sheet.get_size()
        scale = min(scale, MAX_SCALE, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
        bitmap = sheet.render(scale=scale)  # pyright: ignore[reportArgumentType]
        picture = bitmap.to_pil().convert("RGB")
    canvas = ImageDraw.Draw(picture, "RGBA")
    for mark in marks:
        corners = [
            mark.x0 * scale - 2,
            mark.y0 * scale - 2,
            mark.x1 * scale + 2,
            mark.y1 * scale + 2,
        ]
        canvas.rectangle(corners, fill=(255, 196, 0, 70), outline=(214, 90, 0, 255), width=2)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _silent(stage: str, share: float) -> None:
    """Progress that nobody asked for."""


@dataclass(slots=True)
class _Budget:
    """How many pages may still be recognised, and for how many seconds."""

    pages: int
    seconds: float

    def recognise(self, sheet: pdfium.PdfPage) -> OcrPage | None:
        if self.pages <= 0 or self.seconds <= 0:
            return None
        start = time.monotonic()
        found = recognise(sheet)
        self.pages -= 1
        self.seconds -= time.monotonic() - start
        return found


@dataclass(slots=True)
class _Pages:
    """What one pass over the pages collects; `text` grows page by page, parted by newlines."""

    parts: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    tables: list[PageTables] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    unmapped: list[int] = field(default_factory=list)

    def add(self, text: str, page_frame: Frame) -> Page:
        start = self.pages[-1].end + 1 if self.pages else 0
        number = len(self.pages) + 1
        page = Page(number, start, start + len(text), page_frame.width, page_frame.height)
        self.parts.append(text)
        self.pages.append(page)
        return page


def _one_pass(
    pdf: pdfium.PdfDocument,
    tables_on: Callable[[str], bool] | None,
    budget: _Budget,
    tell: Progress,
) -> _Pages:
    """Read the pages in order, each opened once."""
    seen = _Pages()
    for i in range(len(pdf)):
        sheet = pdf[i]
        textpage = sheet.get_textpage()
        _read_page(sheet, textpage, seen, tables_on, budget)
        textpage.close()
        sheet.close()
        tell("pages", (i + 1) / len(pdf))
    return seen


def _read_page(
    sheet: pdfium.PdfPage,
    textpage: pdfium.PdfTextPage,
    seen: _Pages,
    tables_on: Callable[[str], bool] | None,
    budget: _Budget,
) -> None:
    page_frame = frame(sheet)
    printed = page_text(textpage, page_frame)
    number = len(seen.pages) + 1
    if printed.unmapped:
        seen.unmapped.append(number)
    drawn = _drawn(sheet, page_frame, printed)
    scan = budget.recognise(sheet) if drawn else None
    page = seen.add(scan.text if scan else printed.text, page_frame)
    if scan:
        seen.scanned.append(number)
    elif drawn:
        seen.unread.append(number)
    if tables_on is None or not tables_on(seen.parts[-1]):
        return
    if scan:
        words = scan.words_from(page.start)
        seen.tables.append(PageTables(page, (), aligned_tables(words, page.width, number)))
    else:
        words = page_words(printed, character_boxes(textpage, page_frame), page.start)
        seen.tables.append(_page_tables(words, rulings(sheet, page_frame), page))


def _drawn(sheet: pdfium.PdfPage, page_frame: Frame, text: PageText) -> bool:
    """True for a page whose characters are only drawn: a scan, or a font without Unicode."""
    if text.unmapped:
        return True
    if text.text.strip():
        return False
    return picture_share(sheet, page_frame) > _SCAN_SHARE or path_count(sheet) > _OUTLINES


def _page_tables(words: list[Word], lines: Sequence[Ruling], page: Page) -> PageTables:
    """The ruled tables of a page, and the aligned ones among the words they leave."""
    ruled = ruled_tables(words, lines, page.number)
    taken = frozenset[int]().union(*(table.words for table in ruled))
    left = [word for i, word in enumerate(words) if i not in taken]
    return PageTables(page, tuple(ruled), aligned_tables(left, page.width, page.number), left)
