"""The sector whose statement layout a filer uses, by the lines on its face statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from apps.finance.domain.facts import Statement

Sector = Literal["general", "bank", "insurer", "broker"]

_MARKS: dict[Sector, str] = {
    "bank": r"^(?:total )?deposits$|net interest income|^(?:net )?loans\b|"
    r"provision for (?:credit|loan) losses",
    "insurer": r"policyholder|unpaid (?:losses|claims)|net premiums? (?:earned|written)|"
    r"reserves? for losses",
    "broker": r"payables? to (?:brokers|customers)|securities (?:borrowed|loaned)|"
    r"commissions and fees",
}


def sector_of(statements: Sequence[Statement]) -> Sector:
    """`general` where assets are split into current and other, or too few marks are found."""
    labels = [row.label for statement in statements for row in statement.rows]
    if any(re.match(r"total current (?:assets|liabilities)", label, re.I) for label in labels):
        return "general"
    for sector, mark in _MARKS.items():
        if sum(re.search(mark, label, re.I) is not None for label in labels) >= 2:
            return sector
    return "general"
