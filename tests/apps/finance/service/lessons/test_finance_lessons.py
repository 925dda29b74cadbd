"""Figures of tables and sentences of prose as cases that the desk verifies."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from apps.finance.service.ask import synonyms
from apps.finance.service.lessons import filings, tatqa
from apps.shared.lessons.making import Shares, made
from apps.shared.lessons.pool import Pool

ANSWER_ONLY = Shares(refused=0, ordered=0, paired=0)
PAGE = """<html><body><p>Harbor Lines, Inc. annual report for fiscal year 2023.</p>
<p>Freight revenue increased 8% in 2023, primarily due to longer routes in the north. We expect
crew costs for the new ships to be higher in the coming year.</p>
<p>(in millions)</p>
<table><tr><td></td><td>2023</td><td>2022</td></tr>
<tr><td>Freight revenue</td><td>$1,254.3</td><td>$1,161.4</td></tr>
<tr><td>Fuel expense</td><td>310.2</td><td>298.7</td></tr>
<tr><td>Crew cost</td><td>205.5</td><td>190.1</td></tr></table></body></html>"""


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    path = tmp_path / "harbor.html"
    path.write_text(PAGE, encoding="utf-8")
    return Pool(filings.filing(path))


def test_stretches_keep_every_place(pool: Pool) -> None:
    for source in pool.sources:
        text = source.document.text
        assert all(text[c.span.start : c.span.end] == c.text for c in source.chunks)
        for table in source.document.tables:
            assert all(text[c.span.start : c.span.end] == c.text for c in table.cells)


def test_cells_are_asked_and_verified_with_their_scale(pool: Pool) -> None:
    rng = random.Random(1)
    (source,) = pool.sources
    cases = list(filings.cells(source, pool.readings(source.chunks), rng, "test"))
    assert {case.task for case in cases} >= {"cell"}
    found = list(made(cases, pool, rng, shares=ANSWER_ONLY, synonyms=synonyms()))
    assert found
    said = " ".join(one.lesson.answer for one in found)
    assert "million" in said
    assert any(
        f"{value} million in {year}" in said
        for value, year in (
            ("$1,254.3", 2023),
            ("$1,161.4", 2022),
            ("$310.2", 2023),
            ("$298.7", 2022),
            ("$205.5", 2023),
            ("$190.1", 2022),
        )
    )


def test_prose_is_asked_about_its_reasons(pool: Pool) -> None:
    rng = random.Random(1)
    cases = [case for source in pool.sources for case in filings.prose(source, rng, "test")]
    reasons = [case for case in cases if case.task == "reason"]
    assert reasons
    assert "longer routes" in reasons[0].said[0]


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Net sales", ("net sales", "were")),
        ("Income before income taxes", ("income before income taxes", "was")),
        ("Gross Profit", ("Gross Profit", "was")),
        ("Cost of products", ("cost of products", "was")),
    ],
)
def test_labels_are_spoken(label: str, said: tuple[str, str]) -> None:
    assert filings.spoken(label) == said


def test_gold_answers_become_sentences(tmp_path: Path) -> None:
    context = {
        "table": {
            "uid": "t1",
            "table": [["(in millions)", "2019", "2018"], ["Fixed price", "1,452.4", "1,146.2"]],
        },
        "paragraphs": [{"text": "On a cost-plus contract, we are paid our costs plus a profit."}],
        "questions": [
            {
                "question": "What were fixed price sales in 2019?",
                "answer": ["1,452.4"],
                "answer_type": "span",
                "answer_from": "table",
                "scale": "million",
            },
            {
                "question": "What is paid on a cost-plus contract?",
                "answer": ["our costs plus a profit"],
                "answer_type": "span",
                "answer_from": "text",
            },
            {
                "question": "What is the change in Fixed price from 2018 to 2019?",
                "answer": 306.2,
                "answer_type": "arithmetic",
                "answer_from": "table",
                "scale": "million",
                "derivation": "1,452.4-1,146.2",
            },
        ],
    }
    path = tmp_path / "tatqa_dataset_dev.json"
    path.write_text(json.dumps([context]), encoding="utf-8")
    (read,) = tatqa.contexts(path)
    source = tatqa.source(read)
    assert source.origin == "t1"
    said = [case.said[0] for case in tatqa.cases(read, source, random.Random(1))]
    assert said == [
        "Fixed price was 1,452.4 million in 2019",
        "On a cost-plus contract, we are paid our costs plus a profit.",
        "Fixed price rose from 1,146.2 million in 2018 to 1,452.4 million in 2019",
    ]


def test_the_test_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="dev file only"):
        tatqa.contexts(tmp_path / "tatqa_dataset_test_gold.json")
