"""Ratios of a company over a period: each with formula and inputs, or why it is undefined.

Knows the definitions and the book; nothing of how ratios are shown.
"""

from __future__ import annotations

from apps.finance.domain.book import Book, book, derived_metric
from apps.finance.domain.facts import Filing, Period, Scope
from apps.finance.domain.formula import item
from apps.finance.domain.metrics import Metric, Reason, reason
from apps.finance.domain.ratio_definitions import MONEY, PER_SHARE, RATIO_BY_ID, RATIOS, Ratio

_SECTORS = {
    "bank": ("bank", "银行"),
    "insurer": ("insurer", "保险公司"),
    "broker": ("securities broker", "证券公司"),
}


def main_period(of: Book, filing: Filing) -> Period | None:
    """The duration a filing reports on: its year, or the current year to date."""
    ends = filing.period_end
    if ends is None:
        return None
    known = [p for p in of.periods if abs((p.end - ends).days) <= 4 and (p.days or 0) <= 380]
    return max(known, key=lambda p: p.days or 0, default=None)


def ratio(of: Book, definition: Ratio, period: Period, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """One ratio over a period, e.g. a fiscal year."""
    why = _not_meaningful(of, definition, period)
    if why is None:
        working = of.evaluate(definition.formula_in(of.currency), period, scope)
        if not isinstance(working, Reason):
            return derived_metric(
                definition.id, definition.name_en, definition.name_zh,
                working, period, scope, of.company, unit=_unit(of, definition),
            )  # fmt: skip
        why = working
    return Metric(
        definition.id, definition.name_en, None, _unit(of, definition), period,
        definition.name_zh, reason=why, scope=scope, company=of.company,
    )  # fmt: skip


def _unit(of: Book, definition: Ratio) -> str:
    special = {MONEY: of.currency, PER_SHARE: f"{of.currency}/share"}
    return special.get(definition.unit, definition.unit)


def _not_meaningful(of: Book, definition: Ratio, period: Period) -> Reason | None:
    if definition.general_only and of.sector in _SECTORS:
        sector_en, sector_zh = _SECTORS[of.sector]
        return reason("not_for_sector", sector_en=sector_en, sector_zh=sector_zh)
    if definition.annual and (period.days or 0) < 340:
        period_en, period_zh = of.name(period)
        return reason("not_annual", period_en=period_en, period_zh=period_zh)
    return None


def ratios_of(of: Book, period: Period, scope: Scope = Scope.CONSOLIDATED) -> tuple[Metric, ...]:
    """Every ratio of a company over a period, undefined ones included."""
    return tuple(ratio(of, definition, period, scope) for definition in RATIOS)


def ratios(filing: Filing, scope: Scope = Scope.CONSOLIDATED) -> tuple[Metric, ...]:
    """Every ratio over the period that a filing reports on; empty where it states no flows."""
    of = book((filing,))
    period = main_period(of, filing)
    return () if period is None else ratios_of(of, period, scope)


def growth(of: Book, id: str, period: Period, scope: Scope = Scope.CONSOLIDATED) -> Metric:
    """同比: the change of a figure on the same period a year before, as a fraction.

    Undefined on a base that is zero or negative.
    """
    from_definition = RATIO_BY_ID.get(f"{id}_growth")
    if from_definition is not None:
        return ratio(of, from_definition, period, scope)
    return ratio(of, growth_ratio(of, id), period, scope)


def growth_ratio(of: Book, id: str) -> Ratio:
    """The definition of the year-on-year growth of any figure."""
    name_en, name_zh = of.figure_name(id)
    now, before = item(id), item(id, back=1)
    return Ratio(
        f"{id}_growth", f"Growth of {name_en}", f"{name_zh}增长率", "growth", "percent",
        (now - before) / before, "CFA",
    )  # fmt: skip
