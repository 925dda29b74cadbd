"""Measures refusing: questions whose passages carry the answer, and the same without them.

`python -m benchmarks.refusal --data DIR`, DIR laid out as `rag/rgb_zh` or `rag/cmrc2018`:
`corpus.jsonl`, `queries*.jsonl`, `qrels*.tsv` (or `.gz`). The ten best passages by BM25 answer;
for the unanswerable twin all relevant passages, and those that hold the answer's words, are taken
out first, so that what is left is on the same topic. Thresholds were set on the half of the
questions that `training` names; the other half is reported. The last line is JSON.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s

from rag.answer import answer
from rag.document import Document, Span
from rag.evidence import Answer, Chunk, Evidence
from rag.lexical import terms

K = 10


def lines_of(folder: Path, stem: str, suffix: str) -> Iterator[str]:
    """The lines of `stem*suffix` in the folder, packed or not."""
    path = sorted([*folder.glob(f"{stem}*{suffix}"), *folder.glob(f"{stem}*{suffix}.gz")])[0]
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    yield from (line for line in text.decode("utf8").splitlines() if line.strip())


def training(question_id: str) -> bool:
    return hashlib.md5(question_id.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees without a model: a refusal, or quotations under a caution, or without."""

    refused: bool
    cautioned: bool


def shown(question: str, passages: Sequence[str]) -> Shown:
    language = "zh" if re.search("[\u4e00-\u9fff]", question) else "en"
    documents = {
        str(i): Document(str(i), f"{i}.txt", "text", text, language)
        for i, text in enumerate(passages)
    }
    evidence = [
        Evidence(Chunk(d.id, Span(0, len(d.text)), d.text), 1.0) for d in documents.values()
    ]
    *_, last = answer(
        question, evidence, model=None, document_of=documents.__getitem__, language=language
    )
    assert isinstance(last, Answer)
    return Shown(bool(last.refused_because), bool(last.note))


def answers_of(row: dict) -> list[str]:
    found = row.get("answer") or row.get("answers") or []
    return [part for item in found for part in (item if isinstance(item, list) else [item])]


def measure(folder: Path, *, limit: int = 400) -> dict[str, float | int]:
    """Shares of answerable and of unanswerable questions that are refused, or quoted to under a
    caution, on the held-out half."""
    corpus = {
        row["_id"]: row["text"] for row in map(json.loads, lines_of(folder, "corpus", ".jsonl"))
    }
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in list(lines_of(folder, "qrels", ".tsv"))[1:]:
        question, document, _ = line.split("\t")
        relevant[question].add(document)
    ids = list(corpus)
    index = bm25s.BM25()
    index.index([terms(corpus[i]) for i in ids], show_progress=False)
    kept, lost = [], []
    rows = [
        row
        for row in map(json.loads, lines_of(folder, "queries", ".jsonl"))
        if not training(row["_id"])
    ]
    for row in rows[:limit]:
        found, _ = index.retrieve([terms(row["text"])], k=min(80, len(ids)), show_progress=False)
        ranked = [ids[number] for number in found[0]]
        words = answers_of(row)
        without = [
            i for i in ranked
            if i not in relevant[row["_id"]] and not any(word in corpus[i] for word in words)
        ]  # fmt: skip
        if set(ranked[:K]) & relevant[row["_id"]]:
            kept.append(shown(row["text"], [corpus[i] for i in ranked[:K]]))
        lost.append(shown(row["text"], [corpus[i] for i in without[:K]]))
    return {
        "answerable_refused": _share(one.refused for one in kept),
        "unanswerable_refused": _share(one.refused for one in lost),
        "answerable_cautioned": _share(one.cautioned for one in kept),
        "unanswerable_cautioned": _share(one.cautioned for one in lost),
        "questions": len(lost),
    }


def _share(found: Iterable[bool]) -> float:
    counted = list(found)
    return round(sum(counted) / len(counted), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    print(json.dumps(measure(parser.parse_args().data)))


if __name__ == "__main__":
    main()
