"""Whether the scales that statements declare can be true, by arithmetic across statements.

Earnings per share times shares is about net income; cash, net income and totals that appear on
two statements have one size. What does not fit is said, never silently put right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from apps.finance.domain.facts import Fact, Notice, Statement

_LARGEST_SHIFT = 9


def power_between(one: Decimal, other: Decimal) -> int | None:
    """The power of ten by which `one` is larger than `other`, if their quotient is near one."""
    if one == 0 or other == 0:
        return None
    quotient = abs(one / other)
    for shift in range(-_LARGEST_SHIFT, _LARGEST_SHIFT + 1):
        if Decimal("0.4") < quotient.scaleb(-shift) < Decimal("2.5"):
            return shift
    return None


def shares_shift(
    income: Sequence[Decimal | None],
    per_share: Sequence[Decimal | None],
    shares: Sequence[Decimal | None],
) -> int | None:
    """The power of ten that the shares lack, agreed on by most columns; None where untold.

    All inputs in base units as declared. Results of a few cents per share say little.
    """
    votes: list[int] = []
    for result, each, number in zip(income, per_share, shares, strict=False):
        if result is None or each is None or number is None or abs(each) < Decimal("0.02"):
            continue
        shift = power_between(result, each * number)
        if shift is not None:
            votes.append(shift)
    if not votes:
        return None
    favourite = max(set(votes), key=votes.count)
    return favourite if votes.count(favourite) * 2 > len(votes) else None


def doubts(statements: Sequence[Statement], facts: Sequence[Fact]) -> tuple[Notice, ...]:
    """Errors where the same figure has different sizes on two statements or shares do not fit."""
    by_metric: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.metric:
            by_metric.setdefault(fact.metric, []).append(fact)
    return (*_share_doubts(by_metric), *_cash_doubts(by_metric), *_line_doubts(statements))


def _share_doubts(by_metric: Mapping[str, Sequence[Fact]]) -> tuple[Notice, ...]:
    for side in ("basic", "diluted"):
        income, each, number = (
            {fact.period: fact for fact in by_metric.get(metric, ())}
            for metric in ("net_income", f"eps_{side}", f"shares_{side}")
        )
        periods = [period for period in number if period in income and period in each]
        shift = shares_shift(
            [income[p].value for p in periods],
            [each[p].value for p in periods],
            [number[p].value for p in periods],
        )
        if shift:
            fact = number[periods[0]]
            return (
                Notice(
                    "error",
                    f"Shares and earnings per share do not fit net income by a factor of "
                    f"10^{shift}: check the declared scale of {fact.label!r}",
                    fact.span,
                ),
            )
    return ()


def _cash_doubts(by_metric: Mapping[str, Sequence[Fact]]) -> tuple[Notice, ...]:
    balance = {fact.period.end: fact for fact in by_metric.get("cash", ())}
    for fact in by_metric.get("cash_end", ()):
        other = balance.get(fact.period.end)
        if other is None:
            continue
        shift = power_between(fact.value, other.value)
        if shift is not None and abs(shift) >= 3:
            message = (
                f"Cash is {fact.value:,} on the cash flow statement and {other.value:,} on the "
                f"balance sheet: check the declared scales"
            )
            return (Notice("error", message, fact.span),)
    return ()


def _line_doubts(statements: Sequence[Statement]) -> tuple[Notice, ...]:
    """Lines of the same label and printed figure whose values differ by a power of ten."""
    seen: dict[tuple[str, str, object], Fact] = {}
    for statement in statements:
        for row in statement.rows:
            for fact in row.facts:
                if fact is None or not fact.label or fact.value == 0 or fact.unit_inherited:
                    continue
                key = (fact.label.lower(), fact.raw, fact.period.end)
                other = seen.setdefault(key, fact)
                if abs(other.value) != abs(fact.value) and other.unit == fact.unit:
                    message = f"{fact.label!r} has two sizes on two statements: check their scales"
                    return (Notice("error", message, fact.span),)
    return ()
