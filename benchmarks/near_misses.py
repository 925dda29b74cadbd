"""Measures the figure check: near misses that it accepts, true claims that it accepts.

`python -m benchmarks.near_misses --data DIR`, DIR laid out as FinanceBench: `pdfs/*.pdf` and
`financebench_open_source.jsonl` (or `.gz`). Claims are built from where words stand on the pages
(`benchmarks.printed_truth`), which shares nothing with the check; a near miss is a true claim
with the year, company, unit, scale or row changed, cited to the page of the true one, or the true
claim cited to another company's page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from apps.finance.domain.concepts import METRICS
from benchmarks.phrasing import WORDS, lower, phrase, size
from benchmarks.printed_truth import Printed, Said, rows_of, sentences_of
from rag.chunking import chunk
from rag.document import Document
from rag.evidence import Chunk, Evidence, Status
from rag.readers.pdf import read_pdf
from rag.readings import Readings
from rag.verify import Checker

SYNONYMS = tuple((*metric.english, *metric.chinese) for metric in METRICS)


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the page it cites, and whether a reader with the page before him would sign it."""

    kind: str
    true: bool
    text: str
    document: str
    page: int
    question: str = ""


@dataclass(slots=True)
class Result:
    """Counts by kind. Rates are None where no claim of that kind was built."""

    built: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[Case, str]] = field(default_factory=list)
    seconds: float = 0.0
    _true: set[str] = field(default_factory=set)

    def add(self, case: Case, accepted: bool, reason: str) -> None:
        self.built[case.kind] += 1
        self.accepted[case.kind] += accepted
        if case.true:
            self._true.add(case.kind)
        if accepted != case.true:
            self.wrong.append((case, reason))

    def rate(self, kinds: set[str]) -> float | None:
        total = sum(self.built[kind] for kind in kinds)
        return sum(self.accepted[kind] for kind in kinds) / total if total else None

    @property
    def true_accept(self) -> float | None:
        return self.rate(self._true)

    @property
    def false_accept(self) -> float | None:
        return self.rate(set(self.built) - self._true)

    def by_kind(self) -> dict[str, str]:
        return {
            kind: f"{self.accepted[kind]}/{count}" for kind, count in sorted(self.built.items())
        }


def measure(
    folder: Path, *, documents: Mapping[str, Document] | None = None, rows: int = 12, seed: int = 7
) -> Result:
    """Build claims from at most `rows` table rows and sentences of every PDF, and check them.

    `documents` (by PDF stem) saves reading the PDFs again; those absent from it are read.
    """
    rng = random.Random(seed)
    known = dict(documents or {})
    paths = sorted((folder / "pdfs").glob("*.pdf"))
    for path in paths:
        if path.stem not in known:
            known[path.stem] = read_pdf(path.read_bytes(), path.name)
    questions = _questions(folder)
    companies = {path.stem: _company(path.stem, questions) for path in paths}
    cases = list(_cases(paths, companies, questions, rows, rng))
    return _checked(cases, known, companies)


def _questions(folder: Path) -> list[dict]:
    path = folder / "financebench_open_source.jsonl"
    packed = path.with_suffix(".jsonl.gz")
    if not path.exists() and not packed.exists():
        return []
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    return [json.loads(line) for line in text.decode("utf8").splitlines() if line.strip()]


def _company(stem: str, questions: list[dict]) -> str:
    named = {q["doc_name"]: q["company"] for q in questions}
    by_prefix = {q["doc_name"].split("_20")[0]: q["company"] for q in questions}
    return (
        named.get(stem)
        or by_prefix.get(stem.split("_20")[0])
        or re.split(r"_(?:19|20)\d\d", stem)[0]
    )


