"""Measures ranking on public passage collections: words, meaning and both, beside each other.

`python -m benchmarks.retrieval --data DIR --set scifact|rgb_zh`; DIR holds `corpus.jsonl`,
`queries[.test].jsonl` and `qrels[.test].tsv` (or `.gz`). nDCG@10 by ir-measures. A passage is a
document of one chunk in a store of the kind the apps use. The default weight of the vectors was
tuned on SciFact's training queries (`--tune` prints that table) and is used on RGB as it is: RGB
has no training queries, so nothing is tuned on it. bm25s, the library, is printed as the peer of
our BM25. The last line is JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bm25s
import ir_measures
import numpy as np
from ir_measures import nDCG

from benchmarks.embedding_cache import DEFAULT, CachedEmbedder
from rag.document import Document, Span, guess_language
from rag.embed import e5_small, minilm
from rag.evidence import Chunk, Evidence
from rag.fusion import Weights
from rag.index import Index
from rag.lexical import terms

BATCH = 512


@dataclass(frozen=True, slots=True)
class Collection:
    """Passages and questions by id, and which passages are right for which question."""

    passages: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    right: Mapping[str, Mapping[str, int]]


def lines(folder: Path, *names: str) -> list[str]:
    """The lines of the first of these files that is there, plain or with .gz behind its name."""
    for name in names:
        for path in (folder / name, folder / f"{name}.gz"):
            if path.exists():
                data = path.read_bytes()
                data = gzip.decompress(data) if path.suffix == ".gz" else data
                return [line for line in data.decode("utf-8").splitlines() if line.strip()]
    raise FileNotFoundError(f"{folder}: none of {', '.join(names)} there, nor with .gz")


def collection(folder: Path, split: str) -> Collection:
    """`split` is `test` or `train`; files without a split in their names are the test."""
    plain = split == "test"
    passages = {
        row["_id"]: (row.get("title", ""), row["text"])
        for row in map(json.loads, lines(folder, "corpus.jsonl"))
    }
    queries = lines(folder, f"queries.{split}.jsonl", *(["queries.jsonl"] if plain else []))
    judged = lines(folder, f"qrels.{split}.tsv", *(["qrels.tsv"] if plain else []))
    right: dict[str, dict[str, int]] = {}
    for row in judged[1:]:
        query, passage, grade = row.split("\t")
        right.setdefault(query, {})[passage] = int(grade)
    texts = {row["_id"]: row["text"] for row in map(json.loads, queries)}
    return Collection(passages, {q: t for q, t in texts.items() if q in right}, right)


def fill(index: Index, passages: Mapping[str, tuple[str, str]]) -> None:
    entries = []
    for name, (title, text) in passages.items():
        language = guess_language(text or title)
        document = Document(name, name, "text", text, language)
        piece = Chunk(name, Span(0, len(text)), text, title)
        entries.append((document, [piece], {}))
    for start in range(0, len(entries), BATCH):
        index.add_all(entries[start : start + BATCH])


def ndcg(run: Mapping[str, Mapping[str, float]], right: Mapping[str, Mapping[str, int]]) -> float:
    """nDCG@10 over the questions of the run; one without results counts 0."""
    judged = {query: dict(right[query]) for query in run}
    scored = {query: dict(scores) for query, scores in run.items()}
    return round(float(ir_measures.calc_aggregate([nDCG @ 10], judged, scored)[nDCG @ 10]), 4)


def ranked(
    queries: Mapping[str, str], search: Callable[[str], Sequence[Evidence]]
) -> tuple[dict[str, dict[str, float]], list[float]]:
    """A run in the order found, and the seconds of each question."""
    run: dict[str, dict[str, float]] = {}
    seconds: list[float] = []
    for name, text in queries.items():
        started = time.perf_counter()
        found = search(text)
        seconds.append(time.perf_counter() - started)
        run[name] = {piece.chunk.doc_id: float(-rank) for rank, piece in enumerate(found)}
    return run, seconds


def peer(collected: Collection) -> float:
    """bm25s over the same terms."""
    names = list(collected.passages)
    tokens = [terms(f"{title}\n{text}") for title, text in collected.passages.values()]
    library = bm25s.BM25(k1=1.2, b=0.75)
    library.index(tokens, show_progress=False)
    run: dict[str, dict[str, float]] = {}
    for query, text in collected.queries.items():
        scores = library.get_scores(terms(text))
        best = np.argsort(-scores, kind="stable")[:10]
        run[query] = {names[at]: float(scores[at]) for at in best}
    return ndcg(run, collected.right)


def searcher(index: Index, weights: Weights, *, late: bool) -> Callable[[str], list[Evidence]]:
    def search(text: str) -> list[Evidence]:
        index.weights = weights
        return index.search(text, k=10, spread=False, late=late)

    return search


def tune(index: Index, folder: Path) -> None:
    """The table from which the default weights were read: training queries only."""
    train = collection(folder, "train")
    for dense in (0.3, 0.4, 0.5, 0.6, 0.7):
        run, _ = ranked(train.queries, searcher(index, Weights(dense=dense), late=False))
        print(f"train: dense {dense:.1f}  nDCG@10 {ndcg(run, train.right):.4f}")


def measure(index: Index, collected: Collection, *, late: bool) -> dict[str, float]:
    base = Weights()
    variants = {
        "bm25_ndcg_10": (replace(base, dense=0.0), False),
        "dense_ndcg_10": (replace(base, dense=1.0), False),
        "ndcg_10": (base, False),
    }
    if late:
        variants["late_ndcg_10"] = (base, True)
    result: dict[str, float] = {}
    for name, (weights, again) in variants.items():
        run, seconds = ranked(collected.queries, searcher(index, weights, late=again))
        result[name] = ndcg(run, collected.right)
        prefix = "late_" if again else ""
        result[f"{prefix}ms_per_query"] = round(1000 * float(np.mean(seconds)), 1)
        result[f"{prefix}ms_p95"] = round(1000 * float(np.percentile(seconds, 95)), 1)
        print(f"{name:15} {result[name]:.4f}  {1000 * float(np.mean(seconds)):7.1f} ms a query")
    return result


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", choices=("scifact", "rgb_zh"), required=True)
    parser.add_argument("--cache", type=Path, default=DEFAULT, help="folder for passage vectors")
    parser.add_argument("--late", action="store_true", help="also measure late interaction")
    parser.add_argument("--tune", action="store_true", help="print the table on training queries")
    parser.add_argument("--second", action="store_true", help="embed English by e5 instead")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    chosen = options(argv)
    collected = collection(chosen.data, "test")
    english = CachedEmbedder(e5_small() if chosen.second else minilm(), chosen.cache)
    models = {"en": english, "zh": CachedEmbedder(e5_small(), chosen.cache)}
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder), embedders=models)
        started, cpu = time.perf_counter(), time.process_time()
        fill(index, collected.passages)
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        fresh = sum(model.embedded for model in models.values())
        size = len(collected.passages)
        print(f"{size} passages in {wall:.1f} s ({cpu:.1f} s CPU), {fresh} embedded anew")
        index.search("warm up")
        if chosen.tune:
            tune(index, chosen.data)
        result = measure(index, collected, late=chosen.late)
        index.close()
    result["peer_bm25s_ndcg_10"] = peer(collected)
    result["queries"] = len(collected.queries)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
