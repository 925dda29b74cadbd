"""Sub-totals of Chinese statements: lines between a heading and its total, added up.

Proves that no line between was lost or misread. 其中 lines are parts of the line above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from apps.finance.domain.chinese_labels import folded, plain
from apps.finance.domain.facts import Filing, Row, Statement, StatementKind

_TOTALS = {
    StatementKind.BALANCE_SHEET: {
        "流动资产合计": "流动资产",
        "非流动资产合计": "非流动资产",
        "流动负债合计": "流动负债",
        "非流动负债合计": "非流动负债",
    },
    StatementKind.CASH_FLOW: {
        "经营活动现金流入小计": "经营活动产生的现金流量",
        "投资活动现金流入小计": "投资活动产生的现金流量",
        "筹资活动现金流入小计": "筹资活动产生的现金流量",
        "经营活动现金流出小计": "经营活动现金流入小计",
        "投资活动现金流出小计": "投资活动现金流入小计",
        "筹资活动现金流出小计": "筹资活动现金流入小计",
    },
}
_PARTS = re.compile(
    r"其中|应收利息|应收股利|应付利息|应付股利|优先股|永续债|数据资源|子公司(?:吸收|支付)"
)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A total as printed against the sum of its lines."""

    statement: str
    label: str
    column: str
    printed: Decimal
    added: Decimal
    tolerance: Decimal

    @property
    def holds(self) -> bool:
        return abs(self.printed - self.added) <= self.tolerance


def subtotals(filing: Filing) -> Iterator[Subtotal]:
    """Every sub-total of every statement and column, and inflow − outflow = net flow."""
    for statement in filing.statements:
        for total, start in _TOTALS.get(statement.kind, {}).items():
            yield from _between(statement, start, total)
        if statement.kind is StatementKind.CASH_FLOW:
            yield from _net(statement)


def _find(statement: Statement, label: str) -> int | None:
    return next((i for i, row in enumerate(statement.rows) if plain(row.label) == label), None)


def _between(statement: Statement, start: str, total: str) -> Iterator[Subtotal]:
    first, last = _find(statement, start), _find(statement, total)
    if first is None or last is None or last <= first:
        return
    lines = [row for row in statement.rows[first + 1 : last] if not _PARTS.match(folded(row.label))]
    for at, column in enumerate(statement.columns):
        fact = statement.rows[last].facts[at]
        values = [f.value for row in lines if (f := row.facts[at]) is not None]
        if fact is not None and values:
            step = Decimal(1).scaleb(-(fact.decimals or 0)) * (len(values) + 1) / 2
            yield Subtotal(
                statement.title, total, column.label, fact.value, sum(values, Decimal(0)), step
            )


def _net(statement: Statement) -> Iterator[Subtotal]:
    for kind in ("经营", "投资", "筹资"):
        rows = [_row(statement, f"{kind}活动现金流{way}小计") for way in ("入", "出")]
        net = _row(statement, f"{kind}活动产生的现金流量净额")
        if net is None:
            continue
        for at, column in enumerate(statement.columns):
            fact = net.facts[at]
            flows = [row.facts[at] if row is not None else None for row in rows]
            if fact is None or not any(flows):
                continue
            inflow, outflow = (flow.value if flow else Decimal(0) for flow in flows)
            step = Decimal(2).scaleb(-(fact.decimals or 0))
            label = f"{kind}活动净额"
            yield Subtotal(statement.title, label, column.label, fact.value, inflow - outflow, step)


def _row(statement: Statement, label: str) -> Row | None:
    at = _find(statement, label)
    return None if at is None else statement.rows[at]
