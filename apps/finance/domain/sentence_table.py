"""Lays the facts of sentences out as a table: metrics down, periods across.

One table a company. Knows nothing of how sentences are read.
"""

from __future__ import annotations

from apps.finance.domain.facts import Column, Fact, Period, Row, Statement, StatementKind
from rag.document import Document, Span


def tables_of(facts: tuple[Fact, ...], document: Document, company: str) -> tuple[Statement, ...]:
    """The key figures of each company named, the first one's first."""
    owners = list(dict.fromkeys(_owner(fact) for fact in facts))
    return tuple(
        _table([f for f in facts if _owner(f) == owner], document, owner or company)
        for owner in owners
    )


def _owner(fact: Fact) -> str:
    return dict(fact.dimensions).get("entity", "")


def _table(facts: list[Fact], document: Document, title: str) -> Statement:
    periods = sorted({f.period for f in facts}, key=lambda p: (p.end, p.days or 0), reverse=True)
    labels = list(dict.fromkeys(_key(f) for f in facts))
    rows = tuple(_row([f for f in facts if _key(f) == key], periods) for key in labels)
    start, end = min(f.span.start for f in facts), max(f.span.end for f in facts)
    currencies = [f.unit for f in facts if f.unit != "percent" and "/" not in f.unit]
    return Statement(
        StatementKind.HIGHLIGHTS,
        title or document.name,
        currencies[0] if currencies else "",
        0,
        tuple(Column(_name(period), period) for period in periods),
        rows,
        Span(start, end),
    )


def _key(fact: Fact) -> tuple[str, str]:
    parts = [value for name, value in fact.dimensions if name != "entity"]
    return fact.metric or fact.concept, " ".join(parts)


def _name(period: Period) -> str:
    if period.start is None:
        return period.end.isoformat()
    return f"{period.start.isoformat()} – {period.end.isoformat()}"


def _row(facts: list[Fact], periods: list[Period]) -> Row:
    placed: list[Fact | None] = [None] * len(periods)
    for fact in facts:
        at = periods.index(fact.period)
        placed[at] = placed[at] or fact
    segment = dict(facts[0].dimensions).get("segment", "")
    label = f"{segment} {facts[0].concept}".strip()
    return Row(label, tuple(placed), facts[0].metric)
