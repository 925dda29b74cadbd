"""Reads a tagged filing: every inline XBRL fact, the face statements, who filed and for when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from apps.finance.domain.english import read_untagged
from apps.finance.domain.faces import find_faces
from apps.finance.domain.facts import Fact, Filing, Notice, Origin, Statement
from apps.finance.domain.sectors import sector_of
from apps.finance.domain.tagged_metrics import with_metrics
from apps.finance.domain.tagged_statements import statement_of
from apps.finance.domain.tags import TaggedNumber, Tags, read_tags
from rag.readers.html import HtmlReading


def read_tagged(reading: HtmlReading) -> Filing:
    """The filing that the tags of a document state. Nil facts are left out.

    Where the face statements carry no tags, they are read from the text beside the facts, with
    a notice. What tags say wrongly becomes notices of level error.
    """
    tags = read_tags(reading)
    faces = find_faces(reading.document, tags.numbers)
    plain = {
        position: _fact(number)
        for position, number in enumerate(tags.numbers)
        if number.value is not None and number.period is not None
    }
    facts = with_metrics(plain, tags.numbers, faces, tags.prefixes)
    if not faces:
        return _with_text(reading, tags, facts)
    placed = _by_place(facts)
    statements = [statement_of(reading.document, face, placed) for face in faces]
    return _filing(reading, tags, facts, [s for s in statements if s is not None])


def _fact(number: TaggedNumber) -> Fact:
    assert number.value is not None
    assert number.period is not None
    return Fact(
        concept=number.concept,
        value=number.value,
        unit=number.unit,
        period=number.period,
        raw=number.raw,
        span=number.span,
        label=number.concept.rpartition(":")[2],
        dimensions=number.dimensions,
        scale=number.scale,
        decimals=number.decimals,
        origin=Origin.TAG,
    )


def _by_place(facts: Sequence[Fact]) -> dict[int, Fact]:
    """Facts by the start of their place; where one is nested in another, the outer one.

    Of facts at one place, one that stands for a metric comes first.
    """
    placed: dict[int, Fact] = {}
    for fact in facts:
        if fact.span.end == 0:
            continue
        other = placed.get(fact.span.start)
        if other is None or (fact.metric is not None and other.metric is None):
            placed[fact.span.start] = fact
    return placed


def _with_text(reading: HtmlReading, tags: Tags, facts: Sequence[Fact]) -> Filing:
    """The tagged facts, with the statements read from the text."""
    text = read_untagged(reading.document)
    told = _filing(reading, tags, [*facts, *text.facts], list(text.statements))
    notice = Notice("info", "The face statements carry no tags: they are read from the text")
    return replace(told, notices=(*told.notices, *text.notices, notice), currency=text.currency)


def _filing(
    reading: HtmlReading, tags: Tags, facts: Sequence[Fact], statements: Sequence[Statement]
) -> Filing:
    said = _cover(tags)
    end = _day(said.get("DocumentPeriodEndDate")) or _latest(statements, facts)
    year = said.get("DocumentFiscalYearFocus", "")
    return Filing(
        reading.document,
        said.get("EntityRegistrantName", ""),
        said.get("DocumentType", ""),
        statements[0].unit if statements else _currency(facts),
        end,
        int(year) if re.fullmatch(r"\d{4}", year) else (end.year if end else None),
        said.get("DocumentFiscalPeriodFocus", ""),
        tuple(facts),
        tuple(statements),
        code=said.get("TradingSymbol") or said.get("EntityCentralIndexKey", "").lstrip("0"),
        sector=sector_of(statements),
        synthetic=_is_synthetic(reading),
        notices=tags.notices,
    )


def _cover(tags: Tags) -> dict[str, str]:
    """The texts of the cover page by local name; the registrant's own before its co-filers'."""
    said: dict[str, str] = {}
    for text in sorted(tags.texts, key=lambda text: bool(text.dimensions)):
        prefix, _, name = text.concept.rpartition(":")
        if "dei" in tags.prefixes.get(prefix, prefix) and text.value:
            said.setdefault(name, text.value)
    return said


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _latest(statements: Sequence[Statement], facts: Sequence[Fact]) -> date | None:
    """The last day that the statements, or without any the facts of dollars, reach to."""
    columns = [column.period.end for statement in statements for column in statement.columns]
    return max(columns, default=None) or max((fact.period.end for fact in facts), default=None)


def _currency(facts: Sequence[Fact]) -> str:
    units = [fact.unit for fact in facts if re.fullmatch(r"[A-Z]{3}", fact.unit)]
    return max(set(units), key=units.count) if units else "USD"


def _is_synthetic(reading: HtmlReading) -> bool:
    """Marked as made up by its own meta element."""
    return any(
        (meta.get("name") or "").lower() == "synthetic" for meta in reading.root.iter("{*}meta")
    )
