"""Several companies side by side, year by year, each in its own currency and fiscal calendar.

Money in different currencies is never put on one axis; ratios are. Knows books, not charts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.finance.domain.book import Book
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Item
from apps.finance.domain.metrics import Language, Metric, reason
from apps.finance.domain.periods import FiscalSpan
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import ratio
from apps.finance.domain.trends import fiscal_years

CORE = (
    "revenue", "net_income", "total_assets", "operating_cash_flow", "gross_margin",
    "operating_margin", "net_margin", "return_on_equity", "asset_turnover", "debt_to_assets",
    "current_ratio", "revenue_growth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedColumn:
    """A company in a fiscal year, with the day that year really ended and its currency."""

    company: str
    year: FiscalSpan
    period: Period
    currency: str


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A figure across the columns; `comparable` is false where currencies differ."""

    id: str
    name_en: str
    name_zh: str
    cells: tuple[Metric, ...]
    comparable: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """What the reader of a comparison must know, in two languages."""

    en: str
    zh: str

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: tuple[ComparedColumn, ...]
    rows: tuple[ComparedRow, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class PeerPoint:
    """One company on a scatter: both figures are there and of one unit with its peers."""

    company: str
    year: FiscalSpan
    x: Metric
    y: Metric
    size: Metric | None


@dataclass(frozen=True, slots=True)
class Scatter:
    """Points, and what was left out with its reason."""

    points: tuple[PeerPoint, ...]
    left_out: tuple[Metric, ...]


def figure(of: Book, id: str, period: Period, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """A metric or ratio by its id. Raises KeyError if it is neither."""
    if id in RATIO_BY_ID:
        return ratio(of, RATIO_BY_ID[id], period, scope)
    if id not in BY_ID and not id.startswith("line:"):
        raise KeyError(f"{id!r} is no metric, ratio or line")
    return of.get(Item(id), period, scope)


def compare(
    companies: Sequence[Book],
    ids: Sequence[str] = CORE,
    *,
    years: int = 1,
    scope: Scope = Scope.CONSOLIDATED,
) -> Comparison:
    """The newest `years` fiscal years of each company, newest first within a company."""
    columns: list[ComparedColumn] = []
    owners: list[Book] = []
    for of in companies:
        for year, period in reversed(fiscal_years(of)[-years:]):
            columns.append(ComparedColumn(of.company, year, period, of.currency))
            owners.append(of)
    rows = tuple(_row(id, owners, columns, scope) for id in ids)
    return Comparison(tuple(columns), rows, tuple(_remarks(columns)))


def _row(
    id: str, owners: Sequence[Book], columns: Sequence[ComparedColumn], scope: Scope
) -> ComparedRow:
    cells = tuple(
        figure(of, id, column.period, scope) for of, column in zip(owners, columns, strict=True)
    )
    units = {cell.unit for cell in cells if cell.value is not None}
    definition = RATIO_BY_ID.get(id) or BY_ID.get(id)
    name_en = definition.name_en if definition else id.removeprefix("line:")
    name_zh = definition.name_zh if definition else name_en
    return ComparedRow(id, name_en, name_zh, cells, len(units) <= 1)


def _remarks(columns: Sequence[ComparedColumn]) -> list[Remark]:
    remarks: list[Remark] = []
    currencies = sorted({c.currency for c in columns})
    if len(currencies) > 1:
        listed = ", ".join(currencies)
        remarks.append(Remark(
            f"Amounts are in {listed}, not converted; compare ratios, not amounts.",
            f"金额分别以{listed}列示，未作换算；请比较比率而非金额。",
        ))  # fmt: skip
    for year in sorted({c.year for c in columns}):
        ends = {(c.period.end.month, c.period.end.year) for c in columns if c.year == year}
        if len(ends) > 1:
            days = ", ".join(sorted({_end(c) for c in columns if c.year == year}))
            remarks.append(Remark(
                f"{year.label()} does not end on the same day everywhere: {days}.",
                f"各公司{year.label('zh')}的截止日不同：{days}。",
            ))  # fmt: skip
    return remarks


def _end(column: ComparedColumn) -> str:
    return f"{column.company} {column.period.end.isoformat()}"


def scatter(
    companies: Sequence[Book],
    x: str,
    y: str,
    *,
    size: str | None = None,
    as_of: date | None = None,
    scope: Scope = Scope.CONSOLIDATED,
) -> Scatter:
    """Peers by two figures in the newest year that ended by `as_of`.

    Companies without both figures, or in another currency than the first on an axis of money,
    are left out with the reason.
    """
    points: list[PeerPoint] = []
    left_out: list[Metric] = []
    units: dict[str, str] = {}
    for of in companies:
        known = [(n, p) for n, p in fiscal_years(of) if as_of is None or p.end <= as_of]
        if not known:
            continue
        year, period = known[-1]
        pair = figure(of, x, period, scope), figure(of, y, period, scope)
        missing = [_unlike(m, units.setdefault(a, m.unit)) for m, a in zip(pair, "xy", strict=True)]
        if any(m is not None for m in missing):
            left_out.extend(m for m in missing if m is not None)
            continue
        sized = figure(of, size, period, scope) if size else None
        points.append(PeerPoint(of.company, year, *pair, sized))
    return Scatter(tuple(points), tuple(left_out))


def _unlike(metric: Metric, unit: str) -> Metric | None:
    """The figure where it cannot be plotted: undefined, or in another unit than its axis."""
    if metric.value is None:
        return metric
    if metric.unit == unit:
        return None
    return Metric(
        metric.id, metric.name_en, None, metric.unit, metric.period, metric.name_zh,
        reason=reason("mixed_units", units=f"{unit}, {metric.unit}"), scope=metric.scope,
        company=metric.company,
    )  # fmt: skip
