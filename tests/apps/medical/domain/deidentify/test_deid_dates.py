# ruff: noqa: E501 (templates and tables read better unbroken)
"""Written dates: found among other words, read, and moved in their own form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.medical.domain.deidentify.written_date import dates_in, is_day_first, read_date


def found(text: str) -> set[str]:
    return {text[start:end] for start, end in dates_in(text)}


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("2021-03-12", "2021-03-02"), ("12/03/2021", "11/23/2021"), ("3/12/21", "3/2/21"),
        ("March 12th 2021", "March 2nd 2021"), ("MARCH 12, 2021", "MARCH 2, 2021"),
        ("12 Mar", "2 Mar"), ("12-Mar-2021", "2-Mar-2021"), ("Mar. 12, 2021", "Mar. 2, 2021"),
        ("2021年3月12日", "2021年3月2日"), ("3月12日", "3月2日"), ("2021年03月12号", "2021年03月02号"),
        ("二〇二一年三月十二日", "二〇二一年三月二日"), ("21st of May, 2020", "11th of May, 2020"),
        ("2021.3.12", "2021.3.2"), ("2021年3月", "2021年3月"), ("03/2021", "03/2021"),
    ],
)  # fmt: skip
def test_a_date_moves_in_its_own_form(written: str, moved: str) -> None:
    read = read_date(written)
    assert read is not None
    assert read.moved(-10, 2021) == moved
    assert written in found(f"Seen {written}, then again.")


@pytest.mark.parametrize(
    "text",
    ["BP 120/80 mmHg", "strength 3/5 on the left", "1.2-3.4 mmol/L", "1/2 tablet", "病程3个月", "3月余前",
     "may 12 mg", "L4-5", "5月龄患儿", "on 3/5 strength", "Grade 2/6 murmur", "ratio 10-12"],
)  # fmt: skip
def test_values_are_no_dates(text: str) -> None:
    assert found(text) == set()


def test_a_date_broken_by_a_line_is_one() -> None:
    assert found("on 2021-\n03-12 she") == {"2021-\n03-12"}


@pytest.mark.parametrize(
    ("text", "first"), [("13/02/2021", True), ("02/13/2021", False), ("2/3/2021", None)]
)
def test_order_of_day_and_month(text: str, first: bool | None) -> None:
    assert is_day_first(text) is first


def test_the_order_of_other_dates_decides() -> None:
    read = read_date("02/03/2021", day_first=True)
    assert read is not None
    assert (read.day, read.month) == (2, 3)
    assert read.moved(-1, 2021) == "01/03/2021"


def test_impossible_days_have_no_moved_form() -> None:
    read = read_date("31/02/2021")
    assert read is not None
    assert read.moved(-1, 2021) is None


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.dates(date(1951, 1, 1), date(2049, 12, 31)),
    st.integers(-365, -1),
    st.sampled_from(["{:%Y-%m-%d}", "{:%m/%d/%Y}", "{:%B %d, %Y}", "{:%d %b %Y}", "{0.year}年{0.month}月{0.day}日", "{:%m/%d/%y}"]),
)  # fmt: skip
def test_moving_moves_by_so_many_days(day: date, days: int, form: str) -> None:
    read = read_date(form.format(day))
    assert read is not None
    moved = read_date(read.moved(days, 2000) or "")
    assert moved is not None
    assert date(moved.year or 0, moved.month, moved.day or 0) == day + timedelta(days=days)
