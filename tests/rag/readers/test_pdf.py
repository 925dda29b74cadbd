"""Reading PDF files: text with places, refusals, split text layers, drawing."""

import io

import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from PIL import Image

from rag.document import Box, Span
from rag.readers.errors import UnreadableFile
from rag.readers.pdf import boxes, read_pages, read_pdf, render
from tests.fakes.pdf_pages import PdfPages

TWO_PAGES = (
    PdfPages()
    .page()
    .text(72, 100, "Revenue was $12.5 million")
    .text(72, 120, "货币资金 1,516,034,246.28")
    .page()
    .text(72, 100, "第二页")
    .bytes()
)


def test_pages_tile_the_text_and_keep_their_size() -> None:
    document = read_pdf(TWO_PAGES, "two.pdf")
    assert [page.number for page in document.pages] == [1, 2]
    assert [document.text[p.start : p.end] for p in document.pages] == [
        "Revenue was $12.5 million\n货币资金 1,516,034,246.28",
        "第二页",
    ]
    assert (document.pages[0].width, document.pages[0].height) == (595, 842)
    assert document.media_type == "pdf"


def test_a_passage_is_found_again_on_its_page() -> None:
    document = read_pdf(TWO_PAGES, "two.pdf")
    start = document.text.index("1,516")
    found = boxes(TWO_PAGES, document.pages[0], start, start + 16)
    assert len(found) == 1
    assert found[0].x0 == pytest.approx(72 + 45, abs=3)
    assert 105 < found[0].y0 < 120 < found[0].y1 + 5


def test_a_passage_over_two_lines_gets_two_boxes() -> None:
    document = read_pdf(TWO_PAGES, "two.pdf")
    page = document.pages[0]
    assert len(boxes(TWO_PAGES, page, page.start, page.end)) == 2
    assert boxes(TWO_PAGES, page, page.end + 1, page.end + 3) == []


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_lie_where_the_page_shows_the_words(rotation: int) -> None:
    data = PdfPages(width=400, height=600, rotation=rotation).page().text(100, 150, "资产").bytes()
    document = read_pdf(data, "turned.pdf")
    page = document.pages[0]
    (box,) = boxes(data, page, 0, 2)
    assert (page.width, page.height) == ((600, 400) if rotation % 180 else (400, 600))
    picture = Image.open(io.BytesIO(render(data, 1, [box], scale=1)))
    assert picture.size == (round(page.width), round(page.height))
    assert 0 <= box.x0 < box.x1 <= page.width
    assert 0 <= box.y0 < box.y1 <= page.height
    centre = {0: (110, 146), 90: (454, 110), 180: (290, 454), 270: (146, 290)}[rotation]
    assert box.x0 - 3 <= centre[0] <= box.x1 + 3
    assert box.y0 - 3 <= centre[1] <= box.y1 + 3


def test_boxes_follow_a_media_box_inherited_from_the_page_tree() -> None:
    file = FPDF(format="A4", unit="pt")
    file.add_page()
    file.set_font("Helvetica", size=12)
    file.text(100, 150, "Assets")
    data = bytes(file.output())
    assert b"/MediaBox" in data[: data.index(b"/Pages")]
    document = read_pdf(data, "inherited.pdf")
    (box,) = boxes(data, document.pages[0], 0, 6)
    assert document.pages[0].height == pytest.approx(842, abs=1)
    assert 135 < box.y0 < 150 < box.y1 + 3


def test_marks_are_drawn_and_the_picture_is_bounded() -> None:
    plain = Image.open(io.BytesIO(render(TWO_PAGES, 2, scale=1)))
    marked = Image.open(io.BytesIO(render(TWO_PAGES, 2, [Box(200, 200, 300, 250)], scale=1)))
    assert plain.getpixel((250, 225)) != marked.getpixel((250, 225))
    huge = Image.open(io.BytesIO(render(TWO_PAGES, 1, scale=100)))
    assert huge.width * huge.height <= 6_100_000
    with pytest.raises(ValueError, match="page 3"):
        render(TWO_PAGES, 3)


def _encrypted() -> bytes:
    file = FPDF()
    file.add_page()
    file.set_encryption("owner", "user", encryption_method=EncryptionMethod.RC4)
    return bytes(file.output())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a pdf", "wrong_type"),
        (TWO_PAGES[:200], "truncated"),
        (b"%PDF-1.7\n" + b"\x00" * 500, "truncated"),
        (PdfPages().page().page().bytes(), "no_text"),
        (_encrypted(), "encrypted"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_pdf(data, "bad.pdf")
    assert told.value.kind == kind
    assert "bad.pdf" in str(told.value)


def test_too_many_pages_are_refused_before_they_are_read() -> None:
    with pytest.raises(UnreadableFile) as told:
        read_pdf(TWO_PAGES, "long.pdf", max_pages=1)
    assert told.value.kind == "too_many_pages"


def test_progress_is_told_and_may_stop_the_reading() -> None:
    told: list[float] = []
    read_pdf(TWO_PAGES, "two.pdf", progress=lambda stage, share: told.append(share))
    assert told == [0.5, 1.0]

    def stop(stage: str, share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_pdf(TWO_PAGES, "two.pdf", progress=stop)


@pytest.mark.parametrize("pad", [0, 2, 4])
def test_split_glyphs_are_put_together_again(pad: float) -> None:
    file = PdfPages().page()
    rows = [
        ("货币资金", "1,516,034,246.28", "1,108,509,231.31"),
        ("存货", "350,661,798.80", "5.00"),
    ]
    for number, (label, now, then) in enumerate(rows):
        y = 100 + number * 20
        file.glyphs(50, y, label, pad=pad)
        file.glyphs(200, y, now, pad=pad).glyphs(380, y, then, pad=pad)
    document = read_pdf(file.bytes(), "split.pdf")
    assert document.text == "\n".join(" ".join(row) for row in rows)
    start = document.text.index("350,661")
    (box,) = boxes(file.bytes(), document.pages[0], start, start + 14)
    assert box.x0 == pytest.approx(200, abs=2)


def test_split_glyphs_drawn_twice_to_look_bold_are_read_once() -> None:
    file = PdfPages().page()
    for shift in (0.0, 0.4):
        file.glyphs(50 + shift, 100, "合并资产负债表", pad=1).glyphs(
            50 + shift, 130, "1,100.11", pad=2
        )
        file.glyphs(50 + shift, 160, "流动资产合计和负债合计", pad=1)
    text = read_pdf(file.bytes(), "bold.pdf").text
    assert text == "合并资产负债表\n1,100.11\n流动资产合计和负债合计"


def test_fonts_without_characters_are_noticed() -> None:
    data = PdfPages().page().text(50, 100, "(cid:12)(cid:7)(cid:99) Total").bytes()
    assert read_pages(data, "cid.pdf", ocr_pages=0).unmapped == (1,)


def test_a_span_of_a_table_quotes_its_cells() -> None:
    file = PdfPages().page()
    file.grid([50, 250, 400], 100, [["项目", "2020年"], ["货币资金", "1,516,034,246.28"]])
    document = read_pdf(file.bytes(), "t.pdf", tables_on=lambda text: "货币资金" in text)
    (table,) = document.tables
    for cell in table.cells:
        assert document.quote(cell.span) == cell.text
        assert cell.span.page == 1
    assert isinstance(table.span, Span)
    assert read_pdf(file.bytes(), "t.pdf", tables_on=lambda text: False).tables == ()
