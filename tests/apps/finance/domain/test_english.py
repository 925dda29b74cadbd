"""Untagged English filings written here (synthetic): statements, periods, scales, core metrics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest

from apps.finance.domain.english import read_untagged
from apps.finance.domain.facts import Filing, Period, StatementKind
from rag.readers.html import read_html
from tests.fakes.english_filing import (
    BALANCE,
    CASH,
    INCOME,
    Line,
    cover,
    joined_cells,
    page,
    split_cells,
    title,
)

END = date(2023, 12, 31)
YEAR = Period(END, date(2023, 1, 1))
MILLIONS = "(In millions, except per share data)"
_REFLECTED = (
    "In millions, except number of shares, which are reflected in thousands, and per-share amounts"
)
Table = Callable[[Sequence[Line]], str]


def read(body: str) -> Filing:
    return read_untagged(read_html(page(body), "plain.html").document)


def metrics(filing: Filing) -> dict[tuple[str, Period], Decimal]:
    found: dict[tuple[str, Period], Decimal] = {}
    for fact in filing.facts:
        if fact.metric:
            assert found.setdefault((fact.metric, fact.period), fact.value) == fact.value
    return found


def whole(
    table: Table = joined_cells, unit: str = MILLIONS, income: Sequence[Line] = INCOME
) -> str:
    return (
        cover()
        + title("Consolidated Balance Sheets", unit)
        + table([("", "December 31, 2023", "December 31, 2022"), *BALANCE])
        + "<p>See accompanying notes.</p>"
        + title("Consolidated Statements of Income", unit)
        + table([("", "Years ended December 31,"), ("", "2023", "2022", "2021"), *income])
        + title("Consolidated Statements of Cash Flows", unit)
        + table([("Years ended December 31,", "2023", "2022", "2021"), *CASH])
    )


@pytest.fixture(params=[joined_cells, split_cells], ids=["joined", "split"])
def filing(request: pytest.FixtureRequest) -> Filing:
    return read(whole(request.param))


def test_core_metrics_are_exact_in_both_layouts(filing: Filing) -> None:
    found = metrics(filing)
    million = 1_000_000
    now = Period(END)
    assert {name: found[name, now] / million for name, period in found if period == now} == {
        "cash": 120, "receivables": 80, "inventory": 50, "current_assets": 250, "ppe": 400,
        "goodwill": 30, "total_assets": 680, "payables": 60, "short_term_debt": 10,
        "current_liabilities": 70, "long_term_debt": 200, "total_liabilities": 270,
        "share_capital": 5, "retained_earnings": 385, "equity_parent": 390,
        "minority_interest": 20, "total_equity": 410, "liabilities_and_equity": 680,
        "cash_end": 120,
    }  # fmt: skip
    year = {name: found[name, YEAR] for name, period in found if period == YEAR}
    assert year.pop("eps_basic") == Decimal("1.18")
    assert year.pop("eps_diluted") == Decimal("1.16")
    assert {name: value / million for name, value in year.items()} == {
        "revenue": 1000, "cost_of_revenue": 600, "gross_profit": 400, "research_development": 100,
        "sga": 120, "operating_expenses": 220, "operating_income": 180, "interest_expense": 20,
        "pretax_income": 160, "income_tax": 40, "profit": 120, "net_income": 118,
        "shares_basic": 100, "shares_diluted": 102, "depreciation_amortization": 45,
        "operating_cash_flow": 165, "investing_cash_flow": -70, "financing_cash_flow": -75,
        "capital_expenditure": 70, "dividends_paid": 30, "share_repurchases": 45, "fx_effect": 0,
        "net_change_in_cash": 20,
    }  # fmt: skip


def test_units_and_cover(filing: Filing) -> None:
    units = {fact.metric: fact.unit for fact in filing.facts if fact.metric}
    assert (units["revenue"], units["eps_basic"], units["shares_basic"]) == (
        "USD", "USD/share", "shares",
    )  # fmt: skip
    assert (filing.company, filing.form, filing.period_end, filing.fiscal_year) == (
        "Synthetic Widgets, Inc.", "10-K", END, 2023,
    )  # fmt: skip
    assert filing.fiscal_period == "FY"
    assert not filing.notices


def test_every_figure_can_be_quoted_at_its_place(filing: Filing) -> None:
    assert len(filing.facts) > 100
    for fact in filing.facts:
        assert filing.document.quote(fact.span) == fact.raw


def test_blank_dash_and_zero_differ(filing: Filing) -> None:
    balance = next(s for s in filing.statements if s.kind is StatementKind.BALANCE_SHEET)
    rows = {row.label: row.facts for row in balance.rows}
    assert rows["Current portion of long-term debt"][1] is None
    dash = rows["Inventories"][1]
    assert dash is not None
    assert (dash.raw, dash.value) == ("—", 0)


def test_opening_cash_stands_on_the_day_before(filing: Filing) -> None:
    found = metrics(filing)
    assert found["cash_end", Period(date(2020, 12, 31))] == 62_000_000


@pytest.mark.parametrize(
    ("unit", "money", "shares"),
    [
        ("(In millions, except per share data)", 6, 6),
        ("(in thousands, except share and per share amounts)", 3, 0),
        ("(Dollars in billions, except per share amounts; shares in millions)", 9, 6),
        (_REFLECTED, 6, 3),
        ("(Expressed in U.S. dollars)", 0, 0),
        ("($000)", 3, 3),
        ("Millions of dollars, except per-share amounts", 6, 6),
    ],
)  # fmt: skip
def test_declared_scales(unit: str, money: int, shares: int) -> None:
    filing = read(whole(unit=unit))
    income = next(s for s in filing.statements if s.kind is StatementKind.INCOME)
    assert income.scale == money
    share = next(fact for fact in filing.facts if fact.metric == "shares_basic")
    assert share.scale == shares


def test_a_scale_of_shares_that_does_not_fit_is_flagged_never_silent() -> None:
    filing = read(whole(unit="(in thousands, except share and per share amounts)"))
    share = next(fact for fact in filing.facts if fact.metric == "shares_basic")
    assert share.unit_inherited
    assert any(n.level == "error" and "10^3" in n.message for n in filing.notices)


def test_an_undeclared_scale_of_shares_is_taken_from_the_results() -> None:
    scaled = [
        ("Basic", *("100,000",) * 3) if line == ("Basic", "100", "100", "100") else
        ("Diluted", *("102,000",) * 3) if line == ("Diluted", "102", "102", "102") else line
        for line in INCOME
    ]  # fmt: skip
    filing = read(whole(unit="(In millions)", income=scaled))
    share = next(fact for fact in filing.facts if fact.metric == "shares_basic")
    assert share.value == 100_000_000
    assert any("shares is not declared" in notice.message for notice in filing.notices)


def test_a_scale_in_the_line_itself_wins() -> None:
    printed = {
        ("Basic", "100", "100", "100"): ("Basic (in thousands)", *("100,000",) * 3),
        ("Diluted", "102", "102", "102"): ("Diluted (in thousands)", *("102,000",) * 3),
    }
    scaled = [printed.get(line, line) for line in INCOME]
    filing = read(whole(unit="(In millions, except share and per share amounts)", income=scaled))
    assert metrics(filing)["shares_diluted", YEAR] == 102_000_000


def test_a_missing_scale_is_inherited_and_said() -> None:
    body = whole().replace(
        f"<p>Consolidated Statements of Cash Flows</p><p>{MILLIONS}</p>",
        "<p>Consolidated Statements of Cash Flows</p>",
    )
    filing = read(body)
    flows = next(s for s in filing.statements if s.kind is StatementKind.CASH_FLOW)
    assert (flows.scale, flows.unit_inherited) == (6, True)
    assert all(fact.unit_inherited for row in flows.rows for fact in row.facts if fact)
    assert any(n.level == "warning" and "declares no unit" in n.message for n in filing.notices)


def test_no_scale_anywhere_is_an_error_unless_figures_are_printed_in_full() -> None:
    filing = read(whole(unit=""))
    assert any(notice.level == "error" for notice in filing.notices)
    assert all(fact.unit_inherited for fact in filing.facts)
    full = [(label, *("1,234,567" for _ in figures)) for label, *figures in BALANCE]
    body = (
        cover()
        + title("Balance Sheets", "")
        + joined_cells([("", "December 31, 2023", "December 31, 2022"), *full])
    )
    found = read(body)
    assert not any(fact.unit_inherited for fact in found.facts)
    assert found.facts[0].value == 1_234_567


def test_three_and_nine_months_side_by_side() -> None:
    lines = [(label, *(figures * 2)[:4]) for label, *figures in INCOME]
    header = (
        "<tr><td></td><td colspan='2'>Three Months Ended September 30,</td>"
        "<td colspan='2'>Nine Months Ended September 30,</td></tr>"
        "<tr><td></td><td>2023</td><td>2022</td><td>2023</td><td>2022</td></tr>"
    )
    table = joined_cells(lines).replace("<table>", f"<table>{header}")
    body = (
        cover("10-Q", "September 30, 2023")
        + title("Condensed Consolidated Statements of Operations (Unaudited)", MILLIONS)
        + table
    )
    filing = read(body)
    assert [column.period for column in filing.statements[0].columns] == [
        Period(date(2023, 9, 30), date(2023, 7, 1)),
        Period(date(2022, 9, 30), date(2022, 7, 1)),
        Period(date(2023, 9, 30), date(2023, 1, 1)),
        Period(date(2022, 9, 30), date(2022, 1, 1)),
    ]
    assert (filing.fiscal_period, filing.form) == ("Q3", "10-Q")


def test_a_length_above_some_columns_is_that_of_all() -> None:
    header = (
        "<tr><td></td><td></td><td>13 Weeks Ended</td></tr>"
        "<tr><td></td><td>January 28, 2023</td><td>January 29, 2022</td></tr>"
    )
    lines = [line[:3] for line in INCOME]
    table = joined_cells(lines).replace("<table>", f"<table>{header}")
    body = cover(end="January 28, 2023") + title("Statements of Income", MILLIONS) + table
    assert [column.period for column in read(body).statements[0].columns] == [
        Period(date(2023, 1, 28), date(2022, 10, 30)),
        Period(date(2022, 1, 29), date(2021, 10, 31)),
    ]


def test_columns_of_unknown_length_are_left_out_not_guessed() -> None:
    lines = [("", "June 30, 2023", "June 30, 2022"), *(line[:3] for line in INCOME)]
    body = title("Statements of Income", MILLIONS) + joined_cells(lines)
    assert read(body).statements == ()


def test_the_parent_alone_is_no_face() -> None:
    lines = [*BALANCE[:6], ("Investments in subsidiaries", "9", "9"), *BALANCE[6:]]
    body = (
        cover()
        + title("Balance Sheets", MILLIONS)
        + joined_cells([("", "December 31, 2023", "December 31, 2022"), *lines])
    )
    assert read(body).statements == ()


def test_fiscal_years_by_name_follow_the_cover_in_52_and_53_weeks() -> None:
    body = (
        cover(end="February 3, 2024")
        + title("Consolidated Balance Sheets", MILLIONS)
        + joined_cells([("", "February 3, 2024", "January 28, 2023"), *BALANCE])
        + title("Consolidated Statements of Earnings", MILLIONS)
        + joined_cells([("", "Fiscal 2023", "Fiscal 2022", "Fiscal 2021"), *INCOME])
        + "<p>fiscal 2023 had 53 weeks; fiscal 2022 and fiscal 2023 compare</p>"
    )
    filing = read(body)
    income = next(s for s in filing.statements if s.kind is StatementKind.INCOME)
    assert [column.period for column in income.columns] == [
        Period(date(2024, 2, 3), date(2023, 1, 29)),
        Period(date(2023, 1, 28), date(2022, 1, 30)),
        Period(date(2022, 1, 29), date(2021, 1, 31)),
    ]
    assert filing.fiscal_year == 2023


def test_listed_closing_days_name_fiscal_years_in_order() -> None:
    lines = [("At January 1, 2023 and January 2, 2022",), ("", "2022", "2021"), *BALANCE]
    body = cover(end="January 1, 2023") + title("Balance Sheets", MILLIONS) + joined_cells(lines)
    columns = read(body).statements[0].columns
    assert [column.period.end for column in columns] == [date(2023, 1, 1), date(2022, 1, 2)]


def test_the_day_an_auditor_signs_is_no_period() -> None:
    body = (
        cover()
        + "<p>/s/ Some Auditor LLP</p><p>February 7, 2023</p><p>Consolidated Balance Sheets</p>"
        + f"<p>{MILLIONS}</p>"
        + joined_cells([("At December 31", "2023", "2022"), *BALANCE])
    )
    assert read(body).statements[0].columns[0].period == Period(END)


def test_notes_changes_and_percentages_are_no_columns() -> None:
    lines = [(line[0], "3", *line[1:], "5.0%") if len(line) > 1 else line for line in BALANCE]
    header = ("", "Note", "December 31, 2023", "December 31, 2022", "Change %")
    body = cover() + title("Balance Sheets", MILLIONS) + joined_cells([header, *lines])
    (statement,) = read(body).statements
    assert [column.period.end for column in statement.columns] == [END, date(2022, 12, 31)]
    assert statement.rows[2].facts[0].value == 120_000_000  # type: ignore[union-attr]


def test_the_face_is_told_from_selected_data_and_the_parent() -> None:
    selected = (
        "<p>Selected Consolidated Statement of Operations Data</p><p>(in thousands)</p>"
        + joined_cells([("", "2023", "2022", "2021"), *INCOME, ("Total assets", "1", "1", "1")])
    )
    parent = (
        "<p>Schedule I - Condensed Financial Information of Registrant (Parent Company Only)</p>"
        "<p>Condensed Balance Sheets</p><p>(in thousands)</p>"
        + joined_cells([("", "December 31, 2023", "December 31, 2022"), *BALANCE])
    )
    filing = read(cover() + selected + whole().removeprefix(cover()) + parent)
    assert {statement.kind: statement.scale for statement in filing.statements} == {
        StatementKind.BALANCE_SHEET: 6, StatementKind.INCOME: 6, StatementKind.CASH_FLOW: 6,
    }  # fmt: skip
    assert len(filing.statements) == 3


def test_a_statement_over_two_pages_is_one() -> None:
    upper, lower = BALANCE[:9], BALANCE[9:]
    head = title("Consolidated Balance Sheets", MILLIONS)
    days = ("", "December 31, 2023", "December 31, 2022")
    body = (
        cover() + head + joined_cells([days, *upper]) + "<p>45</p>" + head
        + joined_cells([days, *lower])
    )  # fmt: skip
    (statement,) = read(body).statements
    found = {row.metric for row in statement.rows}
    assert {"total_assets", "liabilities_and_equity", "cash"} <= found


def test_totals_without_labels_are_found_by_arithmetic() -> None:
    bare = [("", *line[1:]) if line[0] in _BARE else line for line in BALANCE]
    body = (
        cover()
        + title("Balance Sheets", MILLIONS)
        + joined_cells([("", "December 31, 2023", "December 31, 2022"), *bare])
    )
    found = metrics(read(body))
    assert found["total_assets", Period(END)] == 680_000_000
    assert found["liabilities_and_equity", Period(END)] == 680_000_000


_BARE = ("Total assets", "Total liabilities and equity")


def test_a_wrapped_label_is_one() -> None:
    wrapped = [
        ("Net cash provided by",), ("operating activities", "165", "150", "123")
    ]  # fmt: skip
    lines = [*CASH[:3], *wrapped, *CASH[4:]]
    body = (
        cover()
        + title("Statements of Cash Flows", MILLIONS)
        + joined_cells([("Years ended December 31,", "2023", "2022", "2021"), *lines])
    )
    assert metrics(read(body))["operating_cash_flow", YEAR] == 165_000_000


def test_a_tax_benefit_keeps_its_sign_by_arithmetic() -> None:
    printed: dict[str, Line] = {
        "Income before income taxes": ("Loss before income taxes", "(100)", "140", "110"),
        "Provision for income taxes": ("Benefit (provision) for taxes", "25", "(30)", "(25)"),
        "Net income": ("Net income (loss)", "(75)", "110", "85"),
    }
    benefit = [printed.get(line[0], line) for line in INCOME]
    found = metrics(read(whole(income=benefit)))
    assert found["income_tax", YEAR] == -25_000_000
    assert found["income_tax", Period(date(2022, 12, 31), date(2022, 1, 1))] == 30_000_000


def test_a_filing_without_statements_says_so() -> None:
    filing = read(cover() + "<p>Incorporated by reference to Exhibit 13.</p>")
    assert filing.statements == ()
    assert len(filing.notices) == 3
    assert all("exhibit" in notice.message for notice in filing.notices)


def test_banks_are_told_by_their_lines() -> None:
    lines = (
        ("Cash and due from banks", "10", "9"),
        ("Loans, net", "500", "480"),
        ("Goodwill", "5", "5"),
        ("Total assets", "515", "494"),
        ("Deposits", "400", "390"),
        ("Total liabilities", "450", "434"),
        ("Total stockholders' equity", "65", "60"),
        ("Total liabilities and stockholders' equity", "515", "494"),
    )
    body = (
        cover()
        + title("Consolidated Balance Sheets", "(in millions)")
        + joined_cells([("", "December 31, 2023", "December 31, 2022"), *lines])
    )
    filing = read(body)
    assert filing.sector == "bank"
    assert metrics(filing)["cash", Period(END)] == 10_000_000
