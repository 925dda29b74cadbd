"""Small synthetic filings for tests, built by hand or at random."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from apps.finance.domain.facts import (
    Column,
    Fact,
    Filing,
    Notice,
    Origin,
    Period,
    Row,
    Scope,
    Statement,
    StatementKind,
)
from rag.document import Box, Cell, Document, Page, Span, Table, content_id

TEXT = "合成样例 SYNTHETIC\nTotal assets 1,200\nTotal liabilities 700\nTotal equity 400\n" * 4
YEAR_END = Period(date(2024, 12, 31))


def fact(metric: str, value: str, concept: str = "", start: int = 0) -> Fact:
    return Fact(
        concept=concept or metric,
        value=Decimal(value) * 1000,
        unit="USD",
        period=YEAR_END,
        raw=value,
        span=Span(start, start + 5, page=1, box=Box(1.5, 2, 3, 4)),
        metric=metric,
        label=metric,
        scope=Scope.CONSOLIDATED,
        dimensions=(("axis", "member"),) if concept else (),
        scale=3,
        decimals=-3,
        origin=Origin.TABLE,
    )


def filing(data: bytes = b"synthetic", equity: str = "400") -> Filing:
    """A balance sheet of three lines, which balances where equity is 500."""
    rows = tuple(
        Row(fact_.label, (fact_, None), fact_.metric, span=fact_.span)
        for fact_ in (
            fact("total_assets", "1200"),
            fact("total_liabilities", "700"),
            fact("total_equity", equity),
            fact("liabilities_and_equity", "1200"),
        )
    )
    facts = tuple(row.facts[0] for row in rows if row.facts[0] is not None)
    columns = (Column("2024", YEAR_END), Column("2023", Period(date(2023, 12, 31))))
    statement = Statement(
        StatementKind.BALANCE_SHEET, "Balance sheet", "USD", 3, columns, rows, Span(0, 60)
    )
    document = Document(
        content_id(data),
        "synthetic.html",
        "html",
        TEXT,
        "en",
        (Page(1, 0, len(TEXT)),),
        (Table(Span(0, 60), (Cell(0, 0, 1, 1, "Total", Span(0, 5)),)),),
    )
    return Filing(
        document=document,
        company="Synthetic 合成 Inc.",
        form="10-K",
        currency="USD",
        period_end=date(2024, 12, 31),
        fiscal_year=2024,
        fiscal_period="FY",
        facts=facts,
        statements=(statement,),
        code="0000000000",
        synthetic=True,
        notices=(Notice("warning", "unit inherited", Span(0, 5)),),
    )
