"""Scanned pages are recognised, marked, and bounded."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from rag.readers.errors import UnreadableFile
from rag.readers.pdf import boxes, read_pages, read_pdf
from tests.fakes.pdf_pages import PdfPages


def _scan(lines: list[str]) -> tuple[bytes, int, int]:
    picture = Image.new("RGB", (1190, 600), "white")
    canvas = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=34)
    for number, line in enumerate(lines):
        canvas.text((120, 150 + number * 120), line, fill="black", font=font)
    return picture.tobytes(), picture.width, picture.height


LINES = ["Total assets 36,500", "Total liabilities 26,652"]


def test_a_scanned_page_is_read_and_marked_as_such() -> None:
    data = PdfPages(height=300).page().text(72, 72, "Cover").page().picture(*_scan(LINES)).bytes()
    found = read_pages(data, "scan.pdf")
    assert found.scanned == (2,)
    assert found.unread == ()
    text = found.document.text
    assert "36,500" in text
    assert "26,652" in text
    start = text.index("36,500")
    assert boxes(data, found.document.pages[1], start, start + 6)[0].x1 == 595


def test_pages_beyond_the_budget_are_told_as_unread() -> None:
    data = PdfPages(height=300).page().text(72, 72, "Cover").page().picture(*_scan(LINES)).bytes()
    for found in (
        read_pages(data, "scan.pdf", ocr_pages=0),
        read_pages(data, "scan.pdf", ocr_seconds=0),
    ):
        assert (found.scanned, found.unread) == ((), (2,))


def test_a_picture_without_words_is_no_text() -> None:
    data = PdfPages(width=200, height=200).page().picture(b"\xff" * 300, 10, 10).bytes()
    with pytest.raises(UnreadableFile) as told:
        read_pdf(data, "blank.pdf")
    assert told.value.kind == "no_text"
