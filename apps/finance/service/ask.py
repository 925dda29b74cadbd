"""Answers a question over the library: figures by a typed query, text by checked passages.

First the grammar, whose queries run over extracted facts in `Decimal`; then, where it does not
reach, a model's proposal of a query; then passages. Streams what happens, and ends in an
`Answered`. Knows nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from langchain_core.language_models import BaseChatModel

from apps.finance.domain.catalogue import Catalogue, aliases_of, catalogue
from apps.finance.domain.facts import Filing
from apps.finance.domain.metrics import Language
from apps.finance.domain.query import Query, QueryResult, execute, parse
from apps.finance.domain.vocabulary import CHINESE, ENGLISH
from apps.finance.service.follow_up import resolve
from apps.finance.service.proposal import propose
from apps.finance.service.said import claims_of
from apps.shared.turns import Stage
from rag.answer import Fallen, Token
from rag.document import Document
from rag.evidence import Answer, Evidence, Rung
from rag.labels import Synonyms
from rag.ladder import Ladder
from rag.refusal import NOT_FOUND
from rag.retriever import retrieve

PASSAGES = 10
MOST_COMPANIES = 5
"""A question that names no company is put to all, up to so many."""
MOST_FILINGS = 40
"""Filings read for one question at most; a larger library is narrowed to the companies named."""

_REASONS = re.compile(
    r"^\s*why\b|\bhow come\b|\bexplain\b|为什么|为何|原因|怎么看|如何评价", re.IGNORECASE
)
"""Questions for reasons are answered by text, whatever figures they name."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the answer, and how it was found.

    `by` is `figures` where a typed query answered (then `result` holds its rows and cells),
    `passages` otherwise. `question` is the question as understood. `searched` says in words what
    was looked through.
    """

    answer: Answer
    by: Literal["figures", "passages"]
    question: str
    searched: str
    result: QueryResult | None = None
    proposed: bool = False


AskEvent = Stage | Token | Fallen | Answered


class FilingStore(Protocol):
    """What asking needs of the library."""

    def cards(self) -> Sequence[Any]: ...

    def load(self, id: str) -> Filing: ...


class Passages(Protocol):
    """What asking needs of `rag.index.Index`."""

    def search(self, query: str, *, k: int = 10, where: Any = None) -> list[Evidence]: ...

    def documents(self, *, tenant: str = "") -> Any: ...

    def document(self, doc_id: str, *, tenant: str = "") -> Document: ...


def ask(
    question: str,
    *,
    library: FilingStore,
    index: Callable[[], Any],
    ladder: Ladder,
    language: Language = "en",
    filing_ids: Collection[str] | None = None,
    history: Sequence[tuple[str, str]] = (),
    proposer: Callable[[], BaseChatModel | None] | None = None,
) -> Iterator[AskEvent]:
    """What happens while the question is answered, ending in `Answered`.

    `index` is called only where passages are needed. `filing_ids` narrows to some filings.
    `history` holds (question as understood, answer) pairs, oldest first. `proposer` gives a model
    that may propose queries.
    """
    filings = _filings(question, history, library, filing_ids)
    known = catalogue(filings)
    understood = resolve(question.strip(), history, known)
    spoken = _language(understood, language)
    if understood != question.strip():
        yield Stage("understood", understood)
    yield Stage("figures")
    result, proposed = _result(understood, known, filings, proposer)
    searched = _searched(filings, spoken)
    if result is not None and (result.refusal is None or _final(result)):
        yield _from_facts(understood, result, filings, spoken, searched, proposed)
        return
    yield from _from_passages(
        understood, filings, index, ladder, spoken, filing_ids, history, searched, result
    )


def _filings(
    question: str,
    history: Sequence[tuple[str, str]],
    library: FilingStore,
    filing_ids: Collection[str] | None,
) -> list[Filing]:
    """The filings to answer from: those chosen, or those of the companies named, or the newest."""
    cards = [card for card in library.cards() if filing_ids is None or card.id in filing_ids]
    if len(cards) > MOST_FILINGS:
        said = " ".join([question, *(asked for asked, _ in history[-1:])]).lower()
        named = [c for c in cards if any(a in said for a in aliases_of(c.company, c.code, c.name))]
        cards = (named or cards)[:MOST_FILINGS]
    return [library.load(card.id) for card in cards]


def _language(question: str, shown: Language) -> Language:
    """That of the question; of the page where the question has no letters of either."""
    if any("\u4e00" <= c <= "\u9fff" for c in question):
        return "zh"
    return "en" if any(c.isascii() and c.isalpha() for c in question) else shown


def _result(
    question: str,
    known: Catalogue,
    filings: Sequence[Filing],
    proposer: Callable[[], BaseChatModel | None] | None,
) -> tuple[QueryResult | None, bool]:
    """The executed query, and whether a model proposed it."""
    if not filings or _REASONS.search(question):
        return None, False
    query = parse(question, known)
    if query is None and (everyone := _of_all(question, known)) is not None:
        return _without_blanks(execute(everyone, filings)), False
    proposed = False
    if query is None and proposer is not None and (model := proposer()) is not None:
        query = propose(question, model, known, filings)
        proposed = query is not None
    return (execute(query, filings) if query is not None else None), proposed


def _of_all(question: str, known: Catalogue) -> Query | None:
    """The question put to every company, where it names none of a few."""
    if not 1 < len(known.companies) <= MOST_COMPANIES:
        return None
    lowered = question.lower()
    if any(alias in lowered for company in known.companies for alias in company.aliases):
        return None
    for company in known.companies:
        query = parse(question, Catalogue((company,), known.lines))
        if query is not None:
            return replace(query, companies=tuple(c.name for c in known.companies))
    return None


def _without_blanks(result: QueryResult) -> QueryResult:
    """Companies that were not named and have no figure are left out where another has one."""
    kept = tuple(row for row in result.rows if row.metric.value is not None)
    return replace(result, rows=kept) if kept else result


def _final(result: QueryResult) -> bool:
    """A period or company that no filing covers is refused at once: no passage can mend that."""
    return result.refusal is not None and result.refusal.code in ("not_reported", "unknown_company")


def _from_facts(
    question: str,
    result: QueryResult,
    filings: Sequence[Filing],
    language: Language,
    searched: str,
    proposed: bool,
) -> Answered:
    documents = {filing.document.id: filing.document for filing in filings}
    if result.refusal is not None:
        why = result.refusal.text(language)
        reason = f"{NOT_FOUND[language]} {why[:1].upper()}{why[1:]}. {searched}"
        answer = Answer(question, (), Rung.EXTRACTIVE, reason)
    else:
        claims = claims_of(result, documents.__getitem__, language)
        answer = Answer(question, claims, Rung.EXTRACTIVE)
    return Answered(answer, "figures", question, searched, result, proposed)


def _from_passages(
    question: str,
    filings: Sequence[Filing],
    index: Callable[[], Any],
    ladder: Ladder,
    language: Language,
    filing_ids: Collection[str] | None,
    history: Sequence[tuple[str, str]],
    searched: str,
    result: QueryResult | None,
) -> Iterator[AskEvent]:
    yield Stage("search", searched)
    held: Passages = index()
    evidence = _evidence(question, held, filing_ids)
    documents = {filing.document.id: filing.document for filing in filings}

    def document_of(doc_id: str) -> Document:
        return documents[doc_id] if doc_id in documents else held.document(doc_id)

    yield Stage("compose")
    for event in ladder.answer(
        question, evidence, document_of=document_of, language=language, history=history,
        synonyms=synonyms(),
    ):  # fmt: skip
        if isinstance(event, Answer):
            yield Answered(_with_searched(event, searched), "passages", question, searched, result)
        else:
            yield event


def _evidence(
    question: str, held: Passages, filing_ids: Collection[str] | None
) -> tuple[Evidence, ...]:
    if filing_ids is not None:
        where = {"doc_id": tuple(filing_ids)}
        return tuple(held.search(question, k=PASSAGES, where=where)) if filing_ids else ()
    return retrieve(held, question, k=PASSAGES).evidence  # pyright: ignore[reportArgumentType]


def _with_searched(answer: Answer, searched: str) -> Answer:
    if not answer.refused_because:
        return answer
    return replace(answer, refused_because=f"{answer.refused_because} {searched}")


def _searched(filings: Sequence[Filing], language: Language) -> str:
    """What was looked through, in words."""
    if not filings:
        return "资料库中还没有报告。" if language == "zh" else "There is no filing in the library."
    said = (f"{f.company} {f.form} {f.fiscal_year or ''}".strip() for f in filings)
    names = list(dict.fromkeys(said))
    shown = ("、" if language == "zh" else ", ").join(names[:4])
    more = len(names) - 4
    if language == "zh":
        return f"已查找：{shown}{f'等{len(names)}份报告' if more > 0 else ''}。"
    return f"Searched: {shown}{f' and {more} more' if more > 0 else ''}."


def synonyms() -> Synonyms:
    """Phrases that name the same metric, English and Chinese together."""
    groups: dict[str, list[str]] = {}
    for table in (ENGLISH, CHINESE):
        for phrase, id in table.items():
            groups.setdefault(id, []).append(phrase)
    return tuple(tuple(phrases) for phrases in groups.values())
