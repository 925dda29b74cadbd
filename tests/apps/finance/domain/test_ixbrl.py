"""A tagged filing read whole, on a small document written here (synthetic)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from apps.finance.domain.facts import Filing, Origin, Period, StatementKind
from apps.finance.domain.ixbrl import read_tagged
from rag.readers.html import read_html
from tests.fakes.tagged_filing import filing, number

END = date(2023, 12, 31)
YEAR = Period(END, date(2023, 1, 1))


def row(label: str, *cells: str) -> str:
    return f"<tr><td>{label}</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def money(name: str, now: str, before: str, refs: tuple[str, str]) -> tuple[str, str]:
    return number(f"us-gaap:{name}", now, refs[0]), number(f"us-gaap:{name}", before, refs[1])


def balance(name: str, now: str, before: str) -> tuple[str, str]:
    return money(name, now, before, ("i23", "i22"))


def flow(name: str, now: str, before: str) -> tuple[str, str]:
    return money(name, now, before, ("d23", "d22"))


def per_share(name: str, now: str, before: str) -> tuple[str, str]:
    extra = "scale='0'"
    return (
        number(f"us-gaap:{name}", now, "d23", unit="eps", extra=extra),
        number(f"us-gaap:{name}", before, "d22", unit="eps", extra=extra),
    )


BALANCE = (
    row("", "December 31, 2023", "December 31, 2022")
    + row("Assets")
    + row(
        "Cash and cash equivalents", *balance("CashAndCashEquivalentsAtCarryingValue", "12", "10")
    )
    + row("Total assets", *balance("Assets", "60", "50"))
    + row("Total liabilities and equity", *balance("LiabilitiesAndStockholdersEquity", "60", "50"))
)
INCOME = (
    row("", "2023", "2022")
    + row("East", number("us-gaap:Revenues", "40", "east"), "")
    + row("Total revenues", *flow("Revenues", "100", "90"))
    + row(
        "Contract revenue", *flow("RevenueFromContractWithCustomerExcludingAssessedTax", "99", "89")
    )
    + row("Net income", *flow("NetIncomeLoss", "20", "18"))
    + row("Basic and diluted", *per_share("EarningsPerShareBasicAndDiluted", "1.25", "1.10"))
)
COVER = (
    "<ix:nonNumeric name='dei:EntityRegistrantName' contextRef='d23'>"
    "Synthetic Tags, Inc.</ix:nonNumeric>"
    "<ix:nonNumeric name='dei:DocumentType' contextRef='d23'>10-K</ix:nonNumeric>"
    "<ix:nonNumeric name='dei:TradingSymbol' contextRef='d23'>SYN</ix:nonNumeric>"
    "<ix:nonNumeric name='dei:DocumentFiscalYearFocus' contextRef='d23'>2023</ix:nonNumeric>"
    "<ix:nonNumeric name='dei:DocumentFiscalPeriodFocus' contextRef='d23'>FY</ix:nonNumeric>"
    "<ix:nonNumeric name='dei:DocumentPeriodEndDate' contextRef='d23' "
    "format='ixt:date-monthname-day-year-en'>December 31, 2023</ix:nonNumeric>"
)
NOTE = (
    "<p>Pledged: "
    + number("us-gaap:Assets", "60")
    + "; interest "
    + number("us-gaap:InterestExpense", "3", "d23")
    + "</p>"
)
BODY = (
    "<p>Balance Sheets</p><table>" + BALANCE + "</table>"
    "<p>Statements of Income</p><table>" + INCOME + "</table>" + NOTE
)


@pytest.fixture
def tagged() -> Filing:
    return read_tagged(read_html(filing(BODY, COVER), "tagged.html"))


def test_the_cover_tells_who_and_when(tagged: Filing) -> None:
    assert (tagged.company, tagged.form, tagged.code, tagged.fiscal_year) == (
        "Synthetic Tags, Inc.", "10-K", "SYN", 2023,
    )  # fmt: skip
    assert (tagged.fiscal_period, tagged.period_end, tagged.currency) == ("FY", END, "USD")


def test_statements_are_rebuilt_with_tagged_cells(tagged: Filing) -> None:
    sheet, income = tagged.statements
    assert (sheet.kind, sheet.title, sheet.unit, sheet.scale) == (
        StatementKind.BALANCE_SHEET, "Balance Sheets", "USD", 6,
    )  # fmt: skip
    assert [column.period for column in sheet.columns] == [Period(END), Period(date(2022, 12, 31))]
    assert [r.label for r in sheet.rows] == [
        "Assets", "Cash and cash equivalents", "Total assets", "Total liabilities and equity",
    ]  # fmt: skip
    assert income.kind is StatementKind.INCOME
    cells = {r.label: r.facts for r in income.rows}
    assert [fact.value if fact else None for fact in cells["Total revenues"]] == [
        100_000_000, 90_000_000,
    ]  # fmt: skip
    assert cells["East"][0] is not None
    assert cells["East"][0].dimensions
    assert cells["East"][1] is None


def test_the_first_tag_on_the_face_stands_for_the_metric_once_a_period(tagged: Filing) -> None:
    found = [fact for fact in tagged.facts if fact.metric == "revenue"]
    assert [(fact.concept, fact.value) for fact in found] == [
        ("us-gaap:Revenues", 100_000_000), ("us-gaap:Revenues", 90_000_000),
    ]  # fmt: skip
    assert not any(fact.metric for fact in tagged.facts if fact.dimensions)
    assets = [fact for fact in tagged.facts if fact.concept == "us-gaap:Assets"]
    assert [fact.metric for fact in assets] == ["total_assets", "total_assets", None]


def test_a_tag_for_two_metrics_gives_both(tagged: Filing) -> None:
    found = {
        fact.metric: fact.value
        for fact in tagged.facts
        if fact.unit == "USD/share" and fact.period == YEAR
    }
    assert found == {"eps_basic": Decimal("1.25"), "eps_diluted": Decimal("1.25")}


def test_metrics_not_on_a_face_are_taken_from_the_notes(tagged: Filing) -> None:
    (fact,) = [fact for fact in tagged.facts if fact.metric == "interest_expense"]
    assert fact.value == 3_000_000
    assert fact.origin is Origin.TAG


def test_facts_can_be_quoted_and_keep_their_order(tagged: Filing) -> None:
    placed = [fact for fact in tagged.facts if fact.span.end]
    assert all(tagged.document.quote(fact.span) == fact.raw for fact in placed)
    assert [f.span.start for f in placed] == sorted(f.span.start for f in placed)


def test_untagged_statements_beside_tags_are_read_from_the_text() -> None:
    body = (
        "<p>Consolidated Balance Sheets</p><p>(in millions)</p><table>"
        + row("", "December 31, 2023", "December 31, 2022")
        + row("Cash and cash equivalents", "12", "10")
        + row("Total current assets", "20", "18")
        + row("Total assets", "60", "50")
        + row("Total liabilities and equity", "60", "50")
        + "</table><p>Float: "
        + number("own:PublicFloat", "9")
        + "</p>"
    )
    found = read_tagged(read_html(filing(body, COVER), "cover-only.html"))
    assert [s.kind for s in found.statements] == [StatementKind.BALANCE_SHEET]
    assert {fact.origin for fact in found.facts} == {Origin.TAG, Origin.TABLE}
    assert any("carry no tags" in notice.message for notice in found.notices)


def test_a_synthetic_mark_is_kept() -> None:
    data = filing(BODY, COVER).replace(
        b"<title>", b"<meta name='synthetic' content='true'/><title>"
    )
    assert read_tagged(read_html(data, "marked.html")).synthetic
