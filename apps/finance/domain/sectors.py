"""The sector whose statement layout a filer uses, by the lines on its face statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from apps.finance.domain.facts import Statement

Sector = Literal["general", "bank", "insurer", "broker"]

_MARKS: tuple[tuple[Sector, re.Pattern[str]], ...] = (
    ("bank", re.compile(r"^(?:total )?deposits$|net interest income|^(?:net )?loans\b|provision for (?:credit|loan) losses", re.I)),
    ("insurer", re.compile(r"policyholder|unpaid (?:losses|claims)|net premiums? (?:earned|written)|reserves? for losses", re.I)),
    ("broker", re.compile(r"payables? to (?:brokers|customers)|securities (?:borrowed|loaned)|commissions and fees", re.I)),
)  # fmt: skip


def sector_of(statements: Sequence[Statement]) -> Sector:
    """`general` where assets are split into current and other, or too few marks are found."""
    labels = [row.label for statement in statements for row in statement.rows]
    if any(re.match(r"total current (?:assets|liabilities)", label, re.I) for label in labels):
        return "general"
    for sector, mark in _MARKS:
        if sum(mark.search(label) is not None for label in labels) >= 2:
            return sector
    return "general"
