"""Measures retrieval over a store of many filings: pages found, the right filing chosen.

`python -m benchmarks.filing_retrieval --data DIR`, DIR laid out as FinanceBench: `pdfs/*.pdf`,
`financebench_open_source.jsonl` (or `.gz`). One store holds all PDFs; a question counts where its
document is present. Recall@10 is the share of its evidence pages among the first 10 pages found.
The right filing counts as chosen where the route kept it among at most three, or where the best
page is of it; `filing_first` counts the second alone. Whose filing a PDF is, is read from its
first page and its file name (as a user uploads it), never from the questions. The preference for
statement pages was chosen while looking at 46 of these questions, so filings of other companies
are the fairer test. The figure check is that of `benchmarks.near_misses`. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import near_misses
from benchmarks.embedding_cache import DEFAULT, CachedEmbedder
from benchmarks.packed import read_jsonl
from rag.chunking import chunk
from rag.cover import describe
from rag.document import Document
from rag.embed import e5_small, minilm
from rag.index import Index
from rag.readers.pdf import read_pdf
from rag.retriever import Found, retrieve

K = 10
FEW = 3
"""A year is told by an annual report and by the release before it: both may be chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filing and the pages, counted from 1, that hold the evidence."""

    id: str
    text: str
    company: str
    filing: str
    pages: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question. `first` is the filing of the best page."""

    asked: Asked
    recall: float
    routed: int
    in_route: bool
    first: str
    seconds: float
    pages: tuple[tuple[str, int], ...]

    @property
    def right(self) -> bool:
        """The filing is among those chosen, of which there are few; or the best page is its."""
        chosen = self.in_route and self.routed <= FEW
        return chosen or self.first == self.asked.filing


def questions(folder: Path, filings: Iterable[str]) -> list[Asked]:
    """The questions whose filing is present; evidence in filings that are not is left out."""
    rows = read_jsonl(folder / "financebench_open_source.jsonl")
    present = set(filings)
    return [
        Asked(
            row["financebench_id"],
            row["question"],
            row["company"],
            row["doc_name"],
            frozenset(
                (piece["doc_name"], piece["evidence_page_num"] + 1)
                for piece in row["evidence"]
                if piece["doc_name"] in present
            ),
        )
        for row in rows
        if row["doc_name"] in present
    ]


def fill(index: Index, documents: Sequence[Document]) -> int:
    """Chunks put into the index."""
    total = 0
    for document in documents:
        chunks = chunk(document, meta=describe(document))
        index.add(document, chunks)
        total += len(chunks)
    return total


def ask(index: Index, asked: Asked, names: dict[str, str], *, late: bool) -> Outcome:
    started = time.perf_counter()
    found = retrieve(index, asked.text, k=K, late=late)
    seconds = time.perf_counter() - started
    pages = _pages(found, names)
    recall = len(asked.pages & set(pages[:K])) / len(asked.pages)
    held = found.route.where.get("doc_id")
    routed = [names[doc_id] for doc_id in held] if held else list(names.values())
    first = pages[0][0] if pages else ""
    return Outcome(asked, recall, len(routed), asked.filing in routed, first, seconds, tuple(pages))


def _pages(found: Found, names: dict[str, str]) -> list[tuple[str, int]]:
    places = [(names[e.chunk.doc_id], e.chunk.span.page or 1) for e in found.evidence]
    return list(dict.fromkeys(places))


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return round(sum(numbers) / len(numbers), 4) if numbers else 0.0


def _miss(outcome: Outcome) -> str:
    asked = outcome.asked
    wanted = sorted(page for _, page in asked.pages)
    got = [f"{'' if name == asked.filing else name + ' '}{page}" for name, page in outcome.pages]
    return f"{outcome.recall:.2f} {asked.filing} {wanted} found {got} {asked.text[:90]}"


def report(outcomes: Sequence[Outcome], *, misses: bool) -> dict[str, float | None]:
    for outcome in outcomes if misses else ():
        if outcome.recall < 1:
            print(_miss(outcome))
    ordered = sorted(outcome.seconds for outcome in outcomes)
    return {
        "page_recall_10": _mean(o.recall for o in outcomes),
        "filing_right": _mean(o.right for o in outcomes),
        "filing_first": _mean(o.first == o.asked.filing for o in outcomes),
        "filings_per_route": _mean(o.routed for o in outcomes),
        "ms_per_query": round(1000 * _mean(ordered), 1),
        "ms_p95": round(1000 * ordered[int(0.95 * (len(ordered) - 1))], 1) if ordered else 0.0,
        "questions": len(outcomes),
    }


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder laid out as FinanceBench")
    parser.add_argument("--cache", type=Path, default=DEFAULT, help="folder for passage vectors")
    parser.add_argument("--late", action="store_true", help="read the best passages word by word")
    parser.add_argument("--misses", action="store_true", help="list the questions that fall short")
    parser.add_argument("--no-check", action="store_true", help="leave the figure check out")
    chosen = parser.parse_args(argv)
    if not list((chosen.data / "pdfs").glob("*.pdf")):
        parser.error(f"{chosen.data / 'pdfs'}: no PDF files; give the FinanceBench folder")
    return chosen


def read(folder: Path) -> dict[str, Document]:
    started = time.perf_counter()
    paths = sorted((folder / "pdfs").glob("*.pdf"))
    documents = {path.stem: read_pdf(path.read_bytes(), path.name) for path in paths}
    pages = sum(len(document.pages) for document in documents.values())
    print(f"{len(paths)} filings, {pages} pages read in {time.perf_counter() - started:.1f} s")
    return documents


def measured(
    documents: dict[str, Document], asked: Sequence[Asked], *, cache: Path, late: bool
) -> list[Outcome]:
    """One store of all documents, asked every question."""
    models = {"en": CachedEmbedder(minilm(), cache), "zh": CachedEmbedder(e5_small(), cache)}
    names = {document.id: stem for stem, document in documents.items()}
    with tempfile.TemporaryDirectory() as folder:
        started, cpu = time.perf_counter(), time.process_time()
        index = Index(Path(folder), embedders=models)
        chunks = fill(index, list(documents.values()))
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
        fresh = models["en"].embedded
        print(f"{chunks} chunks in {wall:.1f} s ({cpu:.1f} s CPU), {fresh} embedded anew")
        index.search("warm up")
        outcomes = [ask(index, question, names, late=late) for question in asked]
        index.close()
    return outcomes


def main(argv: Sequence[str] | None = None) -> None:
    chosen = options(argv)
    documents = read(chosen.data)
    asked = questions(chosen.data, documents)
    outcomes = measured(documents, asked, cache=chosen.cache, late=chosen.late)
    result = report(outcomes, misses=chosen.misses)
    print("company and period of a filing: read from its first page and its file name")
    if not chosen.no_check:
        checked = near_misses.measure(chosen.data, documents=documents)
        result |= {"false_accept": checked.false_accept, "true_accept": checked.true_accept}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
