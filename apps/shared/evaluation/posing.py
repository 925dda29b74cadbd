"""Puts cases and questions into the desks' own prompts, as the engine takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from langchain_core.messages import BaseMessage

from apps.shared.lessons.grounded import Posed, pose
from core_model.engine.request import Message, Role
from finetune.evaluation.grounded import Case
from rag.answer import Ground, ground_of, settle, shown
from rag.chunking import chunk
from rag.document import Document, Span
from rag.evidence import Chunk, Evidence, Rung, Status
from rag.prompt import messages
from rag.readers.html import read_html
from rag.readings import Readings
from rag.refusal import carries

ROLES: dict[str, Role] = {"system": "system", "human": "user", "ai": "assistant"}
NONCE = "5f2c9ad07b31e648"
"""Fixed, so that a measure can be repeated; in service it is drawn afresh."""


def turns(said: Sequence[BaseMessage]) -> tuple[Message, ...]:
    """LangChain's messages as the engine's."""
    return tuple(Message(ROLES[message.type], str(message.text)) for message in said)


def over(question: str, passages: Sequence[str]) -> tuple[Message, ...]:
    """A question over whole passages."""
    return turns(messages(question, passages, nonce=NONCE))


def posed(case: Case) -> Posed:
    """The case's passages as a desk would show them to the embedded model."""
    ground = _ground(case)
    carried = carries(case.question, ground.found, ground.evidence, "en")
    return Posed(ground.evidence, tuple(shown(ground.texts, ground.found, whole=False)), carried)


def conversation(case: Case) -> tuple[Message, ...]:
    """What the embedded model is sent for the case."""
    return over(case.question, posed(case).shown)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the desk makes of an answer: `whole` where it is shown with every sentence verified,
    `answers` where it, or a quotation in its place, is shown as the answer without a caution."""

    whole: bool
    answers: bool


def seen(case: Case, answer: str) -> Seen:
    """What a reader of the desk would see of `answer`."""
    settled = settle(case.question, answer, _ground(case), _readings(case))
    verified = [claim.status is Status.VERIFIED for claim in settled.claims]
    said = settled.rung is not Rung.EXTRACTIVE
    return Seen(said and all(verified), bool(verified) and not settled.note)


def over_report(question: str, context: Mapping[str, Any]) -> tuple[Message, ...]:
    """A question over a context of TAT-QA, read and cut as a page of a filing would be."""
    paragraphs = sorted(context["paragraphs"], key=lambda one: one["order"])
    told = "".join(f"<p>{escape(one['text'])}</p>" for one in paragraphs)
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in context["table"]["table"]
    )
    page = f"<html><body>{told}<table>{rows}</table></body></html>".encode()
    document = read_html(page, "report.html").document
    return over(question, pose(question, list(chunk(document, meta={}))).shown)


def _ground(case: Case) -> Ground:
    chunks = [_chunk(case, at) for at in range(len(case.passages))]
    evidence = [Evidence(chunk, 1.0 / (1 + rank)) for rank, chunk in enumerate(chunks)]
    return ground_of(case.question, evidence, _readings(case))


def _readings(case: Case) -> Readings:
    return Readings(_documents(case).__getitem__)


def _chunk(case: Case, at: int) -> Chunk:
    text = case.passages[at]
    return Chunk(_name(case, at), Span(0, len(text)), text)


def _documents(case: Case) -> dict[str, Document]:
    return {
        _name(case, at): Document(_name(case, at), f"{at + 1}.txt", "text", text, "en")
        for at, text in enumerate(case.passages)
    }


def _name(case: Case, at: int) -> str:
    return f"{case.id} {at}"
