"""Periods, precedence, single quarters, the fourth quarter and trailing twelve months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.book import book, books
from apps.finance.domain.facts import Origin, Period, Scope
from apps.finance.domain.periods import Calendar, FiscalSpan, calendar_of, period_name
from apps.finance.domain.series import annual, metric_facts, over, quarter, trailing
from tests.fakes.accounts import YEAR, YEAR_BEFORE, fact, filing

AMOUNTS = st.integers(-(10**13), 10**13)


def to_date(months: int, year: int = 2023) -> Period:
    ends = {3: (3, 31), 6: (6, 30), 9: (9, 30), 12: (12, 31)}
    return Period(date(year, *ends[months]), date(year, 1, 1))


@given(st.lists(AMOUNTS, min_size=8, max_size=8))
def test_quarters_and_trailing_months_add_up(quarters: list[int]) -> None:
    """Filings state year-to-date flows only; quarters and twelve months follow from them."""
    filings = []
    for year, four in ((2022, quarters[:4]), (2023, quarters[4:])):
        for months, count in ((3, 1), (6, 2), (9, 3), (12, 4)):
            period = to_date(months, year)
            kind = "FY" if months == 12 else f"Q{count}"
            flows = {"operating_cash_flow": sum(four[:count])}
            filings.append(filing({period: flows}, fiscal_period=kind, fiscal_year=year))
    of = book(filings)
    for number, expected in enumerate(quarters[4:], start=1):
        assert quarter(of, "operating_cash_flow", 2023, number).value == expected
    for months, first in ((3, 1), (6, 2), (9, 3), (12, 4)):
        end = to_date(months).end
        assert trailing(of, "operating_cash_flow", end).value == sum(quarters[first : first + 4])


def test_fourth_quarter_carries_formula_and_facts() -> None:
    of = book([filing({YEAR: {"revenue": 1000}, to_date(9): {"revenue": 700}})])
    fourth = quarter(of, "revenue", 2023, 4)
    assert fourth.value == 300
    assert fourth.period == Period(date(2023, 12, 31), date(2023, 10, 1))
    assert [leaf.value for leaf in fourth.leaves()] == [1000, 700]
    assert "−" in fourth.formula
    assert all(leaf.fact is not None and leaf.document_id for leaf in fourth.leaves())


def test_year_to_date_is_not_taken_for_the_quarter() -> None:
    flows = {to_date(6): {"revenue": 500}, to_date(3): {"revenue": 200}}
    of = book([filing(flows, fiscal_period="Q2", fiscal_year=2023)])
    assert quarter(of, "revenue", 2023, 2).value == 300
    assert over(of, "revenue", FiscalSpan(2023, "H1")).value == 500


def test_per_share_figures_do_not_add_up() -> None:
    of = book([filing({YEAR: {"eps_basic": "4.00"}, to_date(9): {"eps_basic": "3.00"}})])
    fourth = quarter(of, "eps_basic", 2023, 4)
    assert fourth.value is None
    assert fourth.reason is not None
    assert fourth.reason.code == "not_additive"


def test_missing_figure_says_what_and_when() -> None:
    of = book([filing({YEAR: {"revenue": 1}})])
    missing = annual(of, "goodwill", 2023)
    assert missing.value is None
    assert missing.reason is not None
    assert missing.reason.text("en") == "Goodwill is not stated for end of FY2023"
    assert missing.reason.text("zh") == "未披露2023年度末的商誉"
    uncovered = annual(of, "revenue", 2015)
    assert uncovered.reason is not None
    assert uncovered.reason.code == "not_reported"


def test_restated_prior_year_wins_and_original_stays_reachable() -> None:
    old = fact("revenue", 100, YEAR_BEFORE)
    new = fact("revenue", 120, YEAR_BEFORE, restated=True)
    both = filing({}, extra=(old, new))
    assert [f.value for f in metric_facts(both, "revenue")] == [120]
    assert [f.value for f in metric_facts(both, "revenue", restated=False)] == [100]


def test_face_goes_before_sentences_whatever_the_order() -> None:
    said = fact("revenue", 101, YEAR, origin=Origin.SENTENCE)
    stated = filing({YEAR: {"revenue": 100}}, extra=(said,))
    assert [f.value for f in metric_facts(stated, "revenue")] == [100]


def test_newer_filing_restates_the_year_before() -> None:
    older = filing({YEAR_BEFORE: {"revenue": 100}}, fiscal_year=2022)
    newer = filing({YEAR: {"revenue": 200}, YEAR_BEFORE: {"revenue": 90}})
    assert annual(book([older, newer]), "revenue", 2022).value == 90


def test_older_face_goes_before_a_newer_summary() -> None:
    older = filing({YEAR_BEFORE: {"revenue": "100.25"}}, fiscal_year=2022)
    rounded = fact("revenue", 100, YEAR_BEFORE, origin=Origin.TABLE)
    newer = filing({YEAR: {"revenue": 200}}, extra=(rounded,))
    assert annual(book([older, newer]), "revenue", 2022).value == Decimal("100.25")


def test_parent_company_is_kept_apart() -> None:
    parent = fact("revenue", 7, YEAR, scope=Scope.PARENT)
    of = book([filing({YEAR: {"revenue": 100}}, extra=(parent,))])
    assert annual(of, "revenue", 2023).value == 100
    assert annual(of, "revenue", 2023, Scope.PARENT).value == 7
    assert annual(of, "net_income", 2023, Scope.PARENT).value is None


@pytest.mark.parametrize(
    ("end", "fiscal_year", "asked"),
    [
        (date(2024, 1, 28), 2023, 2023),
        (date(2023, 1, 31), 2023, 2023),
        (date(2021, 1, 2), 2020, 2020),
        (date(2022, 12, 31), 2022, 2022),
        (date(2024, 6, 30), 2024, 2024),
    ],
)
def test_fiscal_years_with_offsets_and_52_weeks(end: date, fiscal_year: int, asked: int) -> None:
    period = Period(end, end - timedelta(days=363))
    of = book([filing({period: {"revenue": 5}}, fiscal_year=fiscal_year)])
    assert annual(of, "revenue", asked).value == 5
    assert of.name(period)[0] == f"FY{asked}"


def test_twelve_week_quarters_are_found() -> None:
    first = Period(date(2023, 3, 25), date(2023, 1, 1))
    half = Period(date(2023, 6, 17), date(2023, 1, 1))
    of = book([
        filing({first: {"revenue": 10}}, fiscal_period="Q1", fiscal_year=2023),
        filing({half: {"revenue": 25}}, fiscal_period="Q2", fiscal_year=2023),
    ])  # fmt: skip
    assert quarter(of, "revenue", 2023, 1).value == 10
    assert quarter(of, "revenue", 2023, 2).value == 15


@given(
    st.sampled_from([(12, 31, 0), (6, 30, 0), (1, 31, 1), (9, 30, 0), (2, 28, 1)]),
    st.integers(2001, 2040),
    st.sampled_from(["FY", "Q1", "Q2", "Q3", "Q4", "H1", "H2", "9M"]),
)
def test_calendar_names_its_own_spans(fiscal: tuple[int, int, int], year: int, span: str) -> None:
    calendar = Calendar(*fiscal)
    asked = FiscalSpan(year, span)  # type: ignore[arg-type]
    assert calendar.name(calendar.nominal(asked)) == asked


def test_calendar_from_quarterly_filings_alone() -> None:
    half = Period(date(2023, 12, 31), date(2023, 7, 1))
    only = filing({half: {"revenue": 5}}, fiscal_period="Q2", fiscal_year=2024)
    assert calendar_of([only]) == Calendar(6, 30, 0)
    assert period_name(half, calendar_of([only])) == "H1 FY2024"


def test_spellings_of_a_company_make_one_book() -> None:
    a = filing({YEAR: {"revenue": 1}}, company="PEPSICO INC")
    b = filing({YEAR_BEFORE: {"revenue": 2}}, company="PepsiCo, Inc.", fiscal_year=2022)
    c = filing({YEAR: {"revenue": 3}}, company="Another Ltd")
    assert [len(found.filings) for found in books([a, b, c])] == [2, 1]
