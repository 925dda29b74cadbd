"""Questions of TAT-QA's development file (CC BY 4.0): spans of tables and text, and changes.

Its gold answers are put into sentences with the words of their row or their own sentence. The test
file is never read. Knows nothing of prompts.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from apps.shared.lessons.grounded import Case
from apps.shared.lessons.pool import Source
from rag.chunking import chunk
from rag.evidence import Chunk
from rag.readers.html import read_html
from rag.sentences import sentence_spans

_SOURCE = "tatqa/dev (CC BY 4.0)"


class _Table(BaseModel):
    model_config = ConfigDict(extra="ignore")
    uid: str
    table: list[list[str]]


class _Paragraph(BaseModel):
    model_config = ConfigDict(extra="ignore")
    text: str


class _Question(BaseModel):
    model_config = ConfigDict(extra="ignore")
    question: str
    answer: Any
    answer_type: str
    answer_from: str
    scale: str = ""
    derivation: str = ""


class _Context(BaseModel):
    model_config = ConfigDict(extra="ignore")
    table: _Table
    paragraphs: list[_Paragraph] = Field(default_factory=list)
    questions: list[_Question] = Field(default_factory=list)


def contexts(path: Path) -> list[_Context]:
    """Raises ValueError for another file than the development one."""
    if "dev" not in path.name:
        raise ValueError(f"{path}: lessons are made from TAT-QA's dev file only; give that one")
    return [_Context.model_validate(one) for one in json.loads(path.read_text(encoding="utf-8"))]


def source(context: _Context) -> Source:
    """A context as the filing page it was taken from: paragraphs, then the table."""
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
        for row in context.table.table
    )
    told = "".join(f"<p>{html.escape(p.text)}</p>" for p in context.paragraphs)
    page = f"<html><body>{told}<table>{rows}</table></body></html>".encode()
    document = read_html(page, f"tatqa-{context.table.uid}.html").document
    chunks = tuple(chunk(document, meta={}))
    return Source(context.table.uid, document.name, document, chunks)


def cases(context: _Context, of: Source, rng: random.Random) -> Iterator[Case]:
    """Questions whose gold answer can be said in the words of the source."""
    for asked in context.questions:
        for said in _said(asked, context, of, rng):
            found = [c for c in of.chunks if _holds(c, said)]
            for piece in found[:1]:
                yield Case("finance", "tatqa", asked.question, piece, (said,), _SOURCE)


def _said(asked: _Question, context: _Context, of: Source, rng: random.Random) -> Iterator[str]:
    spans = (
        [str(a) for a in asked.answer] if isinstance(asked.answer, list) else [str(asked.answer)]
    )
    if asked.answer_type == "span" and len(spans) == 1:
        if asked.answer_from != "text":
            yield from _from_table(asked, spans[0], context)
        if asked.answer_from != "table":
            yield from _from_text(spans[0], context)
    elif asked.answer_type == "multi-span" and asked.answer_from == "text":
        yield from _from_text(spans[0], context)
    elif asked.answer_type == "arithmetic":
        yield from _derived(asked, rng)


def _from_text(span: str, context: _Context) -> Iterator[str]:
    """The sentence that holds the span, shortened where it is long and the span is a clause."""
    if re.fullmatch(r"\W*(?:19|20)\d\d\W*", span):
        return
    for paragraph in context.paragraphs:
        if span not in paragraph.text:
            continue
        for start, end in sentence_spans(paragraph.text):
            sentence = paragraph.text[start:end]
            if span in sentence and len(sentence) <= 400:
                yield sentence
                return
            if span in sentence and len(span.split()) >= 6:
                yield span[:1].upper() + span[1:]
                return


def _from_table(asked: _Question, span: str, context: _Context) -> Iterator[str]:
    """`Total sales were $1,496.5 million in 2019`, where the question names row and year."""
    wanted = re.sub(r"[^\d.]", "", span)
    years = re.findall(r"\b(?:19|20)\d\d\b", asked.question)
    if not wanted or len(years) != 1:
        return
    for row in context.table.table:
        label = re.sub(r"\s*\(.{1,3}\)$", "", row[0]).strip()
        if len(label) < 3 or not any(re.sub(r"[^\d.]", "", cell) == wanted for cell in row[1:]):
            continue
        words = {w.lower() for w in re.findall(r"[A-Za-z]{4,}", label)}
        if words and not words & {w.lower() for w in re.findall(r"[A-Za-z]{4,}", asked.question)}:
            continue
        was = "were" if label.rstrip().endswith("s") else "was"
        scale = f" {asked.scale}" if asked.scale in ("million", "thousand", "billion") else ""
        amount = (
            f"{span.strip()}%" if asked.scale == "percent" and "%" not in span else span.strip()
        )
        yield f"{label} {was} {amount}{scale} in {years[0]}"
        return


def _derived(asked: _Question, rng: random.Random) -> Iterator[str]:
    """A change between two cells, with the cells: `... from 56.7 to 44.1, a decrease of 12.6`."""
    match = re.fullmatch(r"\(?([\d,.]+)\s*-\s*([\d,.]+)\)?(?:\s*/\s*([\d,.]+))?", asked.derivation)
    topic = re.search(
        r"(?:change|increase|decrease)(?: of| in)? (?:the )?(.+?) (?:in|from|between|for)\b",
        asked.question,
    )
    years = re.findall(r"\b(?:19|20)\d\d\b", asked.question)
    if not match or not topic or len(years) != 2:
        return
    new, old = match[1], match[2]
    scale = f" {asked.scale}" if asked.scale in ("million", "thousand", "billion") else ""
    late, early = max(years), min(years)
    value = float(asked.answer)
    if asked.scale == "percent":
        verb = "rose" if value > 0 else "fell"
        yield f"{_capital(topic[1])} {verb} {abs(value):g}% in {late}"
    else:
        verb = "rose" if value > 0 else "fell"
        yield f"{_capital(topic[1])} {verb} from {old}{scale} in {early} to {new}{scale} in {late}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _holds(piece: Chunk, said: str) -> bool:
    figures: Sequence[str] = re.findall(r"\d[\d,]*\.?\d*", said)
    plain = piece.text.replace("\n", " ")
    if said[:60] in plain:
        return True
    return any(f in plain for f in figures if len(f) > 2 and not re.fullmatch(r"(?:19|20)\d\d", f))
