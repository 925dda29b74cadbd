"""Whether passages carry the answer at all; where they do not, saying so is the answer.

Three plain rules: the nearest sentences must say enough of the question's words, the years it
names must be said, and a company it names must be one that the passages are about. The shares
were set on training halves (`benchmarks.refusal`), so that about one answerable question in ten
is refused. Words alone do not tell a passage that answers from one on the same topic that does
not: that is left to the check of what is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evidence import Chunk, Evidence
from rag.periods import find_periods
from rag.relevance import Best
from rag.subjects import called, mentions, squash
from rag.terms import names

ENOUGH = {"en": 0.30, "zh": 0.60}
"""Share of the weight of the question's words that the nearest sentences must say."""

NOT_FOUND = {
    "en": "Not found in your documents.",
    "zh": "文件中没有找到。",
}
_TITLE = re.compile(r"[A-Z][a-z]{2,}$")


def carries(
    question: str, found: Sequence[Best], evidence: Sequence[Evidence], language: str
) -> bool:
    """True where the passages seem to carry the answer."""
    if not found or found[0].coverage < ENOUGH[language]:
        return False
    chunks = [item.chunk for item in evidence]
    return _years_said(question, chunks) and _named_present(question, chunks)


def _years_said(question: str, chunks: Sequence[Chunk]) -> bool:
    """Years asked for must stand in a passage or its heading: no neighbour year may answer."""
    asked = {when.fiscal_year for when in find_periods(question)}
    if not asked:
        return True
    said = {
        year
        for chunk in chunks
        for text in (chunk.text, chunk.context, dict(chunk.meta).get("period", ""))
        for when in find_periods(text)
        for year in (when.year, when.fiscal_year)
    }
    return bool(asked & said)


def _named_present(question: str, chunks: Sequence[Chunk]) -> bool:
    """A name in the question must be the passages' own company, or stand in them."""
    if sum(word[:1].isupper() for word in question.split()) * 2 > len(question.split()):
        return True
    whole = squash(
        " ".join(f"{c.text} {c.context} {dict(c.meta).get('aliases', '')}" for c in chunks)
    )
    companies = {dict(chunk.meta).get("company", "") for chunk in chunks} - {""}
    of = {m[1] for m in re.finditer(r"\b([A-Z]\w+)['’]s\b", question)}
    return all(
        squash(name) in whole or any(mentions(name, c) or called(name, c) for c in companies)
        for name in {*names(question), *of}
        if _TITLE.match(name)
    )
