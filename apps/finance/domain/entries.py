"""Puts filings into a company's book: which fact stands for a figure, scope and period.

The face of a statement goes first, then the newest filing. Derives nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from apps.finance.domain.extra_lines import extra_line
from apps.finance.domain.facts import Fact, Filing, Period, Scope
from apps.finance.domain.precedence import face_facts, metric_facts, normal_label, rank

Known = dict[tuple[str, Scope], dict["Period", "Stated"]]
"""Facts by figure and scope, then by period."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the document that its span points into."""

    fact: Fact
    document_id: str


def entries(newest_first: Sequence[Filing]) -> tuple[Known, Known]:
    """The figures and the printed lines of a company's filings."""
    figures: Known = {}
    lines: Known = {}
    places: dict[tuple[str, Scope, Period], int] = {}
    for filing in newest_first:
        _enter(filing, figures, places)
        _enter_extras(filing, figures)
        _enter_lines(filing, lines)
    return figures, lines


def _enter(
    filing: Filing,
    figures: Known,
    places: dict[tuple[str, Scope, Period], int],
) -> None:
    """Put a filing's metrics into the book; an older filing wins only by a better place."""
    face = face_facts(filing)
    for scope in Scope:
        for id in {f.metric for f in filing.facts if f.metric is not None and f.scope is scope}:
            known = figures.setdefault((id, scope), {})
            for fact in metric_facts(filing, id, scope):
                place = rank(fact, face, True)[0]
                key = (id, scope, fact.period)
                if key not in places or place < places[key]:
                    places[key] = place
                    known[fact.period] = Stated(fact, filing.id)


def _enter_extras(filing: Filing, figures: Known) -> None:
    """Put the lines that identities need beside core metrics into the book."""
    face = face_facts(filing)
    for fact in filing.facts:
        id = None if fact.dimensions else extra_line(fact, fact in face)
        if id is not None:
            known = figures.setdefault((id, fact.scope), {})
            known.setdefault(fact.period, Stated(fact, filing.id))


def _enter_lines(filing: Filing, lines: Known) -> None:
    """Put the printed lines of the statements into the book, by label."""
    for statement in filing.statements:
        for row in statement.rows:
            for fact in row.facts:
                if fact is None or not row.label:
                    continue
                known = lines.setdefault((normal_label(row.label), fact.scope), {})
                if fact.restated or fact.period not in known:
                    known[fact.period] = Stated(fact, filing.id)


def same_company(name: str) -> str:
    """A key under which the spellings of one company's name meet."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"[^\w]+", " ", text)
    words = [w for w in text.split() if w not in _LEGAL_FORMS]
    joined = "".join(words) or text
    return re.sub(r"(?:股份)?有限(?:责任)?公司$|集团$", "", joined)


_LEGAL_FORMS = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "company", "plc", "ltd", "limited", "llc"}
    | {"lp", "sa", "nv", "ag", "the", "de"}
)
