from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.periods import When, agree, find_periods


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FY2018", "FY 2018"),
        ("fiscal 2022", "FY 2022"),
        ("Q2 of FY2023", "Q2 2023"),
        ("the second quarter of 2023", "Q2 2023"),
        ("2021 Q1", "Q1 2021"),
        ("first half of 2023", "H1 2023"),
        ("2023年上半年", "H1 2023"),
        ("２０２２年前三季度", "9M 2022"),
        ("2022年第三季度", "Q3 2022"),
        ("2022年末", "2022"),
        ("as of June 30, 2023", "2023-06-30"),
        ("2022年12月31日", "2022-12-31"),
        ("in 2019", "2019"),
    ],
)
def test_a_phrase_is_read(text: str, said: str) -> None:
    assert [str(when) for when in find_periods(text)] == [said]


def test_spans_of_months_become_parts_of_the_year() -> None:
    (when,) = find_periods("six months ended June 30, 2023")
    assert (when.part, when.day) == ("H1", date(2023, 6, 30))


@pytest.mark.parametrize("text", ["$2,018", "2018%", "12018", "item 20"])
def test_other_numbers_are_no_years(text: str) -> None:
    assert find_periods(text) == []


years = st.integers(2000, 2030)
parts = st.sampled_from(["", "FY", "H1", "Q1", "Q2", "Q3", "Q4"])


@given(years, parts, years, parts)
def test_only_the_same_year_agrees(a: int, part: str, b: int, other: str) -> None:
    assert agree(When(a, part), When(a, part))
    if a != b:
        assert not agree(When(a, part), When(b, other))


def test_a_quarter_is_no_year() -> None:
    assert not agree(When(2022), When(2022, "Q2"))
    assert not agree(When(2022, "Q2"), When(2022))
    assert agree(When(2022, "Q2"), When(2022, "", date(2022, 6, 30)))


def test_a_year_that_ends_in_the_first_days_of_january_is_the_year_before() -> None:
    assert agree(When(2022, "FY"), When(2023, "", date(2023, 1, 1)))
