from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.medical.domain.intake.chronology import in_order
from apps.medical.domain.intake.dates import day_first, ordered_date, written_date
from apps.medical.domain.when import ImpossibleDate, When


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-03-04", "2021-03-04"),
        ("2021/3/4", "2021-03-04"),
        ("2021.03.04", "2021-03-04"),
        ("2021年3月4日", "2021-03-04"),
        ("2021 年 3 月", "2021-03"),
        ("4 March 2021", "2021-03-04"),
        ("4th Mar 2021", "2021-03-04"),
        ("March 4, 2021", "2021-03-04"),
        ("Sept 2021", "2021-09"),
        ("17/04/2021", "2021-04-17"),
        ("04/17/2021", "2021-04-17"),
        ("05.05.2021", "2021-05-05"),
        ("2021-03", "2021-03"),
        ("2021", "2021"),
        ("2021-03-04 9:05", "2021-03-04T09:05:00"),
        ("March 4, 2021 11:30 pm", "2021-03-04T23:30:00"),
    ],
)
def test_dates_as_people_write_them(text: str, expected: str) -> None:
    assert str(written_date(text)) == expected


@pytest.mark.parametrize("text", ["03/04/2021", "tomorrow", "", "12345", "10:30"])
def test_what_can_be_two_dates_is_none(text: str) -> None:
    assert written_date(text) is None


@pytest.mark.parametrize("text", ["2021-02-30", "2021年13月1日", "31 April 2021", "2021-00"])
def test_impossible_dates_are_errors(text: str) -> None:
    with pytest.raises(ImpossibleDate):
        written_date(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    expected = When.on(day)
    forms = (
        day.isoformat(),
        f"{day.year:04}/{day.month}/{day.day}",
        f"{day.year:04}年{day.month}月{day.day}日",
        f"{day.day} {day:%B} {day.year:04}",
        f"{day:%b} {day.day}, {day.year:04}",
    )
    for form in forms:
        assert written_date(f"seen {form}.") == expected
    leading = f"{day.day:02}/{day.month:02}/{day.year:04}"
    assert ordered_date(leading, day_leads=True) == expected


@given(st.text(max_size=30))
def test_random_text_is_a_date_none_or_impossible(text: str) -> None:
    try:
        found = written_date(text)
    except ImpossibleDate:
        found = None
    assert found is None or isinstance(found, When)


def test_a_column_shows_its_order() -> None:
    assert day_first(["03/04/2021", "17/04/2021"]) is True
    assert day_first(["03/04/2021", "04/17/2021"]) is False
    assert day_first(["03/04/2021"]) is None


def test_order_is_by_instant_and_undated_last() -> None:
    moments = [
        None,
        When.parse("2020-01-02"),
        When.parse("2020-01-01T00:30:00+08:00"),
        When.parse("2019-12-31T20:00:00Z"),
        When.parse("2019"),
    ]
    assert [str(when) for when in in_order(moments, lambda when: when)] == [
        "2019",
        "2020-01-01T00:30:00+08:00",
        "2019-12-31T20:00:00+00:00",
        "2020-01-02",
        "None",
    ]
