"""Reads an English filing without tags: cover, face statements, scales, core metrics.

Takes any `Document` with tables, from HTML or PDF. Finding tables in pages is the readers' work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apps.finance.domain.cover_page import Cover, fiscal_year_of, read_cover
from apps.finance.domain.declared_scale import Declared, declared_scale
from apps.finance.domain.face_columns import Layout, layout_of
from apps.finance.domain.face_search import FaceTables, find_face_tables
from apps.finance.domain.face_statement import Draft, Read, Scales, draft, settle
from apps.finance.domain.facts import Fact, Filing, Notice, Statement, StatementKind
from apps.finance.domain.fiscal_calendar import FiscalCalendar, fiscal_calendar, stated_rule
from apps.finance.domain.scale_checks import doubts, shares_shift
from apps.finance.domain.sectors import sector_of
from rag.document import Document

_ANNUAL = ("10-K", "20-F", "40-F")


def read_untagged(document: Document) -> Filing:
    """The filing: statements with every figure, core metrics, and notices for what is in doubt."""
    cover = read_cover(document)
    faces = find_face_tables(document)
    layouts = [tuple(layout_of(part) for part in face.parts) for face in faces]
    calendar = _calendar(document, cover, faces, layouts)
    drafts = _drafts(document, cover, faces, layouts, calendar)
    reads, notices = _settled(document, drafts)
    statements = tuple(read.statement for read in reads)
    facts = _facts(reads)
    found = (*notices, *_missing(statements), *doubts(statements, facts))
    return _filing(document, cover, calendar, statements, _flagged(facts, found), found)


def _calendar(
    document: Document,
    cover: Cover,
    faces: Sequence[FaceTables],
    layouts: Sequence[Sequence[Layout]],
) -> FiscalCalendar:
    """Closing days from every dated header; the fiscal year's end from the cover or the headers."""
    heads = [
        (face.kind, headed.said)
        for face, parts in zip(faces, layouts, strict=True)
        for layout in parts
        for headed in layout.columns
        if headed.said is not None
    ]
    ends = {head.end for _, head in heads if head.end is not None}
    balance = sorted({h.end for k, h in heads if k is StatementKind.BALANCE_SHEET and h.end})
    annual = cover.form.startswith(_ANNUAL) or not cover.form.startswith("10-Q")
    if annual:
        year_end = _plausible_end(cover.period_end, ends) or (balance[-1] if balance else None)
        year_end = year_end or max(ends, default=None)
    else:
        year_end = balance[0] if balance else None
        if cover.period_end:
            ends.add(cover.period_end)
    year = fiscal_year_of(document, year_end) if year_end else None
    return fiscal_calendar(ends, year_end, year, stated_rule(document.text))


def _plausible_end(stated: date | None, ends: set[date]) -> date | None:
    """The cover's day, unless the statements show later days only."""
    if stated is None or not ends:
        return stated
    return stated if min(abs((stated - end).days) for end in ends) <= 7 * 53 else None


def _drafts(
    document: Document,
    cover: Cover,
    faces: Sequence[FaceTables],
    layouts: Sequence[Sequence[Layout]],
    calendar: FiscalCalendar,
) -> list[Draft]:
    found: list[Draft] = []
    for face, parts in zip(faces, layouts, strict=True):
        months = _months_unsaid(cover, parts)
        declared = _declared(face, parts)
        made = draft(document, face.kind, face.title, parts, declared, calendar, months)
        if made is not None:
            found.append(made)
    return found


def _months_unsaid(cover: Cover, layouts: Sequence[Layout]) -> int | None:
    """A year where columns state no length: in annual reports, or under headers of years only."""
    heads = [headed.said for layout in layouts for headed in layout.columns if headed.said]
    named = not cover.form and all(head.year is not None for head in heads)
    return 12 if named or cover.form.startswith(_ANNUAL) else None


def _declared(face: FaceTables, layouts: Sequence[Layout]) -> Declared | None:
    """What the statement declares in its header, above it, or in its first labels."""
    for part, layout in zip(face.parts, layouts, strict=True):
        first_labels = [line.label for line in layout.body[:2]]
        beside = [cell.text for line in part.lines[:6] for cell in line.texts]
        found = declared_scale((*layout.header, *first_labels, *beside, *part.above[:8]))
        if found is not None:
            return found
    return None


def _settled(document: Document, drafts: Sequence[Draft]) -> tuple[list[Read], list[Notice]]:
    """Statements with their scales: declared, else inherited from the nearest and flagged."""
    notices: list[Notice] = []
    reads: list[Read] = []
    for index, item in enumerate(drafts):
        scales = _scales(item, drafts, index, notices)
        read = settle(document, item, scales)
        if item.kind is StatementKind.INCOME:
            read = _with_fitting_shares(document, item, scales, read, notices)
        reads.append(read)
    return reads, notices


