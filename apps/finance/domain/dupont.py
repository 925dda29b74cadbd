"""Return on equity taken apart, after Du Pont: in three steps and in five.

Source: CFA Institute, Financial Analysis Techniques. Knows ratios only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apps.finance.domain.book import Book
from apps.finance.domain.facts import Period, Scope
from apps.finance.domain.formula import Expression, average, item
from apps.finance.domain.metrics import PERCENT, TIMES, Metric
from apps.finance.domain.ratio_definitions import RATIO_BY_ID, Ratio
from apps.finance.domain.ratios import ratio


@dataclass(frozen=True, slots=True)
class Branch:
    """A figure and the factors whose product it is; a factor without its own is a leaf."""

    metric: Metric
    factors: tuple[Branch, ...] = ()


def _factor(id: str, name_en: str, name_zh: str, unit: str, formula: Expression) -> Ratio:
    return Ratio(id, name_en, name_zh, "return", unit, formula, "CFA", annual=True)


_EBIT = item("pretax_income") + item("interest_expense")
_NET_MARGIN = _factor(
    "dupont_net_margin", "Net margin", "销售净利率", PERCENT, item("net_income") / item("revenue")
)
_MULTIPLIER = _factor(
    "dupont_multiplier", "Average assets to average equity", "平均权益乘数", TIMES,
    average("total_assets") / average("equity_parent"),
)  # fmt: skip
_TAX = _factor(
    "tax_burden", "Tax burden", "税负因素", TIMES, item("net_income") / item("pretax_income")
)
_INTEREST = _factor(
    "interest_burden", "Interest burden", "利息负担", TIMES, item("pretax_income") / _EBIT
)
_EBIT_MARGIN = _factor(
    "ebit_margin", "EBIT margin", "息税前利润率", PERCENT, _EBIT / item("revenue")
)


def dupont(
    of: Book,
    period: Period,
    scope: Scope = Scope.CONSOLIDATED,
    *,
    steps: Literal[3, 5] = 3,
) -> Branch:
    """Return on equity over a year as the product of its factors.

    In five steps the net margin is itself taken apart into tax burden, interest burden and EBIT
    margin. A factor that is undefined carries its reason.
    """

    def leaf(definition: Ratio) -> Branch:
        return Branch(ratio(of, definition, period, scope))

    margin = leaf(_NET_MARGIN)
    if steps == 5:
        margin = Branch(margin.metric, (leaf(_TAX), leaf(_INTEREST), leaf(_EBIT_MARGIN)))
    factors = (margin, leaf(RATIO_BY_ID["asset_turnover"]), leaf(_MULTIPLIER))
    return Branch(ratio(of, RATIO_BY_ID["return_on_equity"], period, scope), factors)
