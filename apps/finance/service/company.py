"""A company's book out of the library: all its filings together.

Knows the library and the domain; nothing of pages.
"""

from __future__ import annotations

from apps.finance.domain.book import Book, book
from apps.finance.domain.entries import same_company
from apps.finance.domain.facts import Filing
from apps.finance.service.library import FilingCard, Library

_MOST_FILINGS = 12


def siblings(cards: list[FilingCard], company: str) -> list[FilingCard]:
    """The filings of one company, the newest period first, a dozen at most."""
    key = same_company(company)
    mine = [card for card in cards if same_company(card.company) == key]
    mine.sort(key=lambda card: card.period_end.isoformat() if card.period_end else "", reverse=True)
    return mine[:_MOST_FILINGS]


def company_book(library: Library, cards: list[FilingCard], filing: Filing) -> Book:
    """Everything the library knows of the company that a filing is of."""
    others = [c.id for c in siblings(cards, filing.company) if c.id != filing.id]
    return book((filing, *(library.load(id) for id in others)))
