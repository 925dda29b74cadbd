"""Synthetic filings by their figures alone, for tests of what is worked out from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import (
    Column,
    Fact,
    Filing,
    Origin,
    Period,
    Row,
    Scope,
    Statement,
    StatementKind,
)
from rag.document import Document, Span, content_id

YEAR = Period(date(2023, 12, 31), date(2023, 1, 1))
YEAR_BEFORE = Period(date(2022, 12, 31), date(2022, 1, 1))


def fact(
    metric: str,
    value: str | int,
    period: Period,
    *,
    unit: str = "USD",
    scope: Scope = Scope.CONSOLIDATED,
    decimals: int | None = 0,
    restated: bool = False,
    origin: Origin = Origin.TABLE,
) -> Fact:
    """A stated figure; balances are dated by the end of `period`."""
    concept = BY_ID[metric]
    units = {"per_share": f"{unit}/share", "shares": "shares"}
    return Fact(
        concept=concept.name_en,
        value=Decimal(value),
        unit=units.get(concept.measure, unit),
        period=Period(period.end) if concept.instant else period,
        raw=str(value),
        span=Span(0, 9, page=1),
        metric=metric,
        label=concept.name_en,
        scope=scope,
        restated=restated,
        decimals=decimals,
        origin=origin,
    )


def filing(
    figures: Mapping[Period, Mapping[str, str | int]],
    *,
    company: str = "Sample Corp",
    currency: str = "USD",
    form: str = "10-K",
    fiscal_period: str = "FY",
    fiscal_year: int | None = None,
    end: date | None = None,
    sector: str = "general",
    extra: tuple[Fact, ...] = (),
    on_face: bool = True,
) -> Filing:
    """A filing that states these figures, by period and metric, on the face of one statement."""
    facts = tuple(
        fact(metric, value, period, unit=currency)
        for period, values in figures.items()
        for metric, value in values.items()
    )
    rows = tuple(Row(f.label, (f,), f.metric, span=f.span) for f in facts)
    newest = max((f.period.end for f in (*facts, *extra)), default=date(2023, 12, 31))
    closing = end or newest
    columns = (Column("as stated", Period(closing)),)
    statement = Statement(
        StatementKind.INCOME, "Statements", currency, 0, columns, rows, Span(0, 9)
    )
    key = f"{company}{form}{closing}{fiscal_period}{figures}"
    return Filing(
        document=Document(
            content_id(key.encode()), f"{company} {closing}.txt", "text", "SYNTHETIC figures", "en"
        ),
        company=company,
        form=form,
        currency=currency,
        period_end=closing,
        fiscal_year=fiscal_year if fiscal_year is not None else closing.year,
        fiscal_period=fiscal_period,
        facts=facts + extra,
        statements=(statement,) if on_face and rows else (),
        sector=sector,  # type: ignore[arg-type]
        synthetic=True,
    )


def general(*, company: str = "Sample Corp", currency: str = "USD", end: date = YEAR.end) -> Filing:
    """Two whole years of a company in round figures."""
    start = (
        date(end.year, 1, 1)
        if end == date(end.year, 12, 31)
        else date(end.year - 1, end.month + 1, 1)
    )
    now = Period(end, start)
    before = Period(
        end.replace(year=end.year - 1, day=min(end.day, 28) if end.month == 2 else end.day),
        start.replace(year=start.year - 1),
    )
    return filing(
        {
            now: {
                "revenue": 1000, "cost_of_revenue": 600, "gross_profit": 400,
                "operating_income": 150, "pretax_income": 120, "income_tax": 30, "profit": 90,
                "net_income": 80, "interest_expense": 30, "operating_cash_flow": 110,
                "capital_expenditure": 40, "depreciation_amortization": 50, "dividends_paid": 20,
                "total_assets": 2000, "current_assets": 800, "current_liabilities": 400,
                "total_liabilities": 1100, "total_equity": 900, "equity_parent": 850,
                "minority_interest": 50, "inventory": 200, "receivables": 300, "payables": 100,
                "ppe": 500, "cash": 150, "liabilities_and_equity": 2000,
            },
            before: {
                "revenue": 800, "cost_of_revenue": 500, "gross_profit": 300,
                "operating_income": 100, "pretax_income": 80, "income_tax": 20, "profit": 60,
                "net_income": -40, "interest_expense": 20, "operating_cash_flow": 90,
                "capital_expenditure": 60, "depreciation_amortization": 40, "dividends_paid": 10,
                "total_assets": 1600, "current_assets": 600, "current_liabilities": 500,
                "total_liabilities": 900, "total_equity": 700, "equity_parent": 750,
                "minority_interest": -50, "inventory": 100, "receivables": 100, "payables": 60,
                "ppe": 300, "cash": 50, "liabilities_and_equity": 1600,
            },
        },
        company=company, currency=currency,
    )  # fmt: skip
