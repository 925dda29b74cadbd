"""Questions to begin with, made for the filings that are there.

Pure: from cards to questions in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence

from apps.finance.service.library import FilingCard
from apps.shared.words import Words, mark

_FIGURES = (
    mark("What was {company}'s revenue in {year}?"),
    mark("How did {company}'s net income change from {before} to {year}?"),
    mark("What was {company}'s current ratio in {year}?"),
)
_TEXT = mark("Who are the customers of {company}?")
_REFUSED = mark("What was {company}'s revenue in {later}?")


def example_questions(cards: Sequence[FilingCard], t: Words) -> tuple[str, ...]:
    """Figures, growth, a ratio, a passage, and one question that must be refused."""
    dated = [card for card in cards if card.fiscal_year is not None and card.company]
    mine = [card for card in dated if card.language == t.language] or dated
    if not mine:
        return ()
    card = mine[0]
    year = card.fiscal_year or 0
    fields = {"company": card.company, "year": year, "before": year - 1, "later": year + 5}
    patterns = (*_FIGURES, _TEXT, _REFUSED)
    return tuple(t(pattern).format(**fields) for pattern in patterns)