def _cases(
    paths: list[Path],
    companies: Mapping[str, str],
    questions: list[dict],
    limit: int,
    rng: random.Random,
) -> Iterator[Case]:
    printed = {path.stem: rows_of(path) for path in paths}
    for stem, rows in printed.items():
        others = sorted(set(companies.values()) - {companies[stem]})
        for row in rng.sample(rows, min(limit, len(rows))):
            yield from _row_cases(row, companies[stem], others, printed, companies, rng)
    for path in paths:
        said = sentences_of(path)
        others = sorted(set(companies.values()) - {companies[path.stem]})
        for sentence in rng.sample(said, min(limit // 2, len(said))):
            yield from _sentence_cases(sentence, companies[path.stem], others, rng)
    yield from _question_cases(questions, {path.stem for path in paths})


def _row_cases(
    row: Printed,
    company: str,
    others: list[str],
    printed: Mapping[str, list[Printed]],
    companies: Mapping[str, str],
    rng: random.Random,
) -> Iterator[Case]:
    years = [year for year, _ in row.values]
    year, other_year = rng.sample(years, 2)
    style = rng.randrange(5)
    here = (row.document, row.page)

    def said(**changes) -> str:
        parts = {"company": company, "year": year, "value": row.value(year), "row": row.label,
                 "unit": row.unit, "currency": "$", "style": style} | changes  # fmt: skip
        return phrase(**parts)

    yield Case("true_row", True, said(), *here)
    yield Case("wrong_year", False, said(year=other_year), *here)
    yield Case("wrong_year_far", False, said(year=max(years) + rng.choice((1, 2, 3))), *here)
    if others:
        yield Case("wrong_company", False, said(company=rng.choice(others)), *here)
    same = [r for r in printed[row.document] if r.page == row.page and r.label != row.label]
    same = [
        r for r in same if dict(r.values).get(year) and size(r.value(year)) != size(row.value(year))
    ]
    if same:
        yield Case("wrong_row", False, said(value=rng.choice(same).value(year)), *here)
    unit = rng.choice([name for name in WORDS if name != row.unit])
    yield Case("wrong_scale", False, said(unit=unit), *here)
    yield Case("wrong_currency", False, said(currency=rng.choice("€£")), *here)
    yield Case(
        "as_percent",
        False,
        f"{company}'s {lower(row.label)} was {size(row.value(year))}% in {year}.",
        *here,
    )
    elsewhere = [
        r for stem, rows in printed.items() if companies[stem] != company for r in rows
        if r.label == row.label and year in dict(r.values)
    ]  # fmt: skip
    if not elsewhere:
        elsewhere = [
            r for stem, rows in printed.items() if companies[stem] != company for r in rows
        ]
    if elsewhere:
        there = rng.choice(elsewhere)
        yield Case("other_companys_page", False, said(), there.document, there.page)
        if year in dict(there.values) and there.label == row.label:
            theirs = said(value=there.value(year), unit=there.unit)
            yield Case("other_companys_figure", False, theirs, there.document, there.page)


def _sentence_cases(
    said: Said, company: str, others: list[str], rng: random.Random
) -> Iterator[Case]:
    here = (said.document, said.page)
    yield Case("true_sentence", True, said.sentence, *here)
    wrong_year = str(int(said.year) + rng.choice((-2, -1, 1)))
    yield Case("sentence_wrong_year", False, said.sentence.replace(said.year, wrong_year), *here)
    turned = said.amount.translate(str.maketrans({"m": "b", "b": "m"})).replace("billion", "\0")
    turned = (
        said.amount.replace("million", "\0").replace("billion", "million").replace("\0", "billion")
    )
    yield Case("sentence_wrong_scale", False, said.sentence.replace(said.amount, turned), *here)
    if others:
        name = rng.choice(others)
        moved = f"At {name}, {lower(said.sentence.split(' ')[0])} {said.sentence.split(' ', 1)[1]}"
        yield Case("sentence_wrong_company", False, moved, *here)


def _question_cases(questions: list[dict], stems: set[str]) -> Iterator[Case]:
    """Answers extracted directly, with the question as context, cited to the annotated page."""
    for item in questions:
        extracted = "extraction" in str(item["question_reasoning"]).lower()
        amount = re.fullmatch(r"\$\s?([\d,]+(?:\.\d+)?)", item["answer"].strip())
        unit = re.search(r"USD (millions|billions|thousands)", item["question"])
        if item["doc_name"] in stems and extracted and amount and unit and item["evidence"]:
            page = item["evidence"][0]["evidence_page_num"] + 1
            digits = amount[1].removesuffix(".00")
            text = f"The answer is ${digits} {WORDS[unit[1]]}."
            yield Case("true_question", True, text, item["doc_name"], page, item["question"])
            asked = re.sub(r"(?:19|20)\d\d", lambda m: str(int(m[0]) - 1), item["question"])
            yield Case("question_wrong_year", False, text, item["doc_name"], page, asked)


def _checked(
    cases: list[Case], documents: Mapping[str, Document], companies: Mapping[str, str]
) -> Result:
    by_id = {document.id: document for document in documents.values()}
    readings = Readings(by_id.__getitem__)
    passages: dict[str, list[Chunk]] = {}
    result = Result()
    began = time.process_time()
    for case in cases:
        document = documents[case.document]
        if case.document not in passages:
            passages[case.document] = chunk(document, meta={"company": companies[case.document]})
        page = document.pages[case.page - 1]
        cited = [c for c in passages[case.document] if page.start <= c.span.start < page.end]
        evidence = [Evidence(c, 1.0) for c in cited]
        checker = Checker(evidence, readings, question=case.question, synonyms=SYNONYMS)
        claim = checker.check(case.text)
        result.add(case, claim.status is Status.VERIFIED, claim.reason)
    result.seconds = time.process_time() - began
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder laid out as FinanceBench")
    parser.add_argument("--rows", type=int, default=12, help="table rows a PDF (default 12)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="print this many wrong verdicts a kind")
    given = parser.parse_args()
    result = measure(given.data, rows=given.rows, seed=given.seed)
    shown: Counter[str] = Counter()
    for case, reason in result.wrong:
        shown[case.kind] += 1
        if shown[case.kind] <= given.show:
            print(
                f"{case.kind} | {case.document} p.{case.page} | {case.text} |"
                f" {reason or 'accepted'}"
            )
    for kind, ratio in result.by_kind().items():
        print(f"{kind:26s} accepted {ratio}")
    print(json.dumps({
        "false_accept": result.false_accept, "true_accept": result.true_accept,
        "claims": sum(result.built.values()), "accepted_by_kind": result.by_kind(),
        "cpu_ms_per_claim": round(1000 * result.seconds / max(1, sum(result.built.values())), 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
