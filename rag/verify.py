"""The typed check of an answer's sentences against the passages they cite.

A figure is accepted only where a cited cell or sentence states the same value at the claim's own
precision, in a compatible unit and scale, with the same sign, for the same period and company,
under a matching label; a derived figure is recomputed from cited cells. A sentence without
figures must be said by its passages (`rag.support`). What fails is kept, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.derive import derived
from rag.document import Document, Span
from rag.evidence import Chunk, Citation, Claim, Evidence, Status
from rag.figures import Figure, find_figures
from rag.labels import Synonyms, claim_words, question_words, says_something, score
from rag.matching import Asked, Verdict, compare
from rag.periods import When, find_periods
from rag.readings import Readings
from rag.stated import Stated
from rag.subjects import aliases, called, mentions, named_among
from rag.support import supported
from rag.terms import content, names
from rag.whom import BEGINNING, about_asked, whom

_MARKS = re.compile(
    r"\s*[\[［【(（]\s*(?:\d{1,2}\s*[,，、]?\s*)+[\]］】)）](?=[\s.。,，;；]|$)|\s*\[\^?\d{1,2}\]"
)
_ASKED_OF = re.compile(r"([A-Z][A-Za-z&.-]+(?:\s+[A-Z&][A-Za-z&.-]*)*)(?:['’]s\b|\s+Inc\b|\s+Corp)")


@dataclass(frozen=True, slots=True)
class _Ground:
    """A figure found in a chunk."""

    chunk: Chunk
    stated: Stated


class Checker:
    """Checks sentences against one set of evidence. The documents come from `document_of`.

    `question` supplies the company and period that a sentence leaves unsaid; `synonyms` are groups
    of phrases that name the same figure.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        document_of: Callable[[str], Document] | Readings,
        *,
        question: str = "",
        synonyms: Synonyms = (),
    ) -> None:
        self._chunks = [item.chunk for item in evidence]
        self._readings = document_of if isinstance(document_of, Readings) else Readings(document_of)
        self._question = question
        self._synonyms = synonyms

    def check(self, sentence: str, cited: Sequence[int] = ()) -> Claim:
        """The sentence as a verified or unverified claim.

        `cited` holds indices into the evidence; without any, all of it may carry the sentence.
        """
        text = _MARKS.sub("", sentence).strip()
        chunks = [self._chunks[i] for i in cited if i < len(self._chunks)] or self._chunks
        if not chunks:
            return _struck(text, "no passage was found that could carry it")
        figures = find_figures(text)
        chunks, reason = self._of_company(text, chunks, bool(figures))
        if not reason:
            chunks, reason = self._of_subject(chunks)
        if reason:
            return _struck(text, reason)
        if not figures:
            return self._supported(text, chunks)
        return self._figures(text, figures, chunks)

    def _of_company(self, text: str, chunks: list[Chunk], strict: bool) -> tuple[list[Chunk], str]:
        """The chunks of the company that the sentence, or else the question, is about."""
        companies = {self._readings.frame(chunk).company for chunk in self._chunks} - {""}
        said = named_among(text, companies) or named_among(self._question, companies)
        if said:
            kept = [c for c in chunks if self._readings.frame(c).company in said]
            theirs = ", ".join(sorted({self._readings.frame(c).company for c in chunks}))
            return (
                kept,
                "" if kept else f"it cites {theirs}, but is about {', '.join(sorted(said))}",
            )
        asked = _ASKED_OF.match(self._question) or _ASKED_OF.search(self._question)
        if (
            strict
            and asked
            and companies
            and not any(mentions(self._question, c) for c in companies)
        ):
            whole = " ".join(chunk.text + chunk.context for chunk in chunks)
            if asked[1].lower() not in whole.lower():
                return [], f"the question is about {asked[1]}, which the cited passages do not name"
        return chunks, ""

    def _of_subject(self, chunks: list[Chunk]) -> tuple[list[Chunk], str]:
        """The chunks about whom the question names, where any passage of the evidence is."""
        about = about_asked(self._question, self._chunks, self._readings)
        if about is None:
            return chunks, ""
        theirs = {self._chunks[at].id for at in about}
        kept = [chunk for chunk in chunks if chunk.id in theirs]
        if kept:
            return kept, ""
        subject = " ".join(whom(self._question)[0])
        return [], f"the question is about {subject}, which the cited passages do not name"

    def _supported(self, text: str, chunks: list[Chunk]) -> Claim:
        span, reason = None, "no cited passage says it"
        for chunk in chunks:
            frame = self._readings.frame(chunk)
            span, reason = supported(text, chunk, frame)
            if span is not None:
                return Claim(text, (self._citation(chunk, span),), Status.VERIFIED)
        return _struck(text, reason)

    def _figures(self, text: str, figures: list[Figure], chunks: list[Chunk]) -> Claim:
        grounds = [
            _Ground(chunk, stated) for chunk in chunks for stated in self._readings.stated(chunk)
        ]
        stranger = self._stranger(text, grounds, chunks)
        if stranger:
            return _struck(
                text, f"it names {stranger}, which the cited passages do not", figures[0]
            )
        citations: list[Citation] = []
        for asked in self._asked(text, figures, chunks):
            found = self._ground(asked, grounds) or self._derived(asked, grounds, text)
            if isinstance(found, str) or not found:
                reason = found or "no cited passage states this figure"
                return _struck(text, f"{asked.figure.text}: {reason}", asked.figure)
            citations += [self._citation(g.chunk, g.stated.span) for g in found]
        first = figures[0]
        return Claim(
            text,
            tuple(dict.fromkeys(citations)),
            Status.VERIFIED,
            value=first.amount,
            unit=first.unit or None,
            period=str(first.when) if first.when else None,
        )

    def _asked(self, text: str, figures: list[Figure], chunks: list[Chunk]) -> list[Asked]:
        companies = {self._readings.frame(chunk).company for chunk in chunks} - {""}
        inherited = tuple(find_periods(self._question))
        asked: list[Asked] = []
        for index, figure in enumerate(figures):
            clause = _clause(text, figures, index)
            words = _without(claim_words, clause, companies)
            if not says_something(words) and asked:
                words, clause = asked[-1].words, f"{asked[-1].clause} {clause}"
            if not says_something(words):
                words = _without(claim_words, text, companies)
            if not says_something(words) and self._question:
                words = _without(question_words, self._question, companies)
            periods: tuple[When, ...] = (figure.when,) if figure.when else inherited
            asked.append(Asked(figure, clause, words, periods))
        return asked

    def _ground(self, asked: Asked, grounds: list[_Ground]) -> list[_Ground] | None:
        for ground in grounds:
            if compare(
                asked, ground.stated, self._readings.frame(ground.chunk), self._synonyms
            ).reason:
                continue
            if not self._better_elsewhere(asked, ground):
                return [ground]
        return None

    def _better_elsewhere(self, asked: Asked, ground: _Ground) -> bool:
        """True where another row nearby bears the claimed label better: then that row is meant."""
        if ground.stated.source == "sentence":
            return False
        mine = score(asked.words, ground.stated.label, self._synonyms)
        return any(
            other.source == "cell"
            and other.label != ground.stated.label
            and score(asked.words, other.label, self._synonyms) > mine + 0.05
            for other in self._readings.around(ground.chunk)
        )

    def _derived(self, asked: Asked, grounds: list[_Ground], text: str) -> list[_Ground] | str:
        """Cells from which the figure follows, or the reason why nothing carries it."""
        cells = {id(g.stated): g for g in grounds}
        inputs = derived(asked, [g.stated for g in grounds], self._synonyms)
        if inputs:
            return [cells[id(stated)] for stated in inputs]
        verdicts = [
            compare(asked, g.stated, self._readings.frame(g.chunk), self._synonyms) for g in grounds
        ]
        best = max(verdicts, key=lambda v: v.rank, default=Verdict(-1, "value"))
        return (
            "no cited passage states this figure" if best.reason in ("value", "") else best.reason
        )

    def _stranger(self, text: str, grounds: list[_Ground], chunks: list[Chunk]) -> str | None:
        """A proper name of the sentence that neither the company nor the passages bear."""
        companies = {self._readings.frame(chunk).company or self._name(chunk) for chunk in chunks}
        said = " ".join([c.text + " " + c.context for c in chunks]).lower()
        if any(not self._readings.frame(chunk).company for chunk in chunks):
            said += " ".join(
                self._readings.document(c.doc_id).text[:BEGINNING] for c in chunks
            ).lower()
        for name in names(text):
            if any(called(name, company) for company in companies) or _part_of(
                name, text, companies
            ):
                continue
            if not re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", said):
                return name
        return None

    def _name(self, chunk: Chunk) -> str:
        return re.sub(r"\.\w{2,5}$", "", self._readings.document(chunk.doc_id).name)

    def _citation(self, chunk: Chunk, span: Span) -> Citation:
        document = self._readings.document(chunk.doc_id)
        if span.page is None and (page := document.page_at(span.start)) is not None:
            span = replace(span, page=page.number)
        return Citation(chunk.doc_id, span, document.quote(span))


