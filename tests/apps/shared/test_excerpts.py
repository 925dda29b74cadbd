"""Excerpts show the right passage and nothing of an upload as markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from apps.shared.excerpts import TableExcerpt, TextExcerpt, as_html, excerpt
from apps.shared.places import Place
from rag.document import Cell, Document, Page, Span, Table

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def table_document(rows: int) -> tuple[Document, dict[tuple[int, int], Cell]]:
    """A synthetic page: a title, a unit line, then a table of three columns."""
    text = "Balance sheet\nIn thousands of dollars\n"
    start, cells = len(text), {}
    for row in range(rows):
        for column, content in ((0, f"Line {row}"), (2, f"{row},000"), (5, HOSTILE)):
            cells[row, column] = Cell(
                row, column, 1, 2 if column == 2 else 1, content,
                Span(len(text), len(text) + len(content)),
            )  # fmt: skip
            text += content + "\t"
        text += "\n"
    table = Table(Span(start, len(text)), tuple(cells.values()))
    return Document("0" * 16, "synthetic.html", "html", text, "en", (), (table,)), cells


def place(cell: Cell) -> Place:
    return Place("0" * 16, cell.span.start, cell.span.end)


def test_a_cell_is_shown_in_its_rows_under_the_lines_above_the_table() -> None:
    document, cells = table_document(40)
    shown = excerpt(document, place(cells[20, 2]))
    assert isinstance(shown, TableExcerpt)
    assert shown.caption == "Balance sheet · In thousands of dollars"
    assert shown.columns == 3
    hits = [cell.text for row in shown.rows for cell in row if cell.hit]
    assert hits == ["20,000"]
    assert [row[0].text for row in shown.rows[:4]] == ["Line 0", "Line 1", "Line 2", "Line 13"]
    assert shown.gap == 3


def test_no_gap_is_claimed_where_no_row_is_left_out() -> None:
    document, cells = table_document(40)
    shown = excerpt(document, place(cells[2, 2]))
    assert isinstance(shown, TableExcerpt)
    assert shown.gap is None


def test_text_without_a_table_is_shown_with_what_surrounds_it() -> None:
    text = "First line.\n" + "Revenue was 12.53 billion yuan.\n" * 80
    document = Document("0" * 16, "synthetic.txt", "text", text, "en")
    at = text.index("12.53", 900)
    shown = excerpt(document, Place("0" * 16, at, at + 5))
    assert isinstance(shown, TextExcerpt)
    assert shown.hit == "12.53"
    assert shown.before.startswith("Revenue was")
    assert shown.before + shown.hit + shown.after in text


def test_the_passage_stays_on_its_page() -> None:
    text = "page one. " * 20 + "page two. " * 20
    pages = (Page(1, 0, 200), Page(2, 200, 400))
    document = Document("0" * 16, "synthetic.pdf", "pdf", text, "en", pages)
    shown = excerpt(document, Place("0" * 16, 210, 214))
    assert isinstance(shown, TextExcerpt)
    assert "one" not in shown.before


def test_nothing_of_the_document_becomes_markup() -> None:
    document, cells = table_document(5)
    tree = html.fromstring(as_html(excerpt(document, place(cells[2, 5]))))
    assert not tree.xpath("//img | //script")
    assert tree.xpath("//mark/text()") == [HOSTILE]


@given(st.text(min_size=1, max_size=200), st.data())
def test_any_text_comes_out_as_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    document = Document("0" * 16, "synthetic.txt", "text", text, "en")
    shown = excerpt(document, Place("0" * 16, start, data.draw(st.integers(start, len(text)))))
    assert isinstance(shown, TextExcerpt)
    assert shown.before + shown.hit + shown.after in text
    assert as_html(shown).count("<") == 4


def test_a_place_beyond_the_document_is_refused() -> None:
    document = Document("0" * 16, "synthetic.txt", "text", "short", "en")
    with pytest.raises(ValueError, match="another version"):
        excerpt(document, Place("0" * 16, 4, 9))
