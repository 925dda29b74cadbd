"""Identities that statements must keep, checked on the figures as stated.

A check whose input is missing is not made, and says so; figures worked out from others are never
used, since they would prove themselves. Knows nothing of how failures are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from apps.finance.domain.book import Book, book
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Fact, Filing, Period, Scope
from apps.finance.domain.formula import (
    Apply,
    Either,
    Expression,
    IfAny,
    Item,
    Working,
    calculate,
    error,
    in_words,
    item,
    leaves,
)
from apps.finance.domain.metrics import Language, Metric, Reason
from rag.units import decimals_of


@dataclass(frozen=True, slots=True)
class Identity:
    """An equation between stated figures.

    `left` has variants for lines that only some companies print, in places that differ: one that
    holds is enough, and the first is reported if none does. `slack` is a share of the right side
    allowed on top of rounding, for what statements do not show (participating securities).
    """

    id: str
    name_en: str
    name_zh: str
    left: tuple[Expression, ...]
    right: Expression
    instant: bool
    slack: Decimal = Decimal(0)


def _identity(
    id: str,
    en: str,
    zh: str,
    left: Expression | tuple[Expression, ...],
    right: Expression,
    *,
    instant: bool = False,
    slack: str = "0",
) -> Identity:
    variants = left if isinstance(left, tuple) else (left,)
    return Identity(id, en, zh, variants, right, instant, Decimal(slack))


def _any(id: str) -> IfAny:
    return IfAny(Item(id))


_CLAIMS = item("total_liabilities") + item("total_equity")
_AFTER_TAX = item("pretax_income") - _any("income_tax")

IDENTITIES: tuple[Identity, ...] = (
    _identity(
        "balance", "Assets = liabilities + equity", "资产 = 负债 + 所有者权益",
        (_CLAIMS, _CLAIMS + item("mezzanine")), item("total_assets"), instant=True,
    ),
    _identity(
        "balance_total", "Total assets = total liabilities and equity", "资产总计 = 负债和权益总计",
        item("liabilities_and_equity"), item("total_assets"), instant=True,
    ),
    _identity(
        "asset_subtotals", "Current + non-current assets = total assets",
        "流动资产 + 非流动资产 = 资产总计",
        item("current_assets") + item("noncurrent_assets"), item("total_assets"), instant=True,
    ),
    _identity(
        "liability_subtotals", "Current + non-current liabilities = total liabilities",
        "流动负债 + 非流动负债 = 负债合计",
        item("current_liabilities") + item("noncurrent_liabilities"), item("total_liabilities"),
        instant=True,
    ),
    _identity(
        "equity_parts", "Shareholders' equity + non-controlling interests = total equity",
        "归母所有者权益 + 少数股东权益 = 所有者权益合计",
        item("equity_parent") + _any("minority_interest"), item("total_equity"), instant=True,
    ),
    _identity(
        "gross_profit", "Revenue − cost of revenue = gross profit", "营业收入 − 营业成本 = 毛利",
        item("revenue") - item("cost_of_revenue"), item("gross_profit"),
    ),
    _identity(
        "pretax", "Operating profit + non-operating income − expense = profit before tax",
        "营业利润 + 营业外收入 − 营业外支出 = 利润总额",
        item("operating_income") + _any("nonoperating_income") - _any("nonoperating_expense"),
        item("pretax_income"),
    ),
    _identity(
        "profit", "Profit before tax − income tax = net profit", "利润总额 − 所得税费用 = 净利润",
        (
            _AFTER_TAX,
            _AFTER_TAX + item("equity_method_income"),
            _AFTER_TAX + item("discontinued_income"),
            _AFTER_TAX + item("equity_method_income") + item("discontinued_income"),
        ),
        Either((item("profit"), item("net_income"))),
    ),
    _identity(
        "cash_flows", "Operating + investing + financing + exchange effect = change in cash",
        "三项净流量 + 汇率影响 = 净增加额",
        item("operating_cash_flow") + item("investing_cash_flow") + item("financing_cash_flow")
        + _any("fx_effect"),
        item("net_change_in_cash"),
    ),
    _identity(
        "cash_roll", "Opening cash + net change = closing cash", "期初现金 + 净增加额 = 期末现金",
        Item("cash_end", opening=True) + item("net_change_in_cash"), item("cash_end"),
    ),
    _identity(
        "eps", "Earnings per share × average shares = net income",
        "每股收益 × 加权平均股数 = 归母净利润",
        item("eps_basic") * item("shares_basic"),
        Either((item("common_income"), item("net_income"))), slack="0.1",
    ),
)  # fmt: skip

_CHINESE_ONLY = frozenset({"pretax"})
"""Statements elsewhere print lines between these two that have no common name."""


@dataclass(frozen=True, slots=True)
class Check:
    """An identity tried on one period and scope. `holds` is None where it could not be made, and
    then `reason` names the missing input. `difference` is left − right; `tolerance` what rounding
    explains."""

    identity: str
    period: Period
    scope: Scope
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    holds: bool | None
    tolerance: Decimal | None
    inputs: tuple[Metric, ...]
    reason: Reason | None = None
    name_en: str = ""
    name_zh: str = ""
    formula: str = ""
    formula_zh: str = ""
    unit: str = ""
    company: str = ""
    workings: tuple[Working, Working] | None = None

    def named(self, language: Language) -> str:
        return self.name_zh if language == "zh" else self.name_en


def rounding(fact: Fact) -> Decimal:
    """Half a unit of the last digit stated: how far rounding may have moved a figure."""
    if fact.decimals is not None:
        digits = fact.decimals
    else:
        digits = decimals_of(fact.raw) - fact.scale
    return Decimal(1).scaleb(-digits) / 2


def check(of: Book, identity: Identity, period: Period, scope: Scope) -> Check:
    """Try an identity on the figures stated for a period."""
    right = of.evaluate(identity.right, period, scope, stated_only=True)
    lefts = [of.evaluate(left, period, scope, stated_only=True) for left in identity.left]
    if isinstance(lefts[0], Reason):
        return _not_made(of, identity, period, scope, lefts[0])
    if isinstance(right, Reason):
        return _not_made(of, identity, period, scope, right)
    made = [
        _made(of, identity, period, scope, left, right)
        for left in lefts
        if not isinstance(left, Reason)
    ]
    return next((c for c in made if c.holds), made[0])


def _not_made(of: Book, identity: Identity, period: Period, scope: Scope, why: Reason) -> Check:
    return Check(
        identity.id, period, scope, None, None, None, None, None, (), why,
        name_en=identity.name_en, name_zh=identity.name_zh, company=of.company,
    )  # fmt: skip


def _made(
    of: Book, identity: Identity, period: Period, scope: Scope, left: Working, right: Working
) -> Check:
    a, b = calculate(left), calculate(right)
    assert isinstance(a, Decimal)
    assert isinstance(b, Decimal)
    tolerance = error(left, _rounding) + error(right, _rounding) + abs(b) * identity.slack
    inputs = tuple(dict.fromkeys((*leaves(left), *leaves(right))))
    return Check(
        identity.id, period, scope, a, b, a - b, abs(a - b) <= tolerance, tolerance, inputs,
        name_en=identity.name_en, name_zh=identity.name_zh,
        formula=f"{in_words(left, 'en', period)} = {in_words(right, 'en', period)}",
        formula_zh=f"{in_words(left, 'zh', period)} = {in_words(right, 'zh', period)}",
        unit=of.currency, company=of.company, workings=(left, right),
    )  # fmt: skip


def _rounding(metric: Metric) -> Decimal:
    fact = metric.fact
    assert fact is not None, "identities are checked on stated figures"
    return rounding(fact)


def checks_of(of: Book, scopes: Iterable[Scope] = tuple(Scope)) -> tuple[Check, ...]:
    """Every identity on every period that states enough of it, newest first."""
    chinese = of.currency == "CNY"
    return tuple(
        check(of, identity, period, scope)
        for scope in scopes
        for identity in IDENTITIES
        if chinese or identity.id not in _CHINESE_ONLY
        for period in _periods(of, identity, scope)
    )


def _periods(of: Book, identity: Identity, scope: Scope) -> list[Period]:
    """The periods for which at least half of what the identity needs is stated."""
    both = (*_needed(identity.right), *_needed(identity.left[0]))
    needed = [id for id in both if BY_ID[id].instant is identity.instant]
    counts = Counter(p for id in needed for p in of.figures.get((id, scope), {}))
    periods = [
        p
        for p, count in counts.items()
        if (p.start is None) is identity.instant and count * 2 >= len(needed)
    ]
    return sorted(periods, key=lambda p: (p.end, p.days or 0), reverse=True)


def _needed(part: Expression) -> Iterable[str]:
    """The ids without which a side cannot be had, those of its last alternative."""
    match part:
        case Item(id):
            yield id
        case Either(options):
            yield from _needed(options[-1])
        case Apply(_, left, right):
            yield from _needed(left)
            yield from _needed(right)


def checks(filing: Filing) -> tuple[Check, ...]:
    """Every identity on every period and scope of one filing."""
    return checks_of(book((filing,)))