def _part_of(name: str, text: str, companies: set[str]) -> bool:
    """True where `name` is a word of a longer run that names the company (`CVS` of CVS Health)."""
    runs = re.findall(r"(?:[A-Z0-9][\w&'’.-]*\s*(?:(?:and|of|&)\s+)?){2,6}", text)
    return any(name in run and any(mentions(run, company) for company in companies) for run in runs)


def _clause(text: str, figures: list[Figure], index: int) -> str:
    """What is said of one figure: from the figure before it to the figure after it, itself out."""
    figure = figures[index]
    start = figures[index - 1].end if index else 0
    end = figures[index + 1].start if index + 1 < len(figures) else len(text)
    after = text[figure.end : end]
    if index + 1 < len(figures):
        after = re.split(r"[,，;；。]|\band\b|\bwhile\b|\bfrom\b|\bcompared\b|\bversus\b", after)[0]
    return f"{text[start : figure.start]} {after}"


def _without(
    words_of: Callable[[str], frozenset[str]], clause: str, companies: set[str]
) -> frozenset[str]:
    """The words of a clause less those that only name its company or its period."""
    stripped = clause
    for when in reversed(find_periods(clause)):
        stripped = stripped[: when.start] + " " + stripped[when.end :]
    named = [company for company in companies if mentions(clause, company)]
    for name in sorted(
        (a for c in named for a in aliases(c) if not a.isascii()), key=len, reverse=True
    ):
        stripped = stripped.replace(name, " ")
    drop = {stem for company in named for stem in _company_stems(clause, company)}
    return frozenset(words_of(stripped) - drop)


def _company_stems(clause: str, company: str) -> set[str]:
    """Stems of the words by which `clause` calls `company`."""
    stems = set(content(company.replace("_", " ")))
    for run in re.findall(r"(?:[A-Z0-9][\w&'’.-]*\s*(?:&\s+)?){1,5}", clause):
        if mentions(run, company):
            stems |= {
                s
                for w in run.split()
                if called(w, company) or len(run.split()) > 1
                for s in content(w)
            }
    return stems


def _struck(text: str, reason: str, figure: Figure | None = None) -> Claim:
    return Claim(
        text,
        (),
        Status.UNVERIFIED,
        value=figure.amount if figure else None,
        unit=figure.unit or None if figure else None,
        period=str(figure.when) if figure and figure.when else None,
        reason=reason,
    )