def _scales(item: Draft, drafts: Sequence[Draft], index: int, notices: list[Notice]) -> Scales:
    if item.declared is not None:
        declared = item.declared
        currency = declared.currency or _currency(drafts)
        shares = declared.money if declared.shares is None else declared.shares
        return Scales(declared.money, shares, currency)
    near = sorted(range(len(drafts)), key=lambda other: abs(other - index))
    for other in near:
        declared = drafts[other].declared
        if declared is not None:
            shares = declared.money if declared.shares is None else declared.shares
            notices.append(_inherited(item, drafts[other]))
            return Scales(declared.money, shares, declared.currency or _currency(drafts), True)
    if _in_full(item):
        return Scales(0, 0, _currency(drafts))
    notices.append(
        Notice(
            "error",
            f"{item.title!r} declares no unit and no other statement does: figures are taken as "
            f"printed; check them against the filing",
            item.span,
        )
    )
    return Scales(0, 0, _currency(drafts), True)


def _inherited(item: Draft, other: Draft) -> Notice:
    return Notice(
        "warning",
        f"{item.title!r} declares no unit: taken from {other.title!r}; check it",
        item.span,
    )


def _in_full(item: Draft) -> bool:
    """Figures printed to the last unit: most of the large ones do not end in three noughts."""
    large = [
        cell.value for cells in item.figures for cell in cells
        if cell is not None and cell.value is not None and abs(cell.value) >= 1_000_000
    ]  # fmt: skip
    return len(large) >= 4 and sum(value % 1000 != 0 for value in large) * 2 > len(large)


def _currency(drafts: Sequence[Draft]) -> str:
    for item in drafts:
        if item.declared is not None and item.declared.currency:
            return item.declared.currency
    return "USD"


def _with_fitting_shares(
    document: Document, item: Draft, scales: Scales, read: Read, notices: list[Notice]
) -> Read:
    """Where the declaration leaves the scale of shares open, the one that fits the results."""
    open_scale = item.declared is None or item.declared.shares is None
    shift = _shift(read)
    if not open_scale or not shift:
        return read
    notices.append(
        Notice(
            "info",
            f"The scale of shares is not declared: 10^{scales.shares + shift} fits net income and "
            f"earnings per share",
            item.span,
        )
    )
    return settle(document, item, replace(scales, shares=scales.shares + shift))


def _shift(read: Read) -> int | None:
    facts = _facts([read])
    for side in ("basic", "diluted"):
        lines = {
            metric: {fact.period: fact.value for fact in facts if fact.metric == metric}
            for metric in ("net_income", f"eps_{side}", f"shares_{side}")
        }
        income, each, shares = lines.values()
        periods = list(shares)
        shift = shares_shift(
            [income.get(p) for p in periods],
            [each.get(p) for p in periods],
            [shares[p] for p in periods],
        )
        if shift is not None:
            return shift
    return None


def _facts(reads: Sequence[Read]) -> tuple[Fact, ...]:
    """Every fact in document order, those with a second metric after the first."""
    found = [
        fact
        for read in reads
        for row in read.statement.rows
        for fact in row.facts
        if fact is not None
    ] + [fact for read in reads for fact in read.extra]
    return tuple(sorted(found, key=lambda fact: fact.span.start))


def _missing(statements: Sequence[Statement]) -> tuple[Notice, ...]:
    kinds = {statement.kind for statement in statements}
    wanted = (StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW)
    return tuple(
        Notice("warning", f"No {kind.value.replace('_', ' ')} found; it may stand in an exhibit")
        for kind in wanted
        if kind not in kinds
    )


def _flagged(facts: Sequence[Fact], notices: Sequence[Notice]) -> tuple[Fact, ...]:
    """Facts under an error about their scale are marked as not declared."""
    spans = [notice.span for notice in notices if notice.level == "error" and notice.span]
    doubtful = any(spans)
    return tuple(
        replace(fact, unit_inherited=True)
        if doubtful
        and any(s.start <= fact.span.start and fact.span.end <= s.end for s in spans if s)
        else fact
        for fact in facts
    )


def _filing(
    document: Document,
    cover: Cover,
    calendar: FiscalCalendar,
    statements: Sequence[Statement],
    facts: Sequence[Fact],
    notices: Sequence[Notice],
) -> Filing:
    ends = [column.period.end for statement in statements for column in statement.columns]
    end = max(ends, default=cover.period_end)
    currency = statements[0].unit if statements else "USD"
    return Filing(
        document,
        cover.company,
        cover.form,
        currency,
        end,
        _fiscal_year(calendar, cover, end),
        _fiscal_period(cover, statements),
        tuple(facts),
        tuple(statements),
        code=cover.ticker,
        sector=sector_of(statements),
        notices=tuple(notices),
    )


def _fiscal_year(calendar: FiscalCalendar, cover: Cover, end: date | None) -> int | None:
    if calendar.year is None or end is None:
        return end.year if end else None
    interim = calendar.year_end is not None and end > calendar.year_end
    return calendar.year + 1 if interim else calendar.year


def _fiscal_period(cover: Cover, statements: Sequence[Statement]) -> str:
    """`FY`, or the quarter by the longest year-to-date column."""
    if not cover.form.startswith("10-Q"):
        return "FY"
    days = [
        column.period.days or 0
        for statement in statements
        for column in statement.columns
        if statement.kind is not StatementKind.BALANCE_SHEET
    ]
    return f"Q{min(3, max(1, round(Decimal(max(days, default=91)) / 91)))}"
