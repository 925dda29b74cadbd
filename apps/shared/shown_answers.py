"""An answer as sentences with numbered citations, and the rung that made it in words.

Pure: from an answer to what is shown. Knows nothing of how it is streamed or drawn.
"""

from __future__ import annotations

from collections.abc import Callable

from apps.shared.claims import Chip, ShownClaim
from apps.shared.places import place_of
from apps.shared.words import mark
from rag.evidence import Answer, Citation, Claim, Rung, Status

RUNGS = {
    Rung.REMOTE: mark("Remote model"),
    Rung.EMBEDDED: mark("Embedded model"),
    Rung.EXTRACTIVE: mark("Quotations and figures, no model"),
    Rung.SEARCH: mark("Search only"),
}
RUNG_NOTES = {
    Rung.REMOTE: mark("A remote endpoint composes; every sentence is checked against its sources."),
    Rung.EMBEDDED: mark("A small model on this machine composes; every sentence is checked."),
    Rung.EXTRACTIVE: mark("Nothing is composed: sentences are quoted, figures are looked up."),
    Rung.SEARCH: mark("Only the passages found are shown, unchecked."),
}
_QUOTE = 90

Whereabouts = Callable[[Citation], str]
"""The name of a citation's document and its page."""


def place_ref(citation: Citation) -> str:
    return place_of(citation.doc_id, citation.span).ref


def shown_claims(
    answer: Answer, whereabouts: Whereabouts, ref_of: Callable[[Citation], str] = place_ref
) -> tuple[ShownClaim, ...]:
    """The sentences in order; a place keeps its number wherever it is cited again."""
    numbers: dict[str, int] = {}
    return tuple(_shown(claim, numbers, whereabouts, ref_of) for claim in answer.claims)


def _shown(
    claim: Claim,
    numbers: dict[str, int],
    whereabouts: Whereabouts,
    ref_of: Callable[[Citation], str],
) -> ShownClaim:
    chips: list[Chip] = []
    for citation in claim.citations:
        ref = ref_of(citation)
        number = numbers.setdefault(ref, len(numbers) + 1)
        label = f"{whereabouts(citation)}: {_shortened(citation.quote)}"
        chips.append(Chip(number, ref, label))
    return ShownClaim(
        claim.text, tuple(chips), claim.reason if claim.status is Status.UNVERIFIED else ""
    )


def _shortened(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _QUOTE else f"{text[:_QUOTE]}…"


def evidence_rows(
    answer: Answer, whereabouts: Whereabouts, ref_of: Callable[[Citation], str] = place_ref
) -> tuple[ShownClaim, ...]:
    """The passages that were found, where nothing was composed from them."""
    found: list[ShownClaim] = []
    for number, evidence in enumerate(answer.evidence[:5], start=1):
        chunk = evidence.chunk
        citation = Citation(chunk.doc_id, chunk.span, chunk.text)
        chip = Chip(number, ref_of(citation), whereabouts(citation))
        line = "" if number == 1 else "\n"
        found.append(ShownClaim(f"{line}{_shortened(chunk.text)}", (chip,)))
    return tuple(found)
