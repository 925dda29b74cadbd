"""Questions about figures as typed queries: what is asked, of whom, for when, and how to show it.

`parse` reads a question by grammar, in English or Chinese, and gives None rather than guess;
`execute` runs a query over filings in `Decimal`. Knows no model and no passages.
"""

from __future__ import annotations

from apps.finance.domain.catalogue import Catalogue, Company, catalogue
from apps.finance.domain.execution import QueryResult, ResultRow, execute
from apps.finance.domain.query_chinese import parse_chinese
from apps.finance.domain.query_english import parse_english
from apps.finance.domain.query_types import Asked, Dated, Kind, Operand, Query, Recent, Trailing

__all__ = [
    "Asked",
    "Catalogue",
    "Company",
    "Dated",
    "Kind",
    "Operand",
    "Query",
    "QueryResult",
    "Recent",
    "ResultRow",
    "Trailing",
    "catalogue",
    "execute",
    "parse",
]

_LONGEST = 2_000


def parse(question: str, known: Catalogue) -> Query | None:
    """The query that a question states, or None where the grammar does not reach all of it.

    A word that might change the meaning (a segment, a region, `adjusted`) and is not understood
    makes the question one for passages, not for figures.
    """
    if not question.strip() or len(question) > _LONGEST:
        return None
    chinese = any("\u4e00" <= c <= "\u9fff" for c in question)
    return parse_chinese(question, known) if chinese else parse_english(question, known)
