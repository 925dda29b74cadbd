"""From a question and its evidence to a checked answer, streamed.

A model composes where there is one; every sentence is checked against its passages; what cannot
be verified stays, struck out, with the reason. Where nothing is verified, or there is no model,
the best sentences are quoted; where the evidence does not carry the answer, that is said.
"""

from __future__ import annotations

import queue
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from openai import OpenAIError

from rag.document import Document
from rag.evidence import Answer, Claim, Evidence, Rung, Status
from rag.extractive import extract, quotable
from rag.labels import Synonyms
from rag.prompt import Language, clean, messages
from rag.readings import Readings
from rag.refusal import NOT_FOUND, carries
from rag.relevance import Best, addresses, best_of
from rag.sentences import sentence_spans
from rag.verify import Checker
from rag.whom import about_asked

PASSAGES = 5
"""Passages put before a model."""
FEW = 3
"""Passages put before the embedded model, which reads slowly."""
NEAR = 160
"""Characters shown before and after the nearest sentences."""
LONGEST = 1_500
"""Characters after which a model is stopped: it was asked for three short sentences."""
SECONDS_TO_FIRST = 20.0
SECONDS_BETWEEN = 10.0

MODEL_FAILURES = (
    OpenAIError, httpx.HTTPError, LangChainException, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What a model's client may raise when its server is gone or says nonsense."""


BESIDE = {
    "en": "Verified, but it may answer something else than was asked.",
    "zh": "内容已核实，但可能答非所问。",
}
NEAREST = {
    "en": "No passage clearly answers this; these come nearest.",
    "zh": "没有一段摘录明确回答这个问题，以下最为接近。",
}
NOT_SEEN = {
    "en": "The model found no answer in the passages; these come nearest.",
    "zh": "模型没有在摘录中找到答案，以下最为接近。",
}
"""`BESIDE`, `NEAREST` and this: cautions put under what is shown."""


class ModelGone(Exception):
    """The model stopped answering; the message says why, in words for the reader."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text as the model says it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Fallen:
    """The rung below took over: what was streamed before is void."""

    to: Rung
    reason: str


AnswerEvent = Token | Fallen | Answer

_SAYS_WHEN_DONE = "openai-chat"
"""Endpoints of this kind say why they end; one that just ends was cut off."""
_CITED = re.compile(r"[\[［【]\s*((?:\d{1,2}\s*[,，、]?\s*)+)[\]］】]")
_LOOSE_STOP = re.compile(r"\s+([.。,，;；])")
"""What taking out `[2]` leaves of `Sales rose [2].`"""
_SAYS_NOT_FOUND = re.compile(r"not found in (?:your|the) documents|没有找到|未找到", re.IGNORECASE)


def answer(
    question: str,
    evidence: Sequence[Evidence],
    *,
    model: BaseChatModel | None,
    document_of: Callable[[str], Document],
    language: Language = "en",
    rung: Rung = Rung.EMBEDDED,
    history: Sequence[tuple[str, str]] = (),
    synonyms: Synonyms = (),
) -> Iterator[AnswerEvent]:
    """Tokens as the model says them, then the checked `Answer`.

    `rung` names the model's; without one the answer is extractive. Raises ModelGone where the
    model fails or falls silent: the caller steps down.
    """
    readings = Readings(document_of)
    ground = ground_of(question, evidence, readings)
    if not carries(question, ground.found, evidence, language):
        used = rung if model is not None else Rung.EXTRACTIVE
        yield Answer(question, (), used, refused(language, evidence), tuple(evidence))
        return
    said: list[str] = []
    if model is not None:
        turns = messages(
            question,
            shown(ground.texts, ground.found, whole=rung is Rung.REMOTE),
            nonce=secrets.token_hex(8),
            language=language,
            history=history,
        )
        for piece in stream(model, turns):
            said.append(piece)
            yield Token(piece)
            if sum(map(len, said)) > LONGEST:
                break
    checked = settle(
        question, "".join(said), ground, readings,
        rung=rung, language=language, synonyms=synonyms,
    )  # fmt: skip
    if model is not None and checked.rung is Rung.EXTRACTIVE:
        yield Fallen(Rung.EXTRACTIVE, "nothing that the model said and was verified answers it")
    yield checked


@dataclass(frozen=True, slots=True)
class Ground:
    """What evidence offers to a question: its texts, and the nearest sentences of the passages
    about whom the question names, best first."""

    evidence: tuple[Evidence, ...]
    texts: tuple[str, ...]
    found: tuple[Best, ...]


def ground_of(question: str, evidence: Sequence[Evidence], readings: Readings) -> Ground:
    """Reads the evidence for the question."""
    texts = quotable(evidence)
    found = best_of(question, texts, [item.chunk.context for item in evidence])
    about = about_asked(question, [item.chunk for item in evidence], readings)
    kept = [best for best in found if about is None or best.passage in about]
    return Ground(tuple(evidence), tuple(texts), tuple(kept))


def settle(
    question: str,
    said: str,
    ground: Ground,
    readings: Readings,
    *,
    rung: Rung = Rung.EMBEDDED,
    language: Language = "en",
    synonyms: Synonyms = (),
) -> Answer:
    """What is shown for a model's words, of the rung `rung`, or for none.

    Verified sentences that answer in the question's words; else quotations that do; else either
    with a caution, or the refusal.
    """

    def answers(claims: Sequence[Claim]) -> bool:
        told = [claim for claim in claims if claim.status is Status.VERIFIED]
        text = " ".join(claim.text for claim in told)
        over = _headings(told, ground.evidence)
        return bool(told) and addresses(question, text, over=over, of=of, synonyms=synonyms)

    of = {dict(item.chunk.meta).get("company", "") for item in ground.evidence}
    checker = Checker(ground.evidence, readings, question=question, synonyms=synonyms)
    claims = check_all(said, checker)
    if answers(claims):
        return Answer(question, claims, rung, evidence=ground.evidence)
    quotes = extract(question, ground.evidence, readings, language=language, found=ground.found)
    fitting = answers(quotes)
    if not fitting and any(claim.status is Status.VERIFIED for claim in claims):
        return Answer(question, claims, rung, evidence=ground.evidence, note=BESIDE[language])
    if not quotes:
        why = refused(language, ground.evidence)
        return Answer(question, (), Rung.EXTRACTIVE, why, ground.evidence)
    note = "" if fitting else NEAREST[language]
    if _SAYS_NOT_FOUND.search(said):
        note = NOT_SEEN[language]
    return Answer(question, quotes, Rung.EXTRACTIVE, evidence=ground.evidence, note=note)


def _headings(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> str:
    """What stands over the passages that the claims cite."""
    places = {(place.doc_id, place.span.start) for claim in claims for place in claim.citations}
    return " ".join(
        item.chunk.context
        for item in evidence
        if any(
            item.chunk.doc_id == id and item.chunk.span.start <= start < item.chunk.span.end
            for id, start in places
        )
    )


def shown(texts: Sequence[str], found: Sequence[Best], *, whole: bool) -> list[str]:
    """The first passages, whole for a large model; for a small one only what is near the question.

    The order stays that of the evidence, so that the numbers in brackets point at it.
    """
    if whole:
        return list(texts[:PASSAGES])
    near = {best.passage: best for best in found[:FEW]}
    last = max(near, default=-1)
    return [_around(texts[i], near[i]) if i in near else "" for i in range(last + 1)]


def _around(text: str, best: Best) -> str:
    """The nearest sentences and what stands just before and after them, at most `NEAR` each way."""
    start = text.rfind("\n", 0, max(0, best.start - NEAR)) + 1
    end = text.find("\n", min(len(text), best.end + NEAR))
    return text[
        _whole_word(text, max(start, best.start - NEAR)) : best.end + NEAR if end < 0 else end
    ]


def _whole_word(text: str, at: int) -> int:
    """`at`, or where the next word begins if it lies within one."""
    if at == 0 or text[at - 1].isspace() or not text[at - 1 : at + 1].isascii():
        return at
    return next((i + 1 for i in range(at, min(at + 30, len(text))) if text[i].isspace()), at)


def check_all(text: str, checker: Checker) -> tuple[Claim, ...]:
    """Every sentence of a model's text as a claim; its admission that nothing was found is none."""
    claims: list[Claim] = []
    cleaned = clean(text)
    for start, end in sentence_spans(cleaned):
        sentence = cleaned[start:end]
        marks = [
            int(n) - 1 for group in _CITED.findall(sentence) for n in re.findall(r"\d+", group)
        ]
        bare = _LOOSE_STOP.sub(r"\1", _CITED.sub("", sentence)).strip(" \n-*#>")
        if len(re.sub(r"\W", "", bare)) < 2 or _SAYS_NOT_FOUND.search(bare):
            continue
        claims.append(checker.check(bare, [n for n in marks if n >= 0]))
    return tuple(claims)


def refused(language: Language, evidence: Sequence[Evidence]) -> str:
    """The refusal in words, with how much was searched."""
    if language == "zh":
        return f"{NOT_FOUND['zh']}最接近的 {len(evidence)} 段摘录都没有回答这个问题。"
    count = len(evidence)
    nearest = "the nearest passage does" if count == 1 else f"the nearest {count} passages do"
    return (
        f"{NOT_FOUND['en']} Of all passages searched, {nearest} not answer it."
        if count
        else (f"{NOT_FOUND['en']} No passage matched the question.")
    )


def stream(
    model: BaseChatModel,
    turns: Sequence[BaseMessage],
    *,
    first: float = SECONDS_TO_FIRST,
    between: float = SECONDS_BETWEEN,
) -> Iterator[str]:
    """The model's text in pieces. Raises ModelGone where it fails, or falls silent too long.

    The model runs on a thread of its own, so that a stalled server cannot hold the caller.
    """
    pieces: queue.Queue[str | Exception | None] = queue.Queue()
    stopped = threading.Event()

    def run() -> None:
        ended = model._llm_type != _SAYS_WHEN_DONE
        try:
            for chunk in model.stream(list(turns)):
                if stopped.is_set():
                    return
                ended = ended or "finish_reason" in chunk.response_metadata
                pieces.put(str(chunk.text))
            pieces.put(None if ended else ConnectionError("the stream was cut off"))
        except MODEL_FAILURES as error:
            pieces.put(error)

    threading.Thread(target=run, daemon=True, name="model-stream").start()
    deadline = time.monotonic() + first
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise ModelGone("the model did not answer in time") from None
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise ModelGone(f"the model stopped: {type(piece).__name__}") from piece
            if piece:
                deadline = time.monotonic() + between
                yield piece
    finally:
        stopped.set()
