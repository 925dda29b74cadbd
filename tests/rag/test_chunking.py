"""Chunks quote their document, keep to their page, and carry the headings above them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.chunking import STATEMENTS, chunk, passage
from rag.document import Box, Cell, Document, Page, Span, Table, content_id, guess_language

LETTERS = "aB 9.\n\r\t,;:|$%-—。！？，第一章（）资产12\u3000\x00"


def document(*pages: str, tables: tuple[Table, ...] = ()) -> Document:
    text = "".join(pages)
    places, at = [], 0
    for number, page in enumerate(pages, 1):
        places.append(Page(number, at, at + len(page)))
        at += len(page)
    language = guess_language(text)
    return Document(
        content_id(text.encode()), "d.pdf", "pdf", text, language, tuple(places), tables
    )


@given(
    st.lists(st.text(alphabet=LETTERS, max_size=300), min_size=1, max_size=5),
    st.integers(10, 60),
    st.booleans(),
)
def test_every_chunk_quotes_its_document_within_one_page(pages, size, paged):
    made = document(*pages)
    if not paged:
        made = Document(made.id, made.name, "text", made.text, made.language)
    chunks = chunk(made, meta={"company": "Acme"}, size=size)
    for piece in chunks:
        assert piece.text == made.text[piece.span.start : piece.span.end]
        assert piece.text.strip()
        if paged:
            page = made.page_at(piece.span.start)
            assert page is not None
            assert page.number == piece.span.page
            assert piece.span.end <= page.end
    starts = [piece.span.start for piece in chunks]
    assert starts == sorted(starts)


@given(st.lists(st.text(alphabet=LETTERS, max_size=300), min_size=1, max_size=4))
def test_no_word_is_lost_and_none_is_there_twice(pages):
    made = document(*pages)
    covered = [0] * len(made.text)
    for piece in chunk(made, meta={}, size=20):
        for place in range(piece.span.start, piece.span.end):
            covered[place] += 1
    for place, letter in enumerate(made.text):
        assert covered[place] <= 1
        if letter.isalnum():
            assert covered[place] == 1, repr(letter)


def test_a_long_english_text_is_cut_between_sentences():
    made = document(" ".join(f"Sentence number {n} says something plain." for n in range(60)))
    chunks = chunk(made, meta={}, size=50)
    assert len(chunks) > 5
    assert all(piece.text.startswith("Sentence") for piece in chunks)
    assert all(piece.text.endswith(".") for piece in chunks)


def test_chinese_is_cut_after_its_full_stops():
    made = document("公司本年度实现了稳定的增长并且扩大了生产规模。" * 30)
    chunks = chunk(made, meta={})
    assert len(chunks) > 1
    assert all(piece.text.endswith("。") for piece in chunks)


def test_headings_and_metadata_stand_in_the_context_and_not_in_the_text():
    made = document(
        "Item 7. Management’s Discussion and Analysis\nLiquidity and Capital Resources\n"
        "We had cash of many kinds in the year that passed and used it well.\n"
    )
    (piece,) = chunk(made, meta={"company": "Acme", "period": "FY2020"})
    assert piece.context.startswith("Acme FY2020 | Item 7.")
    assert piece.context.endswith("Liquidity and Capital Resources")
    assert "Acme" not in piece.text
    assert dict(piece.meta)["company"] == "Acme"


def test_a_section_stays_in_force_on_the_next_page():
    made = document("Item 1A. Risk Factors\nWe face risks.\n", "More of them are plain here.\n")
    assert "Item 1A. Risk Factors" in chunk(made, meta={})[-1].context


def test_a_printed_statement_marks_every_chunk_of_its_page():
    rows = "\n".join(
        f"{label} 1,204 1,100"
        for label in (
            "Cash and cash equivalents",
            "Accounts receivable",
            "Total current assets",
            "Goodwill",
            "Total assets",
            "Accounts payable",
            "Total current liabilities",
            "Retained earnings",
            "Total equity",
        )
    )
    made = document("Consolidated Balance Sheets\n" + rows + "\n", "Nothing of the kind here.\n")
    chunks = chunk(made, meta={})
    assert dict(chunks[0].meta)[STATEMENTS] == "balance_sheet"
    assert STATEMENTS not in dict(chunks[-1].meta)


def test_a_row_of_a_table_is_not_cut():
    rows = [f"Row {n} of the table with words" for n in range(40)]
    text = "\n".join(rows) + "\n"
    cell = Cell(0, 0, 1, 1, rows[0], Span(0, len(rows[0])))
    made = document(text, tables=(Table(Span(0, len(text)), (cell,)),))
    for piece in chunk(made, meta={}, size=30):
        assert set(piece.text.split("\n")) <= set(rows)


def test_a_model_of_meaning_reads_rows_without_their_figures():
    made = document("Net sales (Note 3) $ 1,204 $ 1,100 2018 2017\nIn 2018 we sold 3 ships.\n")
    (piece,) = chunk(made, meta={"company": "Acme"})
    read = passage(piece)
    assert "1,204" not in read
    assert "Net sales" in read
    assert "2018" in read
    assert "3 ships" in read
    assert "Acme" in read


def test_a_size_too_small_for_a_sentence_is_refused():
    with pytest.raises(ValueError, match="at least 10"):
        chunk(document("Some text."), meta={}, size=3)


def test_an_empty_document_has_no_chunks():
    assert chunk(document("", " \n "), meta={}) == []


def test_a_chunk_inside_a_table_has_the_box_of_its_cells():
    text = "Sales 5 6\nCosts 3 4\n"
    cells = tuple(
        Cell(row, 0, 1, 1, word, Span(start, start + 5, 1, Box(10, y, 50, y + 10)))
        for row, (word, start, y) in enumerate((("Sales", 0, 100), ("Costs", 10, 120)))
    )
    (piece,) = chunk(document(text, tables=(Table(Span(0, len(text), 1), cells),)), meta={})
    assert piece.span.box == Box(10, 100, 50, 130)
    (bare,) = chunk(document(text), meta={})
    assert bare.span.box is None
