"""Questions of MedQuAD (CC BY 4.0) and to the project's guidance, with the sentences that answer.

The documents are those that the desk itself would index. Knows nothing of prompts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apps.medical.service.corpus import guidance, read_corpus
from apps.shared.corpora.indexes import chunks
from apps.shared.corpora.piece import Piece
from apps.shared.lessons.asking import questions
from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.evidence import Chunk
from rag.prompt import speaks_to_model
from rag.sentences import sentence_spans
from rag.terms import content

MEDQUAD = "medquad (CC BY 4.0)"
OWN = "project guidance (Apache-2.0)"
_LONGEST = 360
_EMPTY = re.compile(
    r"the following list|Human Phenotype Ontology|table below|information is available|"
    r"MedlinePlus|In these cases, the sign|synthetic sample|following (?:summaries|resources)|"
    r"Genetic Testing Registry|\(GTR\)|lists? the following",
    re.IGNORECASE,
)
_NEEDS = {
    "information": r"\b(?:is|are) (?:an?|the|one|any)\b|refers? to|occurs? when|affects?",
    "symptoms": r"symptom|signs?\b|include|feel|experience|characteri|pain|weak|fever|cause",
    "treatment": r"treat|therap|surg|medic|drug|manage|antibiotic|transplant",
    "inheritance": r"inherit|autosomal|X-linked|dominant|recessive|sporadic|cop(?:y|ies)|parent",
    "frequency": r"\d|rare|common|estimated|prevalence|incidence|unknown",
    "genetic changes": r"gene|mutation|variant|chromosom",
    "causes": r"caus|due to|result|mutation|when",
    "exams and tests": r"test|diagnos|exam|biops|imag|scan|x-ray|blood",
    "outlook": r"prognos|outlook|surviv|recover|life|expect|live",
    "susceptibility": r"risk|more likely|people who|factor|chance",
    "prevention": r"prevent|reduc|avoid|vaccin|lower|protect",
    "complications": r"complication|lead to|cause|risk|problem",
    "stages": r"stage",
    "research": r"research|trial|stud",
    "considerations": r"\w",
}
_ASKED = {
    "symptoms": (
        "What are the symptoms of {x}?",
        "Which signs point to {x}?",
        "How does {x} show itself?",
        "{x} symptoms?",
        "What might a patient with {x} notice?",
    ),
    "treatment": (
        "How is {x} treated?",
        "What treatment is there for {x}?",
        "{x} treatment",
        "Which therapies are used for {x}?",
        "How do you manage {x}?",
    ),
    "causes": ("What causes {x}?", "Why does someone get {x}?", "What is the cause of {x}?"),
    "genetic changes": (
        "Which genes are involved in {x}?",
        "What genetic changes are related to {x}?",
    ),
    "inheritance": ("Is {x} inherited?", "How is {x} passed on?", "Inheritance of {x}?"),
    "frequency": ("How common is {x}?", "How many people have {x}?", "How rare is {x}?"),
    "information": ("What is {x}?", "Tell me about {x}.", "Define {x}."),
    "exams and tests": ("How is {x} diagnosed?", "Which tests are done for {x}?"),
    "outlook": ("What is the outlook for {x}?", "What is the prognosis of {x}?"),
    "susceptibility": ("Who is at risk of {x}?", "Who gets {x}?"),
    "prevention": ("How can {x} be prevented?", "Can {x} be avoided?"),
    "complications": ("What complications does {x} have?",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair of the collection as the desk indexes it."""

    source: Source
    question: str
    focus: str
    kind: str


def entries(path: Path) -> Iterator[Entry]:
    """Raises UnreadableFile where a line is no pair."""
    seen: set[str] = set()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if not row.get("answer", "").strip():
                continue
            piece = read_corpus(line.encode(), path.name)[0]
            if piece.document.id in seen or piece.document.language != "en":
                continue
            seen.add(piece.document.id)
            origin = row.get("url") or row["id"]
            yield Entry(_source(origin, piece), row["question"], row.get("focus", ""), row["qtype"])


def own() -> list[Source]:
    """The guidance that is built in, English passages."""
    return [
        _source(f"guidance-{piece.title}", piece)
        for piece in guidance()
        if piece.document.language == "en"
    ]


def _source(origin: str, piece: Piece) -> Source:
    return Source(origin, piece.title, piece.document, tuple(chunks(piece)))


def cases(entry: Entry, rng: random.Random) -> Iterator[Case]:
    """The collection's own question, or as people put it, and one that a sentence answers."""
    need = re.compile(_NEEDS.get(entry.kind, r"\w"), re.IGNORECASE)
    asked = re.sub(r"\s+\?", "?", entry.question.replace("(are) ", ""))
    if entry.kind in _ASKED and entry.focus and rng.random() < 0.6:
        asked = rng.choice(_ASKED[entry.kind]).format(x=_spoken(entry.focus))
    found = _sentences(entry, need)
    if found:
        piece, sentence = found[0] if rng.random() < 0.8 else rng.choice(found)
        after = _next(piece, sentence, need) if rng.random() < 0.35 else None
        said = (sentence,) if after is None else (sentence, after)
        yield Case("medical", f"medquad {entry.kind}", asked, piece, said, MEDQUAD)
    yield from prose(entry.source, rng, MEDQUAD, most=1)


def prose(source: Source, rng: random.Random, kind: str, *, most: int) -> Iterator[Case]:
    """Questions that single sentences of a source answer, at most so many of them."""
    found = [
        Case("medical", asked.kind, asked.question, piece, (asked.answer,), kind)
        for piece in source.chunks
        for sentence in _whole(piece)
        for asked in questions(sentence, rng, speaker="the authors")
    ]
    close = [case for case in found if case.task != "about"] or found
    yield from rng.sample(close, min(most, len(close)))


def _whole(piece: Chunk) -> Iterator[str]:
    for line in piece.text.splitlines():
        for start, end in sentence_spans(line):
            sentence = line[start:end]
            if _whole_sentence(sentence):
                yield sentence


def _whole_sentence(sentence: str) -> bool:
    return (
        30 <= len(sentence) <= _LONGEST
        and sentence.endswith(".")
        and not speaks_to_model(sentence)
        and not _EMPTY.search(sentence)
    )


def _sentences(entry: Entry, need: re.Pattern[str]) -> list[tuple[Chunk, str]]:
    """Sentences that say the kind of thing asked for, those that name the subject first."""
    focus = set(content(entry.focus))
    found = [
        (piece, sentence)
        for piece in entry.source.chunks[:3]
        for sentence in _whole(piece)
        if need.search(sentence)
        and not re.match(r"\W*(?:These|This summary|See|It|They)\b", sentence)
    ]
    return sorted(found, key=lambda one: -len(focus & set(content(one[1]))))[:4]


def _next(piece: Chunk, sentence: str, need: re.Pattern[str]) -> str | None:
    """The sentence after, where it goes on with the same and both stay short."""
    told = list(_whole(piece))
    at = told.index(sentence)
    if at + 1 == len(told) or len(sentence) + len(told[at + 1]) > _LONGEST:
        return None
    return told[at + 1] if need.search(told[at + 1]) else None


def _spoken(focus: str) -> str:
    """A title as it stands in a sentence; names and abbreviations keep their capitals."""
    words = focus.split()
    plain = all(w[:1].isupper() and w[1:].islower() for w in words if w.isalpha() and len(w) > 3)
    return focus if not plain or len(words) == 1 else words[0] + focus[len(words[0]) :].lower()
