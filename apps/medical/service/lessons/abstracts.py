"""Questions of PubMedQA's expert-labelled half for training (MIT), answered from their abstracts.

The answer is the sentence of the results that says it: the authors' conclusion is not among the
passages and is never quoted. Items of the test half are refused. Knows nothing of prompts.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from apps.medical.service.corpus import read_corpus
from apps.medical.service.lessons.encyclopaedia import prose
from apps.shared.corpora.indexes import chunks
from apps.shared.lessons.grounded import LONGEST_PROMPT, Case, cited
from apps.shared.lessons.lesson import Lesson, turns_of
from apps.shared.lessons.pool import Source
from rag.evidence import Chunk
from rag.prompt import messages, speaks_to_model
from rag.sentences import sentence_spans
from rag.terms import content

SOURCE = "pubmedqa/train half (MIT)"


class _Item(BaseModel):
    model_config = ConfigDict(extra="ignore")
    question: str = Field(alias="QUESTION")
    contexts: list[str] = Field(alias="CONTEXTS")
    labels: list[str] = Field(alias="LABELS")
    conclusion: str = Field(alias="LONG_ANSWER")
    decision: str = Field(alias="final_decision", pattern="^(?:yes|no|maybe)$")


@dataclass(frozen=True, slots=True)
class Abstract:
    """An item, and its abstract without the conclusion as the desk indexes it."""

    source: Source
    question: str
    results: tuple[str, ...]
    contexts: tuple[str, ...]
    conclusion: str
    decision: str


def abstracts(path: Path, *, kept_apart: Collection[str] = ()) -> Iterator[Abstract]:
    """`kept_apart` are the PubMed ids of the test half."""
    items = TypeAdapter(dict[str, _Item]).validate_json(path.read_bytes())
    for id, item in sorted(items.items()):
        if id in kept_apart:
            continue
        text = "\n\n".join(item.contexts)
        line = {"question": "Abstract.", "answer": text, "url": ""}
        piece = read_corpus(json.dumps(line).encode(), path.name.replace(".json", ".jsonl"))[0]
        results = [
            c for c, label in zip(item.contexts, item.labels, strict=False) if "RESULT" in label
        ]
        source = Source(id, piece.title, piece.document, tuple(chunks(piece)))
        said = tuple(results or item.contexts[-1:])
        yield Abstract(
            source, item.question, said, tuple(item.contexts), item.conclusion, item.decision
        )


def cases(abstract: Abstract, rng: random.Random) -> Iterator[Case]:
    """The expert's question with the nearest sentences of the results, and others."""
    near = set(content(f"{abstract.question} {abstract.conclusion}"))
    found = sorted(
        (
            (-len(near & set(content(sentence))), sentence, piece)
            for piece in abstract.source.chunks
            for sentence in _of(piece, abstract.results)
        ),
        key=lambda one: (one[0], one[1]),
    )
    for _, sentence, piece in found[:1]:
        yield Case("medical", "pubmedqa", abstract.question, piece, (sentence,), SOURCE)
    yield from prose(abstract.source, rng, SOURCE, most=3)


def verdicts(abstract: Abstract, rng: random.Random) -> Iterator[Lesson]:
    """The expert's verdict, then the sentence of the results that speaks for it.

    The verdict itself is a judgement over the whole abstract: no single sentence says it, so the
    desk strikes it and keeps the sentence behind it.
    """
    passages = [one.strip() for one in abstract.contexts if one.strip()]
    near = set(content(f"{abstract.question} {abstract.conclusion}"))
    found = [
        (len(near & set(content(sentence))), place, sentence)
        for place, text in enumerate(passages, 1)
        if text in abstract.results
        for sentence in (text[a:b] for a, b in sentence_spans(text))
        if 30 <= len(sentence) <= 300 and not speaks_to_model(sentence)
    ]
    if not found or sum(map(len, passages)) > LONGEST_PROMPT:
        return
    _, place, sentence = max(found, key=lambda one: one[0])
    asked = f"{abstract.question} Answer yes, no or maybe."
    turns = turns_of(messages(asked, passages, nonce=f"{rng.getrandbits(64):016x}"))
    answer = f"{abstract.decision.capitalize()}. {cited([(sentence, place)])}"
    yield Lesson("medical", "verdict", abstract.source.origin, SOURCE, turns, answer)


def _of(piece: Chunk, results: tuple[str, ...]) -> Iterator[str]:
    for line in piece.text.splitlines():
        for start, end in sentence_spans(line):
            sentence = line[start:end]
            if 30 <= len(sentence) <= 380 and any(sentence in result for result in results):
                yield sentence
