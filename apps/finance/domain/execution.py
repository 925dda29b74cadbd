"""Runs a typed query over filings, in `Decimal`; every figure keeps its inputs.

Knows the book of each company; nothing of language or display.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.finance.domain.book import Book, books, derived_metric
from apps.finance.domain.entries import same_company
from apps.finance.domain.facts import Filing, Period
from apps.finance.domain.formula import Apply, Expression, Item, Leaf, Number, Working
from apps.finance.domain.metrics import (
    PERCENT,
    POINTS,
    TIMES,
    Metric,
    Reason,
    reason,
)
from apps.finance.domain.periods import DAY, FiscalSpan, month_later, nearest
from apps.finance.domain.precedence import normal_label
from apps.finance.domain.query_types import Asked, Dated, Kind, Operand, Query, Recent, Trailing
from apps.finance.domain.ratio_definitions import RATIO_BY_ID
from apps.finance.domain.ratios import ratio


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One figure of an answer: whose, for when (English and Chinese), and the figure itself."""

    company: str
    period_en: str
    period_zh: str
    metric: Metric


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of an answer. `refusal` is set where no row has a value, and says why."""

    query: Query
    rows: tuple[ResultRow, ...]
    refusal: Reason | None = None

    def cells(self) -> tuple[Metric, ...]:
        """The stated figures that the answer rests on, each once."""
        return tuple(dict.fromkeys(leaf for row in self.rows for leaf in row.metric.leaves()))


def execute(query: Query, filings: Sequence[Filing]) -> QueryResult:
    """The answer to a query from the filings given; undefined rows carry their reasons."""
    known = {same_company(b.company): b for b in books(filings)}
    rows: list[ResultRow] = []
    missing: Reason | None = None
    for company in query.companies:
        of = known.get(same_company(company))
        if of is None:
            missing = missing or reason("unknown_company", company=company)
            continue
        rows.extend(_rows(query, of))
    if any(row.metric.value is not None for row in rows):
        return QueryResult(query, tuple(rows))
    first = next((row.metric.reason for row in rows), None)
    return QueryResult(query, tuple(rows), first or missing)


def _rows(query: Query, of: Book) -> Iterable[ResultRow]:
    for operand in query.operands:
        if query.kind is Kind.VALUE:
            for asked in _spread(query.periods, of):
                yield _row(of, _figure(of, operand, asked, query))
        else:
            yield _row(of, _over_time(of, operand, query))


def _row(of: Book, metric: Metric) -> ResultRow:
    period_en, period_zh = of.name(metric.period) if metric.period else ("", "")
    return ResultRow(of.company, period_en, period_zh, metric)


def _spread(periods: tuple[Asked, ...], of: Book) -> list[Asked]:
    """The periods with `the last three years` written out, oldest first."""
    found: list[Asked] = []
    for asked in periods:
        if isinstance(asked, Recent):
            years = of.years()[: asked.years]
            named = [of.calendar.name(p) for p in reversed(years)]
            found.extend([n for n in named if n is not None] or [_newest(of)])
        else:
            found.append(asked)
    return list(dict.fromkeys(found))


def _newest(of: Book) -> FiscalSpan:
    """The newest fiscal span of a company whose filings state no full year."""
    named = [of.calendar.name(p) for p in of.periods]
    newest = next((n for n in named if n is not None), None)
    if newest is not None:
        return newest
    day = max(of.ends, default=None)
    return FiscalSpan(of.calendar.fiscal_year(day) if day else 1)


def _figure(of: Book, operand: Operand, asked: Asked, query: Query) -> Metric:
    """One operand over one period."""
    period = _period(of, asked)
    if period is None:
        return _uncovered(of, operand, asked)
    if operand.formula is None:
        if operand.id in RATIO_BY_ID:
            return _ratio(of, operand, period, query)
        return of.get(Item(operand.id), period, query.scope)
    return _worked(of, operand, operand.formula, period, query)


def _ratio(of: Book, operand: Operand, period: Period, query: Query) -> Metric:
    """A ratio as calculated, or else as the company itself prints it."""
    calculated = ratio(of, RATIO_BY_ID[operand.id], period, query.scope)
    if calculated.value is not None:
        return calculated
    for name in (operand.name_zh, operand.name_en):
        printed = of.get(Item(f"line:{normal_label(name)}"), period, query.scope)
        if printed.value is not None:
            return printed
    return calculated


def _worked(
    of: Book, operand: Operand, formula: Expression, period: Period, query: Query
) -> Metric:
    working = of.evaluate(formula, period, query.scope)
    if isinstance(working, Reason):
        return _undefined(of, operand, period, working)
    unit = operand.unit or _unit(working)
    if isinstance(unit, Reason):
        return _undefined(of, operand, period, unit)
    return derived_metric(
        operand.id, operand.name_en, operand.name_zh, working, period, query.scope, of.company,
        unit=unit,
    )  # fmt: skip


def _unit(working: Expression) -> str | Reason:
    """The unit that a formula's inputs yield; a reason where they do not go together."""
    match working:
        case Leaf(metric):
            return metric.unit
        case Number():
            return TIMES
        case Apply(operator, left, right):
            return _combined(operator, _unit(left), _unit(right))
    raise TypeError(f"{working!r} is not resolved")


