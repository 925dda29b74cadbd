"""Headers to days: months, weeks, fiscal years by name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.column_periods import said
from apps.finance.domain.english_dates import dates_in, month_days_in, years_in
from apps.finance.domain.facts import Period
from apps.finance.domain.fiscal_calendar import (
    fiscal_calendar,
    is_month_end,
    shift_months,
    stated_rule,
)

CALENDAR = fiscal_calendar([date(2023, 12, 31), date(2022, 12, 31)], date(2023, 12, 31), 2023)
LAST = "Our fiscal year ends on the last Saturday in December."
NEAREST = "The year ends on the Saturday closest to December 31."
ENDS = [date(2023, 12, 30), date(2022, 12, 31)]


@pytest.mark.parametrize(
    ("own", "shared", "period"),
    [
        (["Year Ended", "December 31, 2023"], [], "2023-01-01/2023-12-31"),
        (["Three months ended", "June 30,", "2023"], [], "2023-04-01/2023-06-30"),
        (["2022"], ["For the years ended December 31,"], "2022-01-01/2022-12-31"),
        (["2023"], ["Years ended December 31, 2023, 2022 and 2021"], "2023-01-01/2023-12-31"),
        (["Nine Months Ended Sept. 30, 2023"], [], "2023-01-01/2023-09-30"),
        (["Second Quarter", "2023"], ["For the periods ended June 30,"], "2023-04-01/2023-06-30"),
        (["First Half", "2023"], ["For the periods ended June 30,"], "2023-01-01/2023-06-30"),
        (["2023", "July 22 to September 30"], [], "2023-07-22/2023-09-30"),
        (["January 1, 2023 through July 21, 2023"], [], "2023-01-01/2023-07-21"),
        (["Twelve Months Ended 31 March 2023"], [], "2022-04-01/2023-03-31"),
        (["6 months ended 6/30/23"], [], "2023-01-01/2023-06-30"),
    ],
)
def test_durations(own: list[str], shared: list[str], period: str) -> None:
    start, _, end = period.partition("/")
    head = said(own, shared)
    assert head is not None
    found = CALENDAR.resolve(head, instant=False, months=None)
    assert found == Period(date.fromisoformat(end), date.fromisoformat(start))


@pytest.mark.parametrize(
    "own", [["Change"], ["% of sales"], ["Note"], ["2023 vs. 2022"], ["Pro forma 2023"], ["Total"]]
)
def test_columns_that_are_no_periods(own: list[str]) -> None:
    assert said(own, ["Years ended December 31,"]) is None


def test_an_instant_needs_no_length() -> None:
    head = said(["As of", "December 31, 2022"], [])
    assert head is not None
    assert CALENDAR.resolve(head, instant=True, months=None) == Period(date(2022, 12, 31))
    assert CALENDAR.resolve(head, instant=False, months=None) is None


def test_restated_columns_are_marked() -> None:
    head = said(["December 31, 2022", "(As Restated)"], [])
    assert head is not None
    assert head.restated


@pytest.mark.parametrize(
    ("end", "weeks", "rule", "start"),
    [
        ("2023-12-30", None, "", "2023-01-01"),
        ("2022-12-31", None, LAST, "2021-12-26"),
        ("2022-12-31", None, NEAREST, "2022-01-02"),
        ("2022-12-31", 52, LAST, "2022-01-02"),
    ],
)
def test_years_of_52_and_53_weeks(end: str, weeks: int | None, rule: str, start: str) -> None:
    label = f"{weeks} weeks ended" if weeks else "Fiscal year ended"
    day = date.fromisoformat(end)
    head = said([f"{label} {day:%B} {day.day}, {day.year}"], [])
    assert head is not None
    saturdays = fiscal_calendar(ENDS, ENDS[0], 2023, stated_rule(rule))
    found = saturdays.resolve(head, instant=False, months=None)
    assert found == Period(day, date.fromisoformat(start))


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(-30, 30))
def test_shifting_months_keeps_month_ends(day: date, months: int) -> None:
    shifted = shift_months(day, months)
    assert (shifted.year * 12 + shifted.month) - (day.year * 12 + day.month) == months
    if is_month_end(day):
        assert is_month_end(shifted)


@given(st.integers(5, 6), st.integers(2000, 2040), st.integers(1, 12))
def test_the_last_weekday_of_a_month_is_followed_back(weekday: int, year: int, month: int) -> None:
    ends = [_last(weekday, year - back, month) for back in range(3)]
    known = fiscal_calendar(ends[:2], ends[0], year, nearest=False)
    if known.weekly:
        assert known.previous_year_end(ends[1]) == ends[2]


def _last(weekday: int, year: int, month: int) -> date:
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return max(
        day for back in range(1, 8)
        if (day := first_after - timedelta(days=back)).weekday() == weekday
    )  # fmt: skip


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_printed_dates_are_read_back(day: date) -> None:
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day:%b}. {day.day} {day.year}",
                 f"{day.day} {day:%B} {day.year}"):  # fmt: skip
        assert dates_in(f"as of {text} and") == [day]
        assert month_days_in(text) == [(day.month, day.day)]
        assert years_in(text) == [day.year]


def test_impossible_and_undated_texts_give_nothing() -> None:
    assert dates_in("February 30, 2023") == []
    assert years_in("$2,023 and 20234 and 1,999") == []
