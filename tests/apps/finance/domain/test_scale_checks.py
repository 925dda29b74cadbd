"""Arithmetic that betrays a wrong scale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.declared_scale import declared_scale, row_scale
from apps.finance.domain.facts import Fact, Period
from apps.finance.domain.printed_signs import reversed_lines
from apps.finance.domain.scale_checks import doubts, power_between, shares_shift
from rag.document import Span

YEAR = Period(date(2023, 12, 31), date(2023, 1, 1))
_AMOUNTS = st.decimals(min_value=1, max_value=10**9, places=2)


def fact(metric: str, value: str, period: Period = YEAR) -> Fact:
    return Fact(metric, Decimal(value), "USD", period, value, Span(0, 1), metric, label=metric)


@given(_AMOUNTS, st.integers(-9, 9))
def test_a_power_of_ten_between_two_figures_is_found(value: Decimal, power: int) -> None:
    assert power_between(value.scaleb(power), value) == power


@given(_AMOUNTS, st.integers(-6, 6))
def test_the_scale_that_shares_lack_is_found(result: Decimal, power: int) -> None:
    shares = result / Decimal("1.25")
    assert shares_shift([result], [Decimal("1.25")], [shares.scaleb(-power)]) == power


def test_small_results_a_share_say_nothing() -> None:
    assert shares_shift([Decimal(5)], [Decimal("0.01")], [Decimal(500)]) is None
    assert shares_shift([None], [Decimal(1)], [Decimal(5)]) is None


@pytest.mark.parametrize(("cash", "errors"), [("120000000", 0), ("120000", 1), ("121000000", 0)])
def test_cash_of_two_sizes_is_an_error(cash: str, errors: int) -> None:
    end = Period(YEAR.end)
    found = doubts([], [fact("cash_end", "120000000", end), fact("cash", cash, end)])
    assert len(found) == errors
    assert all(notice.level == "error" for notice in found)


def test_shares_that_do_not_fit_are_an_error_and_fitting_ones_are_none() -> None:
    good = [fact("net_income", "118"), fact("eps_basic", "1.18"), fact("shares_basic", "100")]
    assert doubts([], good) == ()
    bad = [*good[:2], fact("shares_basic", "100000")]
    assert [notice.level for notice in doubts([], bad)] == ["error"]


@pytest.mark.parametrize(
    ("text", "money", "shares"),
    [
        ("(Dollars and shares in millions, except per share amounts)", 6, 6),
        ("(In thousands, except share data)", 3, 0),
        ("(000's omitted)", 3, None),
        ("(Millions)", 6, None),
        ("Amounts in millions", 6, None),
        ("(in thousands of Canadian dollars)", 3, None),
        ("(stated in US dollars)", 0, 0),
    ],
)
def test_declarations(text: str, money: int, shares: int | None) -> None:
    found = declared_scale(["Consolidated Balance Sheets", text])
    assert found is not None
    assert (found.money, found.shares) == (money, shares)


@pytest.mark.parametrize(
    "text", ["Net sales", "Millions of customers trust us", "December 31, 2023", "(unaudited)", ""]
)
def test_texts_that_declare_nothing(text: str) -> None:
    assert declared_scale([text]) is None


@pytest.mark.parametrize(
    ("label", "power"),
    [
        ("Basic (in thousands)", 3),
        ("Shares outstanding, in millions", 6),
        ("Decrease (in cash)", None),
    ],
)
def test_lines_that_declare_their_own(label: str, power: int | None) -> None:
    assert row_scale(label) == power


def test_signs_follow_the_whole_line_and_the_arithmetic() -> None:
    line = [Decimal(-20), Decimal(-10)]
    values = {
        "interest_expense": line,
        "capital_expenditure": line,
        "operating_cash_flow": line,
        "pretax_income": [Decimal(100), Decimal(50)],
        "income_tax": line,
        "net_income": [Decimal(80), Decimal(40)],
    }
    assert reversed_lines(values, {}) == {"interest_expense", "capital_expenditure", "income_tax"}
    credit = values | {"net_income": [Decimal(120), Decimal(60)]}
    assert "income_tax" not in reversed_lines(credit, {})
