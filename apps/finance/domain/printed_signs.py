"""The sign a core metric has, whatever the sign it is printed with.

Costs, taxes and payments are positive in the core metrics. Filers print them with or without
parentheses; the whole line and, for taxes, the arithmetic of the statement tell which it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from apps.finance.domain.concepts import BY_ID

COSTS = frozenset(
    {
        "cost_of_revenue",
        "total_cost",
        "selling_expense",
        "admin_expense",
        "sga",
        "research_development",
        "operating_expenses",
        "interest_expense",
    }
)
_TAX_TAKEN = re.compile(
    r"\((?:provision|expense|charge)\)|benefit\s*/?\s*\(|\(?expense\)?\s*/\s*benefit", re.IGNORECASE
)

Values = Sequence[Decimal | None]


def reversed_lines(values: Mapping[str, Values], labels: Mapping[str, str]) -> frozenset[str]:
    """The metrics whose printed figures are to be negated, given the printed ones by metric."""
    return frozenset(
        metric for metric, line in values.items()
        if (metric in COSTS and _mostly_negative(line))
        or (BY_ID[metric].flip and any(v is not None and v < 0 for v in line))
        or (metric == "income_tax" and _tax_reversed(line, values, labels.get(metric, "")))
    )  # fmt: skip


def _mostly_negative(line: Values) -> bool:
    negative = sum(value < 0 for value in line if value is not None)
    positive = sum(value > 0 for value in line if value is not None)
    return negative > positive


def _tax_reversed(line: Values, values: Mapping[str, Values], label: str) -> bool:
    """Whether income before tax plus, rather than minus, the printed tax gives the result."""
    before = values.get("pretax_income")
    after = values.get("profit") or values.get("net_income")
    if before is None or after is None:
        return _TAX_TAKEN.search(label) is not None
    votes = 0
    for tax, pretax, result in zip(line, before, after, strict=False):
        if tax is None or pretax is None or result is None or tax == 0:
            continue
        minus, plus = abs(pretax - tax - result), abs(pretax + tax - result)
        votes += (plus < minus) - (minus < plus)
    return votes > 0 if votes else _TAX_TAKEN.search(label) is not None
