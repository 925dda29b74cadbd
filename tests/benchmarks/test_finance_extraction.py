"""The extraction benchmark on a folder written here (synthetic), also with planted errors."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apps.finance.domain.facts import Fact, Filing, Notice, Period
from apps.finance.domain.tags import read_tags
from apps.finance.samples import ENGLISH
from benchmarks.filing_gold import gold_facts, gold_metrics, stripped
from benchmarks.finance_extraction import _scale_errors, kept_apart, pairs, score, summary
from rag.document import Document, Span
from rag.readers.html import read_html


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample filing with the facts that its tags state, as `facts/*.jsonl` spells them."""
    data = ENGLISH.read_bytes()
    (tmp_path / "ixbrl").mkdir()
    (tmp_path / "facts").mkdir()
    (tmp_path / "ixbrl" / "10-K_SAMPLE.html").write_bytes(data)
    lines = [
        {
            "concept": number.concept,
            "value": None if number.value is None else str(number.value),
            "unit": number.unit.replace("/share", " / shares"),
            "start": str(number.period.start) if number.period and number.period.start else None,
            "end": str(number.period.end) if number.period else None,
            "dims": dict(number.dimensions),
        }
        for number in read_tags(read_html(data, "sample")).numbers
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "facts" / "10-K_SAMPLE.jsonl").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_sample_is_read_exactly_with_and_without_tags(folder: Path) -> None:
    ((path, facts),) = pairs(folder)
    found = score(path, facts)
    assert found.tagged == found.tagged_right > 150
    assert found.metrics == found.metrics_right > 60
    assert (found.scale_errors, found.misses) == (0, ())
    told = summary([found])
    assert (told["tagged_exact"], told["untagged_exact"]) == (1.0, 1.0)


def test_planted_errors_are_counted(folder: Path) -> None:
    facts = folder / "facts" / "10-K_SAMPLE.jsonl"
    lines = [json.loads(line) for line in facts.read_text(encoding="utf-8").splitlines()]
    wrong = next(x for x in lines if x["concept"] == "us-gaap:Assets" and not x["dims"])
    wrong["value"] = str(Decimal(wrong["value"]) * 1000)
    facts.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = score(folder / "ixbrl" / "10-K_SAMPLE.html", facts)
    assert found.tagged_right == found.tagged - 1
    assert found.metrics_right == found.metrics - 1
    assert found.scale_errors == 2
    assert any("us-gaap:Assets" in line for line in found.misses)


def test_gzipped_folders_are_found(folder: Path) -> None:
    for path in (folder / "ixbrl" / "10-K_SAMPLE.html", folder / "facts" / "10-K_SAMPLE.jsonl"):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    ((path, facts),) = pairs(folder)
    assert kept_apart(path) == kept_apart(path.with_suffix(""))
    assert len(gold_facts(facts)) > 150


def test_stripping_leaves_the_text_and_no_tag() -> None:
    reading = read_html(ENGLISH.read_bytes(), "sample")
    bare = stripped(reading.root)
    assert b"ix:" not in bare
    assert b"xbrli" not in bare
    assert read_html(bare, "bare").document.text == reading.document.text


def test_gold_needs_every_fact_tied_to_a_tag(folder: Path) -> None:
    reading = read_html(ENGLISH.read_bytes(), "sample")
    truth = gold_facts(folder / "facts" / "10-K_SAMPLE.jsonl")
    with pytest.raises(ValueError, match="cannot be tied"):
        gold_metrics(reading.document, read_tags(reading).numbers, truth[1:])


def test_only_silent_scale_errors_count() -> None:
    period = Period(date(2023, 12, 31))
    fact = Fact("a", Decimal(5_000), "USD", period, "5", Span(3, 4), "cash")
    filing = Filing(
        Document("0", "x", "html", "abc5", "en"), "", "", "USD", None, None, "", (fact,), ()
    )
    gold = {("cash", period): (Decimal(5_000_000), "USD")}
    assert _scale_errors(gold, filing) == 1
    flagged = replace(filing, facts=(replace(fact, unit_inherited=True),))
    assert _scale_errors(gold, flagged) == 0
    noticed = replace(filing, notices=(Notice("error", "check", Span(0, 4)),))
    assert _scale_errors(gold, noticed) == 0
    assert _scale_errors({("cash", period): (Decimal(5_001), "USD")}, filing) == 0
