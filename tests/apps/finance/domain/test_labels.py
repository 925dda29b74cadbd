"""Labels as filers print them, to core metrics."""

from __future__ import annotations

import pytest

from apps.finance.domain.facts import StatementKind
from apps.finance.domain.label_words import plain_label
from apps.finance.domain.labels import metrics_of, plain_lines

BALANCE = StatementKind.BALANCE_SHEET
INCOME = StatementKind.INCOME
CASH = StatementKind.CASH_FLOW


def found(kind: StatementKind, *lines: str) -> dict[str, str]:
    """Metric to label; a line that ends with a colon is a heading."""
    prepared = [(line, 0, not line.endswith(":")) for line in lines]
    chosen = metrics_of(kind, plain_lines(kind, prepared))
    return {metric: lines[index] for metric, index in chosen.items()}


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Net (loss) earnings", "net income"),
        ("NET INCOME/(LOSS)", "net income"),
        ("Loss from operations", "income from operations"),
        ("(Loss) Income Before Taxes", "income before taxes"),
        ("Total Abbott Shareholders’ Investment (Note 3)", "total abbott holders equity"),
        ("Total stockholders' deficit", "total holders equity"),
        ("Cash and cash equivalents (Note 7)", "cash and cash equivalents"),
        ("Cost of revenues (1)(2)", "cost of revenue"),
        ("Net (decrease)/increase in cash", "net change in cash"),
        ("Long term debt, less current maturities", "long-term debt, less current maturities"),
        ("Non-controlling interests", "noncontrolling interests"),
    ],
)
def test_spellings_come_to_one(printed: str, plain: str) -> None:
    assert plain_label(printed) == plain


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("revenue", "Total net revenues"),
        ("revenue", "Sales and other operating revenue"),
        ("cost_of_revenue", "Cost of goods sold"),
        ("sga", "Marketing, general and administrative"),
        ("selling_expense", "Selling and marketing"),
        ("admin_expense", "General and administrative expenses"),
        ("research_development", "Research, development and engineering"),
        ("operating_income", "(Loss) income from operations"),
        ("operating_income", "Operating profit"),
        ("interest_expense", "Interest and debt expense"),
        ("pretax_income", "Loss before provision for income taxes"),
        ("pretax_income", "Pre-tax earnings"),
        ("income_tax", "Provision for/(Benefit from) income taxes"),
        ("income_tax", "Income tax (expense)/benefit"),
        ("income_tax", "(Benefit) provision for taxes on income"),
        ("income_tax", "Taxes on earnings"),
        ("net_income", "Net (loss) earnings"),
        ("eps_basic", "Basic loss per common share"),
        ("eps_diluted", "Earnings per common share assuming dilution"),
        ("shares_diluted", "Weighted average number of common shares outstanding - diluted"),
        ("shares_basic", "Shares used to compute basic net income per share"),
    ],
)
def test_income_labels(metric: str, label: str) -> None:
    assert found(INCOME, label).get(metric) == label


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        ("operating_cash_flow", "Net cash (used in) provided by operating activities"),
        ("operating_cash_flow", "Cash flows from operating activities"),
        ("investing_cash_flow", "Net cash flows used in investing activities"),
        ("financing_cash_flow", "Cash flows (used for) from financing activities"),
        ("capital_expenditure", "Payments to acquire property, plant and equipment"),
        ("capital_expenditure", "Capital spending"),
        ("dividends_paid", "Cash payments for dividends and dividend equivalents"),
        ("share_repurchases", "Purchases of treasury stock"),
        ("share_repurchases", "Common share repurchases"),
        ("fx_effect", "Foreign currency effect on cash, cash equivalents, and restricted cash"),
        ("cash_end", "CASH AND CASH EQUIVALENTS, END OF PERIOD"),
        ("depreciation_amortization", "Depreciation, amortization, and other"),
    ],
)
def test_cash_flow_labels(metric: str, label: str) -> None:
    financing = ("dividends_paid", "share_repurchases", "fx_effect", "cash_end")
    zone = "Financing" if metric in financing else "Operating"
    before = f"{'Investing' if metric == 'capital_expenditure' else zone} activities:"
    assert found(CASH, before, label).get(metric) == label


@pytest.mark.parametrize(
    "label",
    [
        "Non-cash interest and other operating activities",
        "Proceeds from sale of property and equipment",
        "Dividends paid to noncontrolling interests",
        "Repurchase of shares for tax withholding",
        "Deferred income taxes",
    ],
)
def test_labels_that_are_no_core_metric(label: str) -> None:
    zone = "Investing" if "property" in label else "Financing"
    assert found(CASH, f"{zone} activities:", label) == {}


def test_basic_and_diluted_follow_their_heading() -> None:
    lines = (
        "Earnings per share:", "Basic", "Diluted",
        "Weighted average shares outstanding:", "Basic ", "Diluted ",
    )  # fmt: skip
    assert found(INCOME, *lines) == {
        "eps_basic": "Basic", "eps_diluted": "Diluted",
        "shares_basic": "Basic ", "shares_diluted": "Diluted ",
    }  # fmt: skip


def test_one_line_may_carry_both_sides_and_parts_are_passed_over() -> None:
    both = "Basic and diluted net loss per share"
    assert found(INCOME, both) == {"eps_basic": both, "eps_diluted": both}
    parts = found(
        INCOME, "Basic earnings per share:", "Continuing operations",
        "Discontinued operations", "Net income",
    )  # fmt: skip
    assert parts["eps_basic"] == "Net income"


def test_equity_is_told_by_its_place_to_the_noncontrolling_interests() -> None:
    parent, others, both = (
        "Total Parent shareholders' equity", "Noncontrolling interests", "Total equity",
    )  # fmt: skip
    chosen = found(BALANCE, "Total current assets", "Equity:", parent, others, both)
    assert chosen["equity_parent"] == parent
    assert chosen["minority_interest"] == others
    assert chosen["total_equity"] == both
    alone = found(BALANCE, "Total stockholders' equity")
    assert alone["equity_parent"] == alone["total_equity"] == "Total stockholders' equity"


def test_debt_is_told_by_its_zone() -> None:
    lines = (
        "Current liabilities:", "Debt", "Total current liabilities", "Debt ", "Total liabilities",
    )  # fmt: skip
    chosen = found(BALANCE, *lines)
    assert (chosen["short_term_debt"], chosen["long_term_debt"]) == ("Debt", "Debt ")


def test_operating_expenses_include_costs_only_without_gross_profit() -> None:
    with_gross = found(
        INCOME, "Revenue", "Cost of sales", "Gross profit", "Total operating expenses"
    )
    assert "total_cost" not in with_gross
    without = found(INCOME, "Revenue", "Cost of sales", "Total costs and expenses")
    assert without["total_cost"] == "Total costs and expenses"
    assert "operating_expenses" not in without


def test_an_unlabelled_total_closes_the_parts_of_revenue() -> None:
    lines = plain_lines(
        StatementKind.INCOME,
        [("Revenues", 0, False), ("Casino", 1, True), ("Rooms", 1, True), ("", 0, True),
         ("Expenses", 0, False), ("Casino", 1, True), ("Net income", 0, True)],
    )  # fmt: skip
    assert metrics_of(StatementKind.INCOME, lines)["revenue"] == 3
