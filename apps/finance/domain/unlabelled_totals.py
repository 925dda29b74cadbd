"""Totals that statements print without a label, found by arithmetic.

Works on labels and printed figures, a row a line; scale and periods are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from apps.finance.domain.facts import StatementKind

Figures = Sequence[Decimal | None]


def with_unlabelled_totals(
    kind: StatementKind,
    found: dict[str, int],
    labels: Sequence[str],
    values: Sequence[Figures],
) -> dict[str, int]:
    """The line of each metric found, those of unlabelled totals added."""
    if kind is StatementKind.INCOME:
        return _with_gross(found, labels, values)
    return _with_sums(found, labels, values) if kind is StatementKind.BALANCE_SHEET else found


def _with_sums(
    found: dict[str, int], labels: Sequence[str], values: Sequence[Figures]
) -> dict[str, int]:
    """Total assets, and liabilities with equity: two lines with equal figures."""
    bare = [
        i for i, label in enumerate(labels) if not label and any(v is not None for v in values[i])
    ]
    if not bare:
        return found
    closing = found.get("liabilities_and_equity", bare[-1])
    opening = found.get("total_assets")
    if opening is None:
        opening = next((i for i in bare if i != closing and values[i] == values[closing]), None)
    if opening is None or opening == closing or values[opening] != values[closing]:
        return found
    return found | {"total_assets": opening, "liabilities_and_equity": closing}


def _with_gross(
    found: dict[str, int], labels: Sequence[str], values: Sequence[Figures]
) -> dict[str, int]:
    """Gross profit: revenue less the total above it, which is the cost of revenue."""
    if "gross_profit" in found or "revenue" not in found:
        return found
    revenue = values[found["revenue"]]
    for index in range(1, len(labels)):
        if not labels[index] and _is_difference(values[index], revenue, values[index - 1]):
            return found | {"gross_profit": index, "cost_of_revenue": index - 1}
    return found


def _is_difference(rest: Figures, whole: Figures, part: Figures) -> bool:
    """Whether each figure is the whole less the part, in whatever sign that is printed."""
    triples = list(zip(rest, whole, part, strict=True))
    return bool(triples) and all(
        r is not None and w is not None and p is not None and r == w - abs(p) for r, w, p in triples
    )
