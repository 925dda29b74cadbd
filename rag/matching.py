"""Compares one claimed figure with one stated figure: value, unit, scale, sign, period, label.

Each comparison that fails gives its reason in words; the order is from value to label, so the
candidate that fails last says most about what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.columns import Frame
from rag.figures import Figure, rounds_to
from rag.labels import Synonyms, names_row, names_sentence
from rag.periods import When, agree
from rag.stated import Stated
from rag.terms import direction, negated

_OUTFLOW = re.compile(
    r"purchase|payment|paid|expenditure|loss|expense|cost|used|repurchase|repayment|deficit|decrease|"
    r"decline|treasury|allowance|less|outflow|acquisition|dividend|provision|fell|down|charge|tax|"
    r"支付|亏损|支出|费用|成本|减少|下降|购建|流出|偿还|股利|损失|负|缺口",
    re.IGNORECASE,
)
_PER_SHARE = re.compile(r"per\s+(?:\w+\s+){0,2}share|\beps\b|每股", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One figure of a sentence with what must hold for it.

    `clause` is the text that says what it is of, `words` its stems, `periods` those it may be for
    (said beside it, or in the question where the sentence says none).
    """

    figure: Figure
    clause: str
    words: frozenset[str]
    periods: tuple[When, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a candidate got: `rank` steps passed, and why it stopped (empty: it carries)."""

    rank: int
    reason: str = ""


def compare(asked: Asked, stated: Stated, frame: Frame, synonyms: Synonyms) -> Verdict:
    """Verdict over one candidate figure."""
    figure = asked.figure
    steps = (
        lambda: _value(figure, stated),
        lambda: _unit(asked, stated, frame),
        lambda: _sign(asked, stated),
        lambda: _period(asked, stated, frame),
        lambda: _label(asked, stated, synonyms),
    )
    for rank, step in enumerate(steps):
        reason = step()
        if reason:
            return Verdict(rank if reason != "value" else -1, reason)
    return Verdict(len(steps))


def _value(figure: Figure, stated: Stated) -> str:
    digits_alike = stated.value != 0 and abs(stated.value) == abs(figure.value)
    if stated.amount is None:
        if digits_alike and not figure.scaled and figure.kind == "bare":
            return "the source declares no scale for this figure"
        return "no scale is declared for the cited figure" if digits_alike else "value"
    if same_amount(figure, stated.amount):
        return ""
    if digits_alike and figure.kind != "percent":
        return f"the source states it in {_scale_name(stated.power or 0)}"
    return "value"


def _scale_name(power: int) -> str:
    names = {0: "units", 3: "thousands", 4: "万", 6: "millions", 8: "亿", 9: "billions"}
    return names.get(power, f"10^{power}")


def same_amount(figure: Figure, exact: Decimal) -> bool:
    """Equal in size at the claim's own precision; one rounded digit needs `about`."""
    size, claimed = abs(exact), abs(figure.amount)
    if size == claimed:
        return True
    if figure.digits < 2 and not figure.about:
        return False
    return rounds_to(size, replace(figure, value=abs(figure.value)))


def _unit(asked: Asked, stated: Stated, frame: Frame) -> str:
    figure = asked.figure
    mine = figure.kind
    if mine == "money" and _PER_SHARE.search(asked.clause) and stated.kind == "per_share":
        mine = "per_share"
    if not _kinds_agree(mine, stated, figure):
        return (
            f"{figure.text!r} is said as {_spoken(mine)}, the source states {_spoken(stated.kind)}"
        )
    theirs = stated.currency or frame.currency
    if figure.currency and theirs and figure.currency != theirs:
        return f"{figure.text!r} is in {figure.currency}, the source states {theirs}"
    return ""


def _kinds_agree(mine: str, stated: Stated, figure: Figure) -> bool:
    theirs = stated.kind
    if mine == theirs:
        return True
    if mine == "bare":
        return theirs in ("count", "bare", "money", "per_share")
    if theirs == "bare":
        return mine == "count" or (mine == "money" and stated.source == "sentence")
    return {mine, theirs} == {"money", "count"} and figure.currency is None


def _spoken(kind: str) -> str:
    return {
        "percent": "a percentage",
        "points": "percentage points",
        "per_share": "a figure per share",
        "money": "an amount of money",
        "count": "a count",
        "bare": "a plain number",
    }[kind]


def _sign(asked: Asked, stated: Stated) -> str:
    claimed, exact = asked.figure.value, stated.value
    if claimed == 0 or exact == 0 or (claimed > 0) == (exact > 0):
        turned = (
            stated.source == "sentence" and direction(asked.clause) * direction(stated.label) < 0
        )
        return (
            "the source says the opposite direction"
            if turned and asked.figure.kind == "percent"
            else ""
        )
    spoken = asked.clause if exact < 0 else stated.label
    if _OUTFLOW.search(spoken) or (
        exact < 0 and _OUTFLOW.search(stated.label) and direction(asked.clause) <= 0
    ):
        return ""
    return f"the source states {stated.value:,} with the opposite sign"


def _period(asked: Asked, stated: Stated, frame: Frame) -> str:
    if not asked.periods:
        return _latest(stated, frame)
    if not stated.periods:
        return "the period of the cited figure cannot be told"
    if any(
        agree(said, theirs)
        for said in asked.periods
        for theirs in stated.periods
        if not theirs.change
    ):
        return ""
    if any(w.change for w in stated.periods) and _changes_said(asked):
        return ""
    said = " or ".join(str(when) for when in asked.periods)
    return f"the source states it for {', '.join(map(str, stated.periods))}, not {said}"


def _changes_said(asked: Asked) -> bool:
    return direction(asked.clause) != 0


def _latest(stated: Stated, frame: Frame) -> str:
    """Without a period, a claim can only mean the one the document reports on."""
    if frame.period is None or not stated.periods:
        return "" if stated.source == "sentence" else "no period is said for the figure"
    if any(agree(frame.period, w) or w.fiscal_year == frame.period.year for w in stated.periods):
        return ""
    return f"no period is said, and the source states it for {stated.periods[0]}"


def _label(asked: Asked, stated: Stated, synonyms: Synonyms) -> str:
    if stated.source == "sentence":
        if negated(asked.clause) != negated(stated.label) and asked.figure.kind != "money":
            return "the source and the claim differ in a negation"
        if names_sentence(asked.words, stated.label, stated.context):
            return ""
    elif names_row(asked.words, stated.label, stated.context, synonyms):
        return ""
    return f"the source states it of {stated.label.strip()[:80]!r}"
