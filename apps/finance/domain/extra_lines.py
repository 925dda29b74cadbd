"""Lines that are no core metrics but stand between them in an identity.

Told by tag, or by label on the face of a statement. Knows names only, no values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.finance.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A line by its tags (local names of us-gaap) or a pattern of its printed label."""

    id: str
    name_en: str
    name_zh: str
    instant: bool
    tags: frozenset[str]
    label: re.Pattern[str]


def _line(id: str, name_en: str, name_zh: str, instant: bool, tags: str, label: str) -> ExtraLine:
    return ExtraLine(
        id, name_en, name_zh, instant, frozenset(tags.split()), re.compile(label, re.IGNORECASE)
    )


EXTRA_LINES: tuple[ExtraLine, ...] = (
    _line(
        "mezzanine", "Redeemable interests outside equity", "可赎回权益（夹层）", True,
        "RedeemableNoncontrollingInterestEquityCarryingAmount "
        "RedeemableNoncontrollingInterestEquityFairValue "
        "TemporaryEquityCarryingAmountAttributableToParent "
        "TemporaryEquityCarryingAmountIncludingPortionAttributableToNoncontrollingInterests",
        r"redeemable (?:non-?controlling|preferred|convertible)|temporary equity|mezzanine",
    ),
    _line(
        "equity_method_income", "Share of profit of associates", "对联营企业的投资收益", False,
        "IncomeLossFromEquityMethodInvestments",
        r"equity in .*(?:income|earnings|loss)|(?:income|earnings|loss\w*).* equity[- ]method",
    ),
    _line(
        "discontinued_income", "Result of discontinued operations", "终止经营净利润", False,
        "IncomeLossFromDiscontinuedOperationsNetOfTax "
        "IncomeLossFromDiscontinuedOperationsNetOfTaxAttributableToReportingEntity",
        r"discontinued operations?",
    ),
    _line(
        "common_income", "Net income available to common shareholders", "归属于普通股股东的净利润",
        False, "NetIncomeLossAvailableToCommonStockholdersBasic",
        r"(?:attributable|available|applicable) to common",
    ),
)  # fmt: skip

EXTRA_BY_ID: dict[str, ExtraLine] = {line.id: line for line in EXTRA_LINES}


def extra_line(fact: Fact, on_face: bool) -> str | None:
    """The extra line that a fact stands for, or None; a label counts on the face only."""
    local = fact.concept.removeprefix("us-gaap:")
    for line in EXTRA_LINES:
        if line.instant is not (fact.period.start is None):
            continue
        if local in line.tags or (on_face and ":" not in fact.concept and line.label.search(local)):
            return line.id
    return None