def _combined(operator: str, a: str | Reason, b: str | Reason) -> str | Reason:
    if isinstance(a, Reason):
        return a
    if isinstance(b, Reason):
        return b
    if operator in ("+", "-"):
        return a if a == b else reason("mixed_units", units=f"{a}, {b}")
    if operator == "*":
        return b if a == TIMES else a
    if a == b:
        return TIMES
    if b in (TIMES, PERCENT):
        return a
    return (
        f"{a}/{b.removesuffix('s')}" if b == "shares" else reason("mixed_units", units=f"{a}, {b}")
    )


def _period(of: Book, asked: Asked) -> Period | None:
    match asked:
        case FiscalSpan():
            return of.actual(asked)
        case Dated(day, span):
            named = of.calendar.name(Period(day))
            if named is None:
                return None
            return of.actual(FiscalSpan(named.year, span or named.span))  # type: ignore[arg-type]
        case Trailing():
            newest = max((p.end for p in of.periods), default=None)
            if newest is None:
                return None
            before = nearest(month_later(newest, -12), of.ends, 15) or month_later(newest, -12)
            return Period(newest, before + DAY)
        case Recent():
            return of.actual(_newest(of))


def _uncovered(of: Book, operand: Operand, asked: Asked) -> Metric:
    if isinstance(asked, FiscalSpan):
        why = reason("not_reported", period_en=asked.label("en"), period_zh=asked.label("zh"))
    else:
        day = asked.day.isoformat() if isinstance(asked, Dated) else "—"
        why = reason("not_reported", period_en=day, period_zh=day)
    return _undefined(of, operand, None, why)


def _undefined(of: Book, operand: Operand, period: Period | None, why: Reason) -> Metric:
    return Metric(
        operand.id, operand.name_en, None, operand.unit or of.currency, period, operand.name_zh,
        reason=why, company=of.company,
    )  # fmt: skip


def _over_time(of: Book, operand: Operand, query: Query) -> Metric:
    """Growth, change, mean or sum of an operand over the periods asked for."""
    spans: list[Asked] = _spread(query.periods, of)
    if len(spans) == 1 and query.kind in (Kind.GROWTH, Kind.CHANGE, Kind.CAGR):
        only = spans[0]
        if not isinstance(only, FiscalSpan):
            only = _newest(of)
        spans = [only.back(1), only]
    figures = [_figure(of, operand, span, query) for span in spans]
    for figure in figures:
        if figure.reason is not None:
            return _undefined(of, operand, figure.period, figure.reason)
    working, unit = _combine(figures, query.kind)
    names = _kind_names(operand, query.kind)
    last = figures[-1].period
    assert last is not None
    made = derived_metric(
        f"{operand.id}:{query.kind}", *names, working, last, query.scope, of.company, unit=unit
    )
    return _compounded(made, figures, spans) if query.kind is Kind.CAGR else made


def _combine(figures: list[Metric], kind: Kind) -> tuple[Working, str]:
    first, last = Leaf(figures[0]), Leaf(figures[-1])
    unit = figures[-1].unit
    if kind is Kind.GROWTH or kind is Kind.CAGR:
        return Apply("/", Apply("-", last, first), first), PERCENT
    if kind is Kind.CHANGE:
        return Apply("-", last, first), POINTS if unit == PERCENT else unit
    total: Working = first
    for figure in figures[1:]:
        total = Apply("+", total, Leaf(figure))
    if kind is Kind.TOTAL:
        return total, unit
    return Apply("/", total, Number(Decimal(len(figures)))), unit


def _compounded(made: Metric, figures: list[Metric], spans: list[Asked]) -> Metric:
    """(last / first) to the power of one over the years, minus one."""
    first, last = figures[0].value, figures[-1].value
    if made.value is None or first is None or last is None:
        return made
    if last <= 0:
        name = figures[-1]
        why = reason("negative_base", name_en=name.name_en, name_zh=name.name_zh)
        return Metric(
            made.id, made.name_en, None, PERCENT, made.period, made.name_zh, reason=why,
            company=made.company,
        )  # fmt: skip
    years = max(_year(spans[-1]) - _year(spans[0]), 1)
    value = (last / first) ** (Decimal(1) / years) - 1
    return Metric(
        made.id, made.name_en, value, PERCENT, made.period, made.name_zh,
        formula=f"(last ÷ first)^(1 ÷ {years}) − 1", formula_zh=f"(末期 ÷ 首期)^(1 ÷ {years}) − 1",
        inputs=(figures[-1], figures[0]), company=made.company, scope=made.scope,
    )  # fmt: skip


def _year(asked: Asked) -> int:
    return asked.year if isinstance(asked, FiscalSpan) else 0


def _kind_names(operand: Operand, kind: Kind) -> tuple[str, str]:
    en = {
        Kind.GROWTH: "Growth of {}", Kind.CHANGE: "Change in {}", Kind.AVERAGE: "Average {}",
        Kind.CAGR: "Compound annual growth of {}", Kind.TOTAL: "Total {}", Kind.VALUE: "{}",
    }[kind]  # fmt: skip
    zh = {
        Kind.GROWTH: "{}增长率", Kind.CHANGE: "{}变动额", Kind.AVERAGE: "{}平均值",
        Kind.CAGR: "{}复合增长率", Kind.TOTAL: "{}合计", Kind.VALUE: "{}",
    }[kind]  # fmt: skip
    return en.format(operand.name_en), zh.format(operand.name_zh)
