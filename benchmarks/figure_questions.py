"""Asks questions about figures as typed queries, and counts right, wrong and refused apart.

`python -m benchmarks.figure_questions --data DIR` where DIR holds `financebench` (questions with
the PDFs they are asked about) and `cn_reports/finglm_qa` (Chinese questions with the figures and
the formula that people used); text files may be gzipped. FinanceBench runs over the facts extracted
from the PDFs together; FinGLM runs over the figures given with each question, so that it measures
the queries and not the extraction. An answer is right within half a unit of the last digit printed
in the reference, or half a percent. The last line is JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from apps.finance.domain.catalogue import Catalogue, Company, aliases_of, catalogue
from apps.finance.domain.concepts import BY_ID
from apps.finance.domain.facts import (
    Column,
    Fact,
    Filing,
    Period,
    Row,
    Statement,
    StatementKind,
)
from apps.finance.domain.metrics import PERCENT, Metric
from apps.finance.domain.precedence import normal_label
from apps.finance.domain.query import Query, execute, parse
from apps.finance.domain.reading import read_filing
from apps.finance.domain.vocabulary import CHINESE
from rag.document import Document, Span
from rag.readers.errors import UnreadableFile

_NUMBER = re.compile(r"(-?)\$?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(%?)")
_PEOPLE = re.compile(r"人数|人员|职工|硕士|博士|证券代码|简要")


def _lines(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a JSON-lines file, plain or gzipped."""
    zipped = path.with_name(path.name + ".gz")
    with (
        gzip.open(zipped, "rt", encoding="utf-8")
        if zipped.exists()
        else path.open(encoding="utf-8") as file
    ):
        for line in file:
            if line.strip():
                yield json.loads(line)


def _reference(answer: str) -> tuple[Decimal, Decimal, bool] | None:
    """The number of a reference answer, half its last digit, and whether it is a percentage."""
    match = _NUMBER.search(answer.replace("−", "-"))
    if match is None:
        return None
    digits = match[2].replace(",", "")
    value = Decimal(digits) * (-1 if match[1] and not digits.startswith("-") else 1)
    _, _, places = digits.partition(".")
    return value, Decimal(1).scaleb(-len(places)) / 2, match[3] == "%"


def agrees(metric: Metric, answer: str, scale: int) -> bool:
    """Whether a figure is the one that the reference states."""
    wanted = _reference(answer)
    if wanted is None or metric.value is None:
        return False
    value, slack, percent = wanted
    found = metric.value * 100 if percent else metric.value
    if not percent and metric.unit != PERCENT:
        found = found.scaleb(-scale)
    return abs(found - value) <= max(slack, abs(value) / 200)


def financebench(folder: Path) -> Counter[str]:
    """Questions of the kind that a formula answers, over all the PDFs together."""
    filings: list[Filing] = []
    for path in sorted((folder / "pdfs").glob("*.pdf")):
        try:
            filings.append(read_filing(path.read_bytes(), path.name))
        except UnreadableFile as refused:
            print(f"unreadable: {refused}")
    names = {Path(f.document.name).stem for f in filings}
    known = catalogue(filings)
    seen: Counter[str] = Counter()
    for line in _lines(folder / "financebench_open_source.jsonl"):
        if line["question_type"] != "metrics-generated" or line["doc_name"] not in names:
            continue
        question, answer = str(line["question"]), str(line["answer"])
        verdict, shown = _asked(parse(question, known), filings, answer)
        seen[verdict] += 1
        print(f"{verdict:8} {line['doc_name']}: want {answer[:24]!r}, got {shown}")
    return seen


def _asked(query: Query | None, filings: list[Filing], answer: str) -> tuple[str, str]:
    """`unparsed`, `refused`, `right` or `wrong`, and what came out."""
    if query is None:
        return "unparsed", "-"
    result = execute(query, filings)
    if result.refusal is not None:
        return "refused", str(result.refusal)
    scale = query.presentation.scale or 0
    right = any(agrees(row.metric, answer, scale) for row in result.rows)
    return ("right" if right else "wrong"), "; ".join(str(row.metric.value) for row in result.rows)


def finglm(folder: Path) -> Counter[str]:
    """Chinese questions with the figures that people answered them from."""
    seen: Counter[str] = Counter()
    for path in sorted(folder.glob("*-list-answer.json*")):
        plain = path.with_name(path.name.removesuffix(".gz"))
        for line in _lines(plain):
            given = line.get("prompt")
            if not isinstance(given, dict) or not _askable(str(line["question"]), given):
                continue
            verdict = _from_given(str(line["question"]), given)
            seen[verdict] += 1
            if verdict == "wrong":
                print(f"wrong: {line['question']} {given}")
    return seen


def _askable(question: str, given: dict[str, str]) -> bool:
    answer = str(given.get("prom_answer", "")).strip()
    return bool(re.fullmatch(r"-?[\d.]+(?:元|%)?", answer)) and not _PEOPLE.search(question)


def _from_given(question: str, given: dict[str, str]) -> str:
    filing = _filing(given)
    name = given["ent_name"]
    aliases = aliases_of(name) | {given["ent_short_name"].lower()}
    lines = {normal_label(r.label): r.label for s in filing.statements for r in s.rows}
    known = Catalogue((Company(name, aliases),), lines)
    return _asked(parse(question, known), [filing], given["prom_answer"])[0]


def _filing(given: dict[str, str]) -> Filing:
    """The figures of a question as a filing of its company."""
    year = int(given["year"])
    rows: list[Row] = []
    for key, text in given.items():
        match = re.fullmatch(r"(-?\d+(?:\.\d+)?)元?", str(text).strip())
        if match is None or key in ("prom_answer", "year"):
            continue
        before = key.startswith("上年")
        rows.append(_row(key.removeprefix("上年"), match[1], year - before))
    column = Column("本年", Period(date(year, 12, 31), date(year, 1, 1)))
    statements = tuple(
        Statement(StatementKind.INCOME, "", "CNY", 0, (column,), (row,), Span(0, 1)) for row in rows
    )
    facts = tuple(f for row in rows for f in row.facts if f is not None)
    return Filing(
        Document("given", "given", "text", "", "zh"), given["ent_name"], "年度报告", "CNY",
        date(year, 12, 31), year, "FY", facts, statements,
    )  # fmt: skip


def _row(label: str, text: str, year: int) -> Row:
    id = CHINESE.get(label)
    concept = BY_ID.get(id or "")
    start = None if concept is not None and concept.instant else date(year, 1, 1)
    fact = Fact(
        label, Decimal(text), "CNY", Period(date(year, 12, 31), start), text, Span(0, 1),
        metric=concept.id if concept else None, label=label,
    )  # fmt: skip
    return Row(label, (fact,), fact.metric)


def _shares(seen: Counter[str]) -> dict[str, float | int]:
    asked = sum(seen.values())
    kinds = ("right", "wrong", "refused", "unparsed")
    return {"asked": asked} | {k: round(seen[k] / asked, 4) if asked else 0 for k in kinds}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--data", type=Path, required=True)
    folder = reader.parse_args().data
    began, cpu = time.perf_counter(), time.process_time()
    found = {
        "financebench": _shares(financebench(folder / "financebench")),
        "finglm": _shares(finglm(folder / "cn_reports" / "finglm_qa")),
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
