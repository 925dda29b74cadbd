"""Identities: what holds, what fails by how much, and what cannot be checked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.finance.domain.facts import Filing, Period
from apps.finance.domain.identities import Check, checks, rounding
from tests.fakes.accounts import YEAR, fact, filing, general


def made(found: Filing, identity: str) -> list[Check]:
    return [c for c in checks(found) if c.identity == identity]


def test_a_sound_filing_has_no_failures() -> None:
    found = checks(general())
    assert not [c for c in found if c.holds is False]
    assert {c.identity for c in found if c.holds} >= {"balance", "profit", "gross_profit"}


def test_a_failure_carries_the_difference_and_its_inputs() -> None:
    figures = {"total_assets": 100, "total_liabilities": 60, "total_equity": 30}
    (failed,) = made(filing({YEAR: figures}), "balance")
    assert failed.holds is False
    assert failed.difference == -10
    assert [m.id for m in failed.inputs] == ["total_liabilities", "total_equity", "total_assets"]
    assert failed.formula == "Total liabilities + Total equity = Total assets"
    assert failed.named("zh") == "资产 = 负债 + 所有者权益"


def test_a_missing_input_is_no_failure() -> None:
    (check,) = made(filing({YEAR: {"total_assets": 100, "total_equity": 30}}), "balance")
    assert check.holds is None
    assert check.reason is not None
    assert "Total liabilities" in str(check.reason)


def test_substitutes_never_prove_themselves() -> None:
    figures = {"revenue": 100, "cost_of_revenue": 70}
    assert all(c.holds is None for c in made(filing({YEAR: figures}), "gross_profit"))


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(-9, 0), st.integers(-2, 2))
def test_rounding_to_the_stated_unit_never_fails(
    liabilities: int, equity: int, decimals: int, off: int
) -> None:
    """Each side rounded to its unit still balances; more than that off fails."""
    unit = Decimal(10) ** -decimals
    exact = Decimal(liabilities), Decimal(equity), Decimal(liabilities + equity)
    rounded = [(v / unit).to_integral_value() * unit for v in exact]
    names = ("total_liabilities", "total_equity", "total_assets")
    rounded[2] += off * unit
    facts = tuple(
        replace(fact(n, 0, YEAR, decimals=decimals), value=v)
        for n, v in zip(names, rounded, strict=True)
    )
    (check,) = made(filing({}, extra=facts), "balance")
    gap = abs(rounded[0] + rounded[1] - rounded[2])
    assert check.tolerance == unit * Decimal("1.5")
    assert check.holds is (gap <= unit * Decimal("1.5"))
    if off == 0:
        assert check.holds


def test_precision_comes_from_the_printed_digits() -> None:
    printed = replace(fact("revenue", "12.50", YEAR, decimals=None), scale=4)
    assert rounding(printed) == Decimal("50")
    whole = replace(fact("revenue", "12", YEAR, decimals=None), scale=0)
    assert rounding(whole) == Decimal("0.5")


def test_chinese_chain_takes_blank_lines_as_nothing() -> None:
    figures = {
        "operating_income": 100, "nonoperating_income": 7, "pretax_income": 107,
        "income_tax": 27, "profit": 80,
    }  # fmt: skip
    found = filing({YEAR: figures}, currency="CNY")
    assert [c.holds for c in made(found, "pretax")] == [True]
    assert [c.holds for c in made(found, "profit")] == [True]
    wrong = filing({YEAR: figures | {"nonoperating_expense": 3}}, currency="CNY")
    assert [c.difference for c in made(wrong, "pretax")] == [-3]


def test_cash_flows_and_roll_forward() -> None:
    opening = Period(date(2022, 12, 31), date(2022, 1, 1))
    figures = {
        "operating_cash_flow": 50, "investing_cash_flow": -30, "financing_cash_flow": -15,
        "fx_effect": -1, "net_change_in_cash": 4, "cash_end": 14,
    }  # fmt: skip
    found = filing({YEAR: figures, opening: {"cash_end": 10}})
    assert [c.holds for c in made(found, "cash_flows")] == [True]
    assert [c.holds for c in made(found, "cash_roll")] == [True]


def test_associates_below_tax_are_no_failure() -> None:
    figures = {"pretax_income": 100, "income_tax": 20, "net_income": 85}
    share = replace(
        fact("profit", 5, YEAR),
        metric=None,
        concept="us-gaap:IncomeLossFromEquityMethodInvestments",
    )
    assert [c.holds for c in made(filing({YEAR: figures}), "profit")] == [False]
    with_share = filing({YEAR: figures}, extra=(share,))
    assert [c.holds for c in made(with_share, "profit")] == [True]


def test_mezzanine_capital_is_no_failure() -> None:
    figures = {"total_assets": 100, "total_liabilities": 60, "total_equity": 30}
    outside = replace(
        fact("total_equity", 10, YEAR),
        metric=None,
        concept="us-gaap:RedeemableNoncontrollingInterestEquityCarryingAmount",
    )
    assert [c.holds for c in made(filing({YEAR: figures}, extra=(outside,)), "balance")] == [True]


@pytest.mark.parametrize(("shares", "holds"), [(100, True), (100_000, False)])
def test_earnings_per_share_catch_wrong_share_scales(shares: int, holds: bool) -> None:
    figures = {"eps_basic": "2.00", "shares_basic": shares, "net_income": 203}
    assert [c.holds for c in made(filing({YEAR: figures}), "eps")] == [holds]
