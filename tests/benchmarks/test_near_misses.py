"""The near-miss benchmark on two synthetic filings: what it builds, and what the check says."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from benchmarks.near_misses import measure
from benchmarks.printed_truth import rows_of, sentences_of

ROWS = (
    ("Cash and cash equivalents", "2,853", "3,053"),
    ("Total current assets", "13,709", "14,277"),
    ("Long-term debt", "9,411", "8,096"),
    ("Retained earnings", "40,636", "39,115"),
)
SENTENCE = (
    "In 2022 the synthetic company paid $412 million for the new yard that it had ordered before."
)


def write(path: Path, title: str, add: int) -> None:
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    pdf.add_page()

    def line(y: float, label: str, first: str, second: str) -> None:
        pdf.text(15, y, label)
        for right, text in ((130, first), (170, second)):
            pdf.text(right - pdf.get_string_width(text), y, text)

    pdf.text(15, 15, f"{title} (synthetic)")
    line(22, "(Dollars in millions)", "2022", "2021")
    for number, (label, *values) in enumerate(ROWS):
        one, two = (f"{int(v.replace(',', '')) + add:,}" for v in values)
        line(30 + 7 * number, label, one, two)
    pdf.text(15, 70, "Liquidity. " + SENTENCE + " It has.")
    pdf.output(str(path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pdfs").mkdir()
    write(tmp_path / "pdfs" / "BOATS_2022_10K.pdf", "Boats Inc", 0)
    write(tmp_path / "pdfs" / "TRAINS_2022_10K.pdf", "Trains Inc", 1111)
    return tmp_path


def test_rows_are_read_from_where_words_stand(folder: Path) -> None:
    rows = rows_of(folder / "pdfs" / "BOATS_2022_10K.pdf")
    assert [(row.label, row.value(2022), row.value(2021)) for row in rows] == list(ROWS)
    assert {row.unit for row in rows} == {"millions"}


def test_sentences_with_one_amount_and_one_year_are_found(folder: Path) -> None:
    (said,) = sentences_of(folder / "pdfs" / "BOATS_2022_10K.pdf")
    assert (said.amount, said.year) == ("$412 million", "2022")


def test_true_claims_are_accepted_and_near_misses_are_not(folder: Path) -> None:
    result = measure(folder, rows=4)
    assert result.true_accept == 1.0, result.wrong
    assert result.false_accept == 0.0, result.wrong
    assert {"wrong_year", "wrong_company", "wrong_scale", "wrong_row"} <= set(result.built)
    assert result.built["true_row"] == 8
