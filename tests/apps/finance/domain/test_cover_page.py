"""Covers of filings written here (synthetic)."""

from __future__ import annotations

from datetime import date

import pytest

from apps.finance.domain.cover_page import fiscal_year_of, read_cover
from rag.document import Document


def document(text: str) -> Document:
    return Document("0", "cover", "html", text, "en")


@pytest.mark.parametrize(
    ("text", "company", "form", "end"),
    [
        (
            "FORM 10-K\nFor the fiscal year ended December 31, 2023\nCommission file number 1-234\n"
            "SYNTHETIC & CO.\n(Exact name of registrant as specified in its charter)",
            "SYNTHETIC & CO.", "10-K", date(2023, 12, 31),
        ),
        (
            "Form 10-Q\nFor the quarterly period ended June 30, 2023\n"
            "Commission\nFile\nNumber\n001-37622\nWIDGET,\nINC.\n(Exact\nname\nof\nregistrant as",
            "WIDGET, INC.", "10-Q", date(2023, 6, 30),
        ),
        (
            "Form 10-K405\nFor the fiscal year ended 31 March 1999\n"
            "Plain Works\n\nAn Ohio Corporation",
            "Plain Works", "10-K405", date(1999, 3, 31),
        ),
        (
            "FORM 20-F\nfor the fiscal year ended December 31, 2015\n"
            "001-2\tOverseas Ltd.\tOntario\t9\n"
            "(Exact name of Registrant as specified in its charter)",
            "Overseas Ltd.", "20-F", date(2015, 12, 31),
        ),
        ("Widget Works Reports Fourth Quarter Results\nSales rose.", "Widget Works", "", None),
        ("Nothing to see", "", "", None),
    ],
)  # fmt: skip
def test_covers(text: str, company: str, form: str, end: date | None) -> None:
    cover = read_cover(document(text))
    assert (cover.company, cover.form, cover.period_end) == (company, form, end)


def test_the_ticker_stands_beside_its_class_of_shares() -> None:
    text = "Title\tTrading Symbol(s)\tExchange\nCommon stock, par value $0.01\tSYN\tNew York"
    assert read_cover(document(text)).ticker == "SYN"


@pytest.mark.parametrize(
    ("text", "end", "year"),
    [
        ("", date(2023, 12, 31), 2023),
        ("fiscal 2023 and fiscal 2023 and fiscal 2024", date(2024, 2, 3), 2023),
        ("fiscal 2025 revenue; fiscal year 2025", date(2025, 1, 31), 2025),
        ("", date(2023, 1, 1), 2022),
        ("", date(2024, 9, 28), 2024),
    ],
)
def test_fiscal_years_are_named_as_the_filer_does(text: str, end: date, year: int) -> None:
    assert fiscal_year_of(document(text), end) == year
