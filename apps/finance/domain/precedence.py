"""Which of several statements of one figure counts.

Knows one filing at a time; nothing of other filings, ratios, or what is missing.
"""

from __future__ import annotations

import re
import unicodedata

from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import Fact, Filing, Origin, Period, Scope, StatementKind


def metric_facts(
    filing: Filing,
    metric_id: str,
    scope: Scope = Scope.CONSOLIDATED,
    *,
    restated: bool = True,
) -> tuple[Fact, ...]:
    """One fact a period, newest first: the face of a statement before highlights and sentences.

    Where a period stands restated (调整后) and as first reported, `restated` decides.
    """
    found = [f for f in filing.facts if f.metric == metric_id and f.scope is scope]
    face = face_facts(filing)
    best: dict[Period, Fact] = {}
    for fact in found:
        if fact.dimensions:
            continue
        rival = best.get(fact.period)
        if rival is None or rank(fact, face, restated) < rank(rival, face, restated):
            best[fact.period] = fact
    return tuple(best[p] for p in sorted(best, key=lambda p: (p.end, p.days or 0), reverse=True))


def face_facts(filing: Filing) -> frozenset[Fact]:
    """The facts on the face of the three statements."""
    return frozenset(
        fact
        for statement in filing.statements
        if statement.kind is not StatementKind.HIGHLIGHTS
        for row in statement.rows
        for fact in row.facts
        if fact is not None
    )


def rank(fact: Fact, face: frozenset[Fact], restated: bool) -> tuple[int, int, int, int]:
    """Lower is better: place, restatement, precedence of the tag, precision."""
    origins = {Origin.TAG: 1, Origin.SHEET: 1, Origin.TABLE: 2, Origin.SENTENCE: 3}
    place = 0 if fact in face else origins[fact.origin]
    return place, int(fact.restated is not restated), _tag_rank(fact), -_precision(fact)


def _tag_rank(fact: Fact) -> int:
    concept = BY_ID.get(fact.metric or "")
    local = fact.concept.removeprefix("us-gaap:").replace("ifrs-full:", "ifrs:")
    if concept is None or local not in concept.tags:
        return 0
    return concept.tags.index(local)


def _precision(fact: Fact) -> int:
    return 99 if fact.decimals is None else fact.decimals


_NUMBERING = r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、]|(?:加|减|其中):)"


def normal_label(label: str) -> str:
    """A printed label in one form: NFKC, lower case, no blanks, numbering, or trailing colon."""
    text = unicodedata.normalize("NFKC", label).lower()
    text = re.sub(_NUMBERING, "", text)
    text = re.sub(r"\([^()]*(?:填列|损失|亏损|loss)[^()]*\)", "", text)
    return re.sub(r"[\s:：,，.。'’]+", "", text)
