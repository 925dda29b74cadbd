"""Ratios, DuPont and trends: values, formulas in words, and reasons for being undefined."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.book import book
from apps.finance.domain.dupont import dupont
from apps.finance.domain.facts import Period
from apps.finance.domain.formula import in_words
from apps.finance.domain.metrics import Metric, reason
from apps.finance.domain.ratio_definitions import RATIO_BY_ID, RATIOS
from apps.finance.domain.ratios import growth, ratio, ratios
from apps.finance.domain.trends import trend, trends
from tests.fakes.accounts import YEAR, filing, general

EXPECTED = {
    "gross_margin": "0.4", "operating_margin": "0.15", "net_margin": "0.08",
    "ebitda": "200", "effective_tax_rate": "0.25", "revenue_growth": "0.25",
    "current_ratio": "2", "quick_ratio": "1.5", "working_capital": "400",
    "debt_to_assets": "0.55", "interest_coverage": "5", "receivables_turnover": "5",
    "inventory_turnover": "4", "days_sales_outstanding": "73", "days_inventory": "91.25",
    "fixed_asset_turnover": "2.5", "return_on_equity": "0.1", "free_cash_flow": "70",
    "capex_to_revenue": "0.04", "dividend_payout": "0.25", "retention_ratio": "0.75",
}  # fmt: skip


def by_id(found: tuple[Metric, ...]) -> dict[str, Metric]:
    return {metric.id: metric for metric in found}


@pytest.mark.parametrize(("id", "value"), EXPECTED.items())
def test_ratio_has_its_textbook_value(id: str, value: str) -> None:
    found = by_id(ratios(general()))[id]
    assert found.value == Decimal(value)
    assert found.formula
    assert found.formula_zh
    assert list(found.leaves())


def test_every_ratio_has_a_value_or_a_reason() -> None:
    found = ratios(general())
    assert len(found) == len(RATIOS) >= 25
    assert len({metric.id for metric in found}) == len(found)
    for metric in found:
        assert (metric.value is None) == (metric.reason is not None)
        assert metric.name_en
        assert metric.name_zh


def test_formula_in_words_names_the_opening_balance() -> None:
    found = by_id(ratios(general()))["asset_turnover"]
    assert found.formula == "Revenue ÷ ((Total assets + Total assets [2022-12-31]) ÷ 2)"
    assert found.formula_zh == "营业收入 ÷ ((资产总计 + 资产总计 [2022-12-31]) ÷ 2)"


def test_growth_on_a_negative_base_is_undefined() -> None:
    found = by_id(ratios(general()))["net_income_growth"]
    assert found.value is None
    assert found.reason is not None
    assert found.reason.code == "negative_base"
    assert "negative" in str(found.reason)


def test_growth_on_zero_is_undefined() -> None:
    before = Period(date(2022, 12, 31), date(2022, 1, 1))
    of = book([filing({YEAR: {"revenue": 5}, before: {"revenue": 0}})])
    found = growth(of, "revenue", YEAR)
    assert found.reason is not None
    assert found.reason.code == "zero_base"


def test_missing_input_is_named() -> None:
    found = by_id(ratios(filing({YEAR: {"revenue": 5}})))["gross_margin"]
    assert found.reason is not None
    assert found.reason.code == "missing"


@pytest.mark.parametrize("sector", ["bank", "insurer", "broker"])
def test_no_current_ratio_for_financial_companies(sector: str) -> None:
    bank = filing(
        {YEAR: {"current_assets": 4, "current_liabilities": 2, "revenue": 1}}, sector=sector
    )
    found = by_id(ratios(bank))["current_ratio"]
    assert found.reason is not None
    assert found.reason.code == "not_for_sector"


def test_turnover_of_a_quarter_is_refused_and_days_are_not() -> None:
    first = Period(date(2023, 3, 31), date(2023, 1, 1))
    opening = Period(date(2022, 12, 31), date(2022, 1, 1))
    interim = filing(
        {
            first: {"revenue": 90, "receivables": 30, "total_assets": 300},
            opening: {"receivables": 30, "total_assets": 300},
        },
        fiscal_period="Q1",
    )
    found = by_id(ratios(interim))
    refused = found["asset_turnover"].reason
    assert refused is not None
    assert refused.code == "not_annual"
    assert found["days_sales_outstanding"].value == 30


def test_chinese_per_share_ratios_divide_by_share_capital() -> None:
    figures = {"equity_parent": 850, "share_capital": 100, "operating_cash_flow": 110}
    found = by_id(ratios(filing({YEAR: figures}, currency="CNY")))
    assert found["book_value_per_share"].value == Decimal("8.5")
    assert found["book_value_per_share"].unit == "CNY/share"
    american = by_id(ratios(filing({YEAR: figures})))
    assert american["book_value_per_share"].value is None


def test_a_substitute_shows_its_formula() -> None:
    figures = {"revenue": 100, "cost_of_revenue": 70}
    found = by_id(ratios(filing({YEAR: figures})))["gross_margin"]
    assert found.value == Decimal("0.3")
    inner = found.inputs[0]
    assert isinstance(inner, Metric)
    assert inner.formula == "Revenue − Cost of revenue"


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(1, 10**12))
def test_dupont_factors_multiply_to_the_return(income: int, revenue: int, assets: int) -> None:
    before = Period(date(2022, 12, 31), date(2022, 1, 1))
    balance = {"total_assets": assets, "equity_parent": assets // 2 + 1}
    flows = {
        "net_income": income,
        "revenue": revenue,
        "pretax_income": income,
        "interest_expense": 3,
    }
    of = book([filing({YEAR: flows | balance, before: balance})])
    for steps in (3, 5):
        tree = dupont(of, YEAR, steps=steps)  # type: ignore[arg-type]
        product = Decimal(1)
        leaves = [f for b in tree.factors for f in (b.factors or (b,))]
        for leaf in leaves:
            assert leaf.metric.value is not None
            product *= leaf.metric.value
        assert tree.metric.value is not None
        assert abs(product - tree.metric.value) <= abs(tree.metric.value) * Decimal("1e-20")
        assert len(leaves) == steps


def test_trend_runs_over_filings_with_growth() -> None:
    years = [Period(date(y, 12, 31), date(y, 1, 1)) for y in (2021, 2022, 2023)]
    filings = [
        filing({p: {"revenue": v}}, fiscal_year=p.end.year)
        for p, v in zip(years, (100, 150, 120), strict=True)
    ]
    found = trend(book(filings), "revenue")
    assert [p.metric.value for p in found.points] == [100, 150, 120]
    grown = [p.growth.value if p.growth else None for p in found.points]
    assert grown == [None, Decimal("0.5"), Decimal("-0.2")]
    assert [t.id for t in trends(book(filings))] == ["revenue"]


def test_brackets_stand_only_where_needed() -> None:
    found = ratio(book([general()]), RATIO_BY_ID["quick_ratio"], YEAR)
    assert found.working is not None
    assert in_words(found.working, "en") == (
        "(Total current assets − Inventories) ÷ Total current liabilities"
    )


def test_a_reason_without_wording_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no wording"):
        reason("because")


def test_a_metric_needs_a_value_or_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        Metric("x", "X", None, "USD", None)
