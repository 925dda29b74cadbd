"""Evens out expenses that some statements print as negatives (减：所得税费用 （20））.

Only where the statement's own sums say so: 利润总额 + 所得税费用 = 净利润 with the tax below zero.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from apps.finance.domain.facts import Fact, Notice, Statement, StatementKind

_SUMS = (
    ("pretax_income", "income_tax", "profit"),
    ("operating_income", "nonoperating_expense", "pretax_income"),
)
_ADDED = {"pretax_income": "nonoperating_income"}


def signed(statements: list[Statement]) -> tuple[list[Statement], list[Notice]]:
    """The statements with such expenses positive, and a notice for each that was turned."""
    notices: list[Notice] = []
    turned = [
        _turned(statement, notices) if statement.kind is StatementKind.INCOME else statement
        for statement in statements
    ]
    return turned, notices


def _turned(statement: Statement, notices: list[Notice]) -> Statement:
    for base, expense, result in _SUMS:
        if _negative(statement, base, expense, result):
            statement = _flip(statement, expense)
            message = (
                f"{statement.title}：费用以负数列示，已取正 / printed as a negative: {expense}"
            )
            notices.append(Notice("info", message, statement.span))
    return statement


def _negative(statement: Statement, base: str, expense: str, result: str) -> bool:
    """True where in some column only the turned sign makes the sum, and in none the printed one."""
    turned = False
    for at in range(len(statement.columns)):
        values = [_value(statement, metric, at) for metric in (base, expense, result)]
        if any(value is None for value in values) or not values[1]:
            continue
        a, cost, total = (value or Decimal(0) for value in values)
        added = _value(statement, _ADDED.get(result, ""), at) or Decimal(0)
        slack = Decimal("0.02") + Decimal(2).scaleb(statement.scale)
        if abs(a + added - cost - total) <= slack:
            return False
        turned |= cost < 0 and abs(a + added + cost - total) <= slack
    return turned


def _value(statement: Statement, metric: str, column: int) -> Decimal | None:
    for row in statement.rows:
        if row.metric == metric:
            fact = row.facts[column]
            return fact.value if fact else None
    return None


def _flip(statement: Statement, metric: str) -> Statement:
    rows = tuple(
        replace(row, facts=tuple(_opposite(f) for f in row.facts)) if row.metric == metric else row
        for row in statement.rows
    )
    return replace(statement, rows=rows)


def _opposite(fact: Fact | None) -> Fact | None:
    return None if fact is None else replace(fact, value=-fact.value)
