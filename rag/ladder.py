"""The degradation ladder: remote endpoint, embedded model, quotations, search alone.

Steps down when a model's server does not answer a short health check, or fails in the middle of
an answer; the rung that answered is in the `Answer`. Knows nothing of how models are built.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import httpx
from langchain_core.language_models import BaseChatModel

from rag.answer import Answer, AnswerEvent, Fallen, ModelGone, answer
from rag.document import Document
from rag.evidence import Evidence, Rung
from rag.labels import Synonyms
from rag.prompt import Language

HEALTH_SECONDS = 0.5

_QUOTED_ONLY = {
    "en": "The embedded model does not speak this language; these are quotations.",
    "zh": "内置模型只会英文，以下为原文摘录；接入多语言模型后可用中文作答。",
}
_SEARCH_ONLY = {
    "en": "The documents cannot be opened now; these are the passages found, unchecked.",
    "zh": "目前无法打开文件，以下只是检索结果，未经核对。",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A rung with a model: how to make it, whether its server lives, the languages it speaks."""

    rung: Rung
    make: Callable[[], BaseChatModel]
    healthy: Callable[[], bool]
    languages: frozenset[str] = frozenset(("en", "zh"))


def endpoint_healthy(base_url: str, *, key: str = "none", timeout: float = HEALTH_SECONDS) -> bool:
    """True where an OpenAI-compatible endpoint (`.../v1`) lists its models within `timeout`."""
    try:
        response = httpx.get(
            f"{base_url.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout,
        )
    except httpx.HTTPError:
        return False
    return response.status_code < 500 and response.status_code != 404


class Ladder:
    """Answers with the best rung that works. `steps` are the models, best first."""

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        self._steps = tuple(steps)

    def rung(self, language: Language = "en") -> Rung:
        """The rung that would answer now."""
        for step in self._steps:
            if language in step.languages and step.healthy():
                return step.rung
        return Rung.EXTRACTIVE

    def answer(
        self,
        question: str,
        evidence: Sequence[Evidence],
        *,
        document_of: Callable[[str], Document],
        language: Language = "en",
        history: Sequence[tuple[str, str]] = (),
        synonyms: Synonyms = (),
    ) -> Iterator[AnswerEvent]:
        """As `rag.answer.answer`, stepping down where a model is not there or goes away."""
        note = ""
        for place, step in enumerate(self._steps):
            if language not in step.languages:
                note = _QUOTED_ONLY[language]
                continue
            if not step.healthy():
                continue
            try:
                yield from answer(
                    question, evidence, model=step.make(), document_of=document_of,
                    language=language, rung=step.rung, history=history, synonyms=synonyms,
                )  # fmt: skip
            except ModelGone as gone:
                below = (
                    self._steps[place + 1].rung if place + 1 < len(self._steps) else Rung.EXTRACTIVE
                )
                yield Fallen(below, str(gone))
            else:
                return
        yield from _quotations(question, evidence, document_of, language, note)


def _quotations(
    question: str,
    evidence: Sequence[Evidence],
    document_of: Callable[[str], Document],
    language: Language,
    note: str,
) -> Iterator[AnswerEvent]:
    try:
        for event in answer(
            question, evidence, model=None, document_of=document_of, language=language
        ):
            if isinstance(event, Answer) and event.claims:
                event = replace(event, note=f"{note} {event.note}".strip())
            yield event
    except (KeyError, OSError):
        yield Answer(question, (), Rung.SEARCH, _SEARCH_ONLY[language], tuple(evidence))
