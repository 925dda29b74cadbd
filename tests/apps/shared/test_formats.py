"""Numbers, percentages and dates as the reader's country writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shared.formats import day, number, percent, plain_size
from rag.units import parse_number

FIGURES = st.decimals(-(10**15), 10**15, places=2, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("1234567.5", "en", "1,234,567.5"),
        ("-1234", "en", "(1,234)"),
        ("-1234.50", "zh", "-1,234.50"),
        ("0", "en", "0"),
        ("1E+9", "zh", "1,000,000,000"),
    ],
)
def test_numbers(value: str, language: str, text: str) -> None:
    assert number(Decimal(value), language) == text


@given(FIGURES, st.sampled_from(["en", "zh"]))
def test_a_number_can_be_read_again(value: Decimal, language: str) -> None:
    assert parse_number(number(value, language)) == value


def test_absent_is_a_dash_and_zero_is_not() -> None:
    assert number(None, "en") == percent(None, "zh") == day(None, "en") == "–"
    assert number(Decimal(0), "en") == "0"


def test_percentages_carry_their_sign_where_asked() -> None:
    assert percent(Decimal("0.1254"), "en") == "12.5%"
    assert percent(Decimal("0.1254"), "zh", sign=True) == "+12.5%"
    assert percent(Decimal("-0.02"), "en", sign=True) == "-2.0%"


def test_dates_and_sizes() -> None:
    assert day(date(2023, 12, 31), "zh") == "2023年12月31日"
    assert day(date(2023, 12, 31), "en") == "Dec 31, 2023"
    assert plain_size(1_234_567, "en") == "1.2 MB"
    assert plain_size(900, "en") == "0.9 kB"
