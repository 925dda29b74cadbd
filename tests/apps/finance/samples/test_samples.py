"""The samples say that they are synthetic, come from their generators, and read without error."""

from __future__ import annotations

from decimal import Decimal

import pypdfium2 as pdfium
import pytest

from apps.finance.domain.facts import Filing, Scope, StatementKind
from apps.finance.domain.identities import checks
from apps.finance.domain.reading import read_filing
from apps.finance.samples import CHINESE, ENGLISH, SAMPLES, make_english
from apps.finance.samples import chinese_balance as zh_balance
from apps.finance.samples import chinese_cash as zh_cash
from apps.finance.samples import chinese_income as zh_income
from apps.finance.samples import english_figures as en

MARK = "SYNTHETIC SAMPLE FILING"


@pytest.fixture(scope="module")
def english() -> Filing:
    return read_filing(ENGLISH.read_bytes(), ENGLISH.name)


@pytest.fixture(scope="module")
def chinese() -> Filing:
    return read_filing(CHINESE.read_bytes(), CHINESE.name)


def value(
    filing: Filing, metric: str, year: int, scope: Scope = Scope.CONSOLIDATED
) -> set[Decimal]:
    return {
        fact.value
        for fact in filing.facts
        if (fact.metric, fact.period.end.year, fact.scope) == (metric, year, scope)
        and not fact.dimensions
        and (fact.period.days is None or fact.period.days > 300)
    }


def test_the_english_file_is_what_its_generator_writes() -> None:
    assert ENGLISH.read_text(encoding="utf-8") == make_english.document()


def test_every_page_says_that_it_is_synthetic(english: Filing) -> None:
    text = english.document.text
    for page in english.document.pages:
        if text[page.start : page.end].strip():
            assert MARK in text[page.start : page.end], f"page {page.number}"
    document = pdfium.PdfDocument(CHINESE)
    try:
        assert "synthetic" in document.get_metadata_dict()["Keywords"]
        for page in document:
            words = page.get_textpage()
            assert MARK in words.get_text_bounded()
            words.close()
            page.close()
    finally:
        document.close()


def test_samples_are_marked_in_the_library(english: Filing, chinese: Filing) -> None:
    assert english.synthetic
    assert chinese.synthetic
    assert "Synthetic" in english.company
    assert "合成" in chinese.company


def test_the_english_statements_are_read(english: Filing) -> None:
    kinds = {statement.kind for statement in english.statements}
    assert {StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW} <= kinds
    assert (english.form, english.fiscal_year, english.currency) == ("10-K", 2024, "USD")
    expected = {
        "total_assets": en.ASSETS,
        "revenue": en.REVENUE,
        "net_income": en.NET_INCOME,
        "operating_cash_flow": en.OPERATING_FLOW,
    }
    for metric, values in expected.items():
        for year, thousands in zip(en.YEARS, values, strict=False):
            assert value(english, metric, year) == {Decimal(thousands) * 1000}, (metric, year)


def test_one_check_of_the_english_sample_fails_on_purpose(english: Filing) -> None:
    failing = [check for check in checks(english) if check.holds is False]
    assert [abs(check.difference or 0) for check in failing] == [en.DELIBERATE_ERROR * 1000]
    assert failing[0].period.end.year == 2022


@pytest.mark.parametrize("scope", list(Scope))
def test_the_chinese_statements_are_read_in_both_scopes(chinese: Filing, scope: Scope) -> None:
    group = scope is Scope.CONSOLIDATED
    balance = zh_balance.GROUP_BALANCE if group else zh_balance.PARENT_BALANCE
    income = zh_income.GROUP if group else zh_income.PARENT
    cash = zh_cash.GROUP_CASH if group else zh_cash.PARENT_CASH
    expected = {
        "total_assets": balance.assets,
        "total_liabilities": balance.liabilities,
        "revenue": income.revenue,
        "profit": income.profit,
        "operating_cash_flow": cash.operating,
        "cash_end": cash.end,
    }
    for metric, (now, before) in expected.items():
        assert value(chinese, metric, 2023, scope) == {now}, metric
        assert value(chinese, metric, 2022, scope) == {before}, metric


def test_no_check_of_the_chinese_sample_fails(chinese: Filing) -> None:
    made = [check for check in checks(chinese) if check.holds is not None]
    assert len(made) >= 12
    assert not [check for check in made if not check.holds]


def test_samples_are_small() -> None:
    assert all(path.stat().st_size < 1_000_000 for path in SAMPLES)
