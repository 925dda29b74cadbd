"""The assertion benchmark on a few rows of its own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from apps.medical.domain.finding import Assertion
from benchmarks import assertion
from benchmarks.peers import negex

ROWS = """line\tcondition\tsentence\tnegation\ttemporality\texperiencer
1\tfever\tHe denies any FEVER or cough.\tNegated\tRecent\tPatient
2\tasthma\tA history of ASTHMA.\tAffirmed\tHistorical\tPatient
3\tstroke\tHis mother had a STROKE.\tAffirmed\tRecent\tOther
4\tchest   pain\tShe has CHEST PAIN. No rash.\tAffirmed\tRecent\tPatient
5\tgout\tNothing of the sort.\tNegated\tRecent\tPatient
6\tbroken row
"""


def test_rows_whose_condition_cannot_be_found_are_left_out() -> None:
    rows = list(assertion.kit_rows(ROWS.encode()))
    assert [row.text[row.start : row.end] for row in rows] == [
        "FEVER",
        "ASTHMA",
        "STROKE",
        "CHEST PAIN",
    ]


def test_the_sentence_around_a_condition_is_cut_out() -> None:
    row = list(assertion.kit_rows(ROWS.encode()))[3]
    sentence, start, end = assertion.sentence_of(row)
    assert (sentence, sentence[start:end]) == ("She has CHEST PAIN.", "CHEST PAIN")


def test_counts_and_f1() -> None:
    counts = assertion.counted([(True, True), (True, False), (False, True), (False, False)])
    assert (counts.right, counts.wrong, counts.missed) == (1, 1, 1)
    assert counts.f1 == pytest.approx(0.5)
    assert assertion.counted([(False, False)]).f1 is None


def test_our_chinese_sentences_are_many_and_marked() -> None:
    rows = list(assertion.chinese_rows())
    for part in ("dev", "test"):
        mine = [row for row in rows if row.part == part]
        assert len({row.sentence for row in mine}) >= 200
        assert {row.assertion for row in mine} == set(Assertion)
    assert {r.sentence for r in rows if r.part == "dev"}.isdisjoint(
        r.sentence for r in rows if r.part == "test"
    )
    assert all("{" not in row.sentence for row in rows)


@pytest.mark.parametrize("packed", [False, True])
def test_the_report_ends_in_json(
    packed: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "negex"
    folder.mkdir()
    if packed:
        (folder / "annotations.tsv.gz").write_bytes(gzip.compress(ROWS.encode()))
    else:
        (folder / "annotations.tsv").write_text(ROWS, encoding="utf8")
    assertion.main(["--data", str(tmp_path)])
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["f1_en"] == figures["baseline_en"] == 1.0
    assert figures["temporality"] == figures["experiencer"] == 1.0
    assert figures["f1_zh"] > figures["baseline_zh"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No {fever} today.", True),
        ("No rash but {fever} today.", False),
        ("{Fever} was ruled out.", True),
        ("No increase in {fever}.", False),
    ],
)
def test_plain_negex(text: str, expected: bool) -> None:
    start, end = text.index("{"), text.index("}") - 1
    assert negex.negated(text.replace("{", "").replace("}", ""), start, end) is expected
