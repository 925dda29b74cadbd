"""Every transformation that tags may name, and what happens to texts that do not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.number_words import number_in_words
from apps.finance.domain.transforms import TransformError, to_number, to_text


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1,234.50", "ixt:num-dot-decimal", "1234.50"),
        ("1,234", "ixt:numdotdecimal", "1234"),
        (" 12 345.6 ", "ixt:numspacedot", "12345.6"),
        ("1.234,50", "ixt:num-comma-decimal", "1234.50"),
        ("1.234,50", "ixt:numdotcomma", "1234.50"),
        ("12 345,6", "ixt:numspacecomma", "12345.6"),
        ("1'234.5", "ixt:num-dot-decimal-apos", "1234.5"),
        ("12,34,567.89", "ixt:numdotdecimalin", "1234567.89"),
        ("5 euros 40 cents", "ixt:num-unit-decimal", "5.40"),
        ("—", "ixt:zerodash", "0"),
        ("-", "ixt:numdash", "0"),
        ("—", "ixt:fixed-zero", "0"),
        ("none", "ixt:fixed-zero", "0"),
        ("no", "ixt-sec:numwordsen", "0"),
        ("Twenty-one", "ixt-sec:numwordsen", "21"),
        ("one hundred and five", "ixt-sec:numwordsen", "105"),
        ("Two Thousand Three Hundred", "ixt-sec:numwordsen", "2300"),
        ("-3.25", None, "-3.25"),
        ("0.3333", None, "0.3333"),
    ],
)
def test_numbers(text: str, form: str | None, value: str) -> None:
    assert to_number(text, form) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("1,234", None),
        ("12a", "ixt:num-dot-decimal"),
        ("", "ixt:num-dot-decimal"),
        ("1.2.3", "ixt:num-dot-decimal"),
        ("(5)", "ixt:num-dot-decimal"),
        ("--", "ixt:zerodash"),
        ("several", "ixt-sec:numwordsen"),
        ("5", "ixt:never-heard-of"),
        ("NaN", None),
        ("Infinity", None),
        ("5 euros", "ixt:num-unit-decimal"),
    ],
)
def test_texts_that_do_not_fit_are_named(text: str, form: str | None) -> None:
    with pytest.raises(TransformError, match=r".+"):
        to_number(text, form)


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("December 31, 2023", "ixt:date-monthname-day-year-en", "2023-12-31"),
        ("Dec. 31st, 2023", "ixt:datemonthdayyearen", "2023-12-31"),
        ("31 December 2023", "ixt:date-day-monthname-year-en", "2023-12-31"),
        ("12/31/23", "ixt:date-month-day-year", "2023-12-31"),
        ("March 2024", "ixt:date-monthname-year-en", "2024-03"),
        ("December 31", "ixt:date-monthname-day-en", "--12-31"),
        ("☒", "ixt-sec:boolballotbox", "true"),
        ("☐", "ixt-sec:boolballotbox", "false"),
        ("no", "ixt:fixed-false", "false"),
        ("yes", "ixt:booleantrue", "true"),
        ("anything", "ixt:nocontent", ""),
        ("5", "ixt-sec:duryear", "P5Y"),
        ("1.5", "ixt-sec:durmonth", "P1.5M"),
        ("Large  accelerated\nfiler", "ixt-sec:entityfilercategoryen", "Large accelerated filer"),
        (" plain   text ", None, "plain text"),
    ],
)
def test_texts(text: str, form: str | None, value: str) -> None:
    assert to_text(text, form) == value


@pytest.mark.parametrize("text", ["February 30, 2023", "13/40/23", "2023", "soon"])
def test_impossible_dates_are_named(text: str) -> None:
    with pytest.raises(TransformError):
        to_text(text, "ixt:date-month-day-year")


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False))
def test_numbers_survive_every_way_of_printing(value: Decimal) -> None:
    english = f"{value:,.2f}"
    swapped = english.translate(str.maketrans(",.", ".,"))
    assert to_number(english, "ixt:num-dot-decimal") == value
    assert to_number(swapped, "ixt:num-comma-decimal") == value
    assert to_number(english.replace(",", " "), "ixt:numspacedot") == value
    assert to_number(english.replace(",", "\u00a0"), "ixt:num-dot-decimal") == value


@given(st.text(max_size=30), st.sampled_from(["ixt:num-dot-decimal", "ixt-sec:numwordsen", None]))
def test_any_text_gives_a_finite_number_or_an_error(text: str, form: str | None) -> None:
    try:
        value = to_number(text, form)
    except TransformError:
        return
    assert value.is_finite()


@given(st.integers(min_value=0, max_value=999_999))
def test_number_words_are_read_back(number: int) -> None:
    assert number_in_words(_spelled(number)) == number


def _spelled(number: int) -> str:
    units = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    if number < 20:
        return units[number]
    if number < 100:
        rest = f"-{units[number % 10]}" if number % 10 else ""
        return tens[number // 10 - 2] + rest
    if number < 1_000:
        rest = f" and {_spelled(number % 100)}" if number % 100 else ""
        return f"{units[number // 100]} hundred{rest}"
    rest = f" {_spelled(number % 1_000)}" if number % 1_000 else ""
    return f"{_spelled(number // 1_000)} thousand{rest}"
