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
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.evidence import Chunk
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
        yield Abstract(source, item.question, said, item.conclusion, item.decision)


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


def _of(piece: Chunk, results: tuple[str, ...]) -> Iterator[str]:
    for line in piece.text.splitlines():
        for start, end in sentence_spans(line):
            sentence = line[start:end]
            if 30 <= len(sentence) <= 380 and any(sentence in result for result in results):
                yield sentence
