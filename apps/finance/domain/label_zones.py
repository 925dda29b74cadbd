"""The part of a statement that each line stands in: current assets, financing, per share ...

Totals mark the ends of zones where they are printed, headings their beginnings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from apps.finance.domain import label_rules as zones
from apps.finance.domain.facts import StatementKind


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """`label` and `heading` in plain spelling; `filled` where the line has figures."""

    label: str
    heading: str
    zone: str
    filled: bool


_BALANCE_STARTS = (
    (re.compile(r"^current assets|^assets[:, ]+current"), zones.CURRENT_ASSETS),
    (re.compile(r"^(?:noncurrent|long-term|other|fixed) assets"), zones.OTHER_ASSETS),
    (re.compile(r"^current liabilities"), zones.CURRENT_LIABILITIES),
    (re.compile(r"^(?:noncurrent|long-term|other) liabilities"), zones.OTHER_LIABILITIES),
    (re.compile(r"^liabilities\b"), zones.CURRENT_LIABILITIES),
    (re.compile(r"\bholders (?:equity|investment)$|^equity$|^capital and reserves$"), zones.EQUITY),
)  # fmt: skip
_BALANCE_ENDS = (
    (re.compile(r"^total current assets"), zones.OTHER_ASSETS),
    (re.compile(r"^total assets"), zones.CURRENT_LIABILITIES),
    (re.compile(r"^total current liabilities"), zones.OTHER_LIABILITIES),
    (re.compile(r"^total liabilities(?! and|,)"), zones.EQUITY),
)
_CASH_STARTS = (
    (re.compile(r"\boperating activities|^operations"), zones.OPERATING),
    (re.compile(r"\binvest(?:ing|ment) activities|^invest(?:ing|ments?)$"), zones.INVESTING),
    (re.compile(r"\bfinancing activities|^financing$"), zones.FINANCING),
    (re.compile(r"^supplement|^non-?cash (?:investing|financing|activit)"), "supplement"),
)
_CASH_ENDS = (
    (
        re.compile(
            r"(?<!non-)\bcash\b.*\b(?:operating activities|operations$)|^total operating act"
        ),
        zones.INVESTING,
    ),
    (re.compile(r"\bcash\b.*\binvesting(?: activities\b|$)|^total investing act"), zones.FINANCING),
    (re.compile(r"\bcash\b.*\bfinancing(?: activities\b|$)|^total financing act"), zones.CLOSING),
)


def zoned(kind: StatementKind, lines: Sequence[tuple[str, str, bool]]) -> tuple[LabelledLine, ...]:
    """Give each (label, heading, filled) its zone. Income statements have none."""
    if kind is StatementKind.BALANCE_SHEET:
        return _balance(lines)
    if kind is StatementKind.CASH_FLOW:
        return _cash(lines)
    return tuple(
        LabelledLine(label, heading, zones.ANY, filled) for label, heading, filled in lines
    )


def _balance(lines: Sequence[tuple[str, str, bool]]) -> tuple[LabelledLine, ...]:
    classified = any("total current" in label for label, _, _ in lines)
    zone = zones.CURRENT_ASSETS if classified else zones.ANY
    found: list[LabelledLine] = []
    for label, heading, filled in lines:
        if not filled:
            zone = _started(_BALANCE_STARTS, label, zone, classified)
        found.append(LabelledLine(label, heading, zone, filled))
        if filled:
            zone = _started(_BALANCE_ENDS, label, zone, classified)
    return tuple(found)


def _started(
    marks: Sequence[tuple[re.Pattern[str], str]], label: str, zone: str, classified: bool
) -> str:
    for pattern, following in marks:
        if pattern.search(label):
            return following if classified or following == zones.EQUITY else zones.ANY
    return zone


def _cash(lines: Sequence[tuple[str, str, bool]]) -> tuple[LabelledLine, ...]:
    zone = zones.OPERATING
    found: list[LabelledLine] = []
    for label, heading, filled in lines:
        if not filled:
            zone = next((z for p, z in _CASH_STARTS if p.search(label)), zone)
        found.append(LabelledLine(label, heading, zone, filled))
        if filled and not re.search(r"reconcile|discontinued|continuing", label):
            zone = next((z for p, z in _CASH_ENDS if p.search(label)), zone)
    return tuple(found)
