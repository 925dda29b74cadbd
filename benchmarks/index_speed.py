"""Measures the index at size: milliseconds a question, passages a second on the way in.

`python -m benchmarks.index_speed --chunks 100000`. The passages are synthetic: words drawn by
Zipf's law, vectors drawn at random, so nothing is said of quality; the questions are embedded by
the real MiniLM, as a user's are. `--ingest N` embeds N synthetic passages with the real model,
cut from synthetic text by the real chunker, stored and searchable. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.chunking import chunk
from rag.document import Document
from rag.embed import minilm
from rag.index import Index

WORDS = 20_000
CHUNK = 110
"""Words in a synthetic passage: about what a page of a filing gives."""


class RandomPassages:
    """Passages get random vectors, questions those of the real model, under one name."""

    def __init__(self, seed: int) -> None:
        self._model = minilm()
        self._rng = np.random.default_rng(seed)
        self.name = f"random/{seed}"

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        made = self._rng.standard_normal((len(texts), 384), np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def query(self, text: str) -> NDArray[np.float32]:
        return self._model.query(text)


def synthetic(rng: np.random.Generator, name: str, chunks: int) -> Document:
    """A document of about so many chunks, in sentences of a dozen words."""
    ranks = np.minimum(rng.zipf(1.3, size=chunks * CHUNK), WORDS)
    words = [f"w{rank}" for rank in ranks]
    sentences = (" ".join(words[at : at + 12]).capitalize() for at in range(0, len(words), 12))
    return Document(name, f"{name}.txt", "text", ". ".join(sentences) + ".", "en")


def fill(index: Index, rng: np.random.Generator, chunks: int) -> int:
    held = 0
    while held < chunks:
        document = synthetic(rng, f"d{held}", 500)
        pieces = chunk(document, meta={"company": f"C{held}"})
        index.add(document, pieces)
        held += len(pieces)
    return held


def ask(index: Index, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Milliseconds of each of `count` questions of a dozen words."""
    taken = []
    for _ in range(count):
        ranks = np.minimum(rng.zipf(1.3, size=12), WORDS)
        question = "What was " + " ".join(f"w{rank}" for rank in ranks) + "?"
        started = time.perf_counter()
        found = index.search(question, k=10)
        taken.append(1000 * (time.perf_counter() - started))
        assert found, question
    return np.asarray(taken)


def latency(chunks: int, questions: int) -> dict[str, float]:
    rng = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), embedders={"en": RandomPassages(7)})
        held = fill(index, rng, chunks)
        ask(index, rng, 5)
        started = time.process_time()
        taken = ask(index, rng, questions)
        cpu = 1000 * (time.process_time() - started) / questions
        index.close()
        started = time.perf_counter()
        again = Index(Path(folder), embedders={"en": RandomPassages(7)})
        again.search("warm up")
        opened = time.perf_counter() - started
        again.close()
    return {
        "chunks": held,
        "ms_p50": round(float(np.percentile(taken, 50)), 1),
        "ms_p95": round(float(np.percentile(taken, 95)), 1),
        "cpu_ms": round(cpu, 1),
        "open_seconds": round(opened, 1),
    }


def ingestion(chunks: int) -> dict[str, float]:
    document = synthetic(np.random.default_rng(3), "d", chunks)
    with tempfile.TemporaryDirectory() as folder:
        model = minilm()
        model.passages(["warm up"])
        index = Index(Path(folder), embedders={"en": model})
        started, cpu = time.perf_counter(), time.process_time()
        pieces = chunk(document, meta={"company": "Synthetic"})
        index.add(document, pieces)
        index.search("w1")
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        index.close()
    return {
        "ingested": len(pieces),
        "chunks_per_second": round(len(pieces) / wall, 1),
        "chunks_per_cpu_second": round(len(pieces) / cpu, 1),
    }


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--ingest", type=int, default=400)
    chosen = parser.parse_args(argv)
    result = latency(chosen.chunks, chosen.questions) if chosen.chunks else {}
    print(json.dumps(result | (ingestion(chosen.ingest) if chosen.ingest else {})))


if __name__ == "__main__":
    main()
