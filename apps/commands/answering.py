"""Prints an answer as it comes: stages, the words of the model, claims with their citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.text import Text

from apps.commands.failure import ERRORS
from apps.finance.service.ask import Answered, AskEvent, Stage
from rag.answer import AnswerEvent, Fallen
from rag.evidence import Answer, Citation, Claim, Status

_QUOTE_CHARACTERS = 160


def print_answer(events: Iterable[AskEvent], name_of: Callable[[str], str]) -> bool:
    """True where something was answered. `name_of` names a document by its id.

    Words that are not checked yet are not printed: only the checked answer goes to the output.
    """
    for event in events:
        if isinstance(event, Stage):
            ERRORS.print(f"… {event.name} {event.detail}".rstrip(), style="dim", markup=False)
        elif isinstance(event, Fallen):
            ERRORS.print(f"… {event.to.value}: {event.reason}", style="dim", markup=False)
        elif isinstance(event, Answered):
            _print(event.answer, name_of)
            return not event.answer.refused_because
    return False


def print_checked(events: Iterable[AnswerEvent], name_of: Callable[[str], str]) -> bool:
    """As `print_answer`, of passages alone."""
    for event in events:
        if isinstance(event, Fallen):
            ERRORS.print(f"… {event.to.value}: {event.reason}", style="dim", markup=False)
        elif isinstance(event, Answer):
            _print(event, name_of)
            return not event.refused_because
    return False


def _print(answer: Answer, name_of: Callable[[str], str]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    if answer.refused_because:
        out.print(answer.refused_because, markup=False)
        return
    sources: list[Citation] = []
    for claim in answer.claims:
        out.print(_line(claim, sources))
    out.print(f"\nSources ({answer.rung.value}):")
    for number, source in enumerate(sources, 1):
        page = f", p. {source.span.page}" if source.span.page is not None else ""
        quote = " ".join(source.quote.split())
        short = quote if len(quote) <= _QUOTE_CHARACTERS else quote[: _QUOTE_CHARACTERS - 1] + "…"
        out.print(f"  [{number}] {name_of(source.doc_id)}{page}: “{short}”", markup=False)


def _line(claim: Claim, sources: list[Citation]) -> Text:
    """The claim with the numbers of its citations; struck out where it is not verified."""
    numbers = ""
    for citation in claim.citations:
        if citation not in sources:
            sources.append(citation)
        numbers += f" [{sources.index(citation) + 1}]"
    if claim.status is Status.VERIFIED:
        return Text(claim.text + numbers)
    struck = Text(claim.text, style="strike")
    return struck.append(f"  (not verified: {claim.reason})", style="not strike dim")
