"""Readers turn a folder, as its publisher lays it out, into rows that keep documents together."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from finetune.corpora import split
from finetune.corpora.catalogue import COLLECTIONS, collection
from finetune.corpora.rows import Row, read_jsonl, read_rows, write_rows
from finetune.corpora.sources import (
    ddxplus,
    gsm8k,
    medquad,
    negex,
    oatutor,
    openstax,
    own,
    pubmedqa,
    sec_filings,
    svamp,
    synthea,
    tatqa,
)

FILING = """<html><head><title>x</title></head><body><ix:header>hidden 99</ix:header>
<div><p>Item 1. Business</p><p>The brewery sold ale in nine towns of the valley and it hired a
great many coopers, which the auditor of the</p><p>12</p><p>town had not expected of so old a firm.
It owed $<ix:nonFraction scale="6" format="ixt:num-dot-decimal">4.4</ix:nonFraction> million.</p>
<table><tr><td>Sales</td><td>1,200</td></tr><tr><td>The notes bear interest at a rate that the bank
sets each spring after the river has thawed and the mill is open.</td></tr></table></div></body>
</html>"""


def lines(path: Path, *values: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def test_a_filing_gives_its_prose_and_its_tagged_figures(tmp_path: Path) -> None:
    (tmp_path / "ixbrl").mkdir()
    (tmp_path / "ixbrl" / "10-K_BREW.html").write_text(FILING, encoding="utf-8")
    (told,) = sec_filings.read(tmp_path)
    assert told.document == "10-K_BREW.html"
    assert "auditor of the town had not expected" in told.text
    assert "1,200" not in told.text
    assert "hidden" not in told.text
    assert "after the river has thawed" in told.text
    assert [(claim.printed, claim.value) for claim in told.claims] == [("4.4", "e6")]


def test_a_typewritten_filing_falls_into_paragraphs(tmp_path: Path) -> None:
    typed = "\n\n".join(
        f"Paragraph {n} of the brewery tells of the year {n}." * 3 for n in range(30)
    )
    table = "Sales        1,200      1,100\nCosts          900        800"
    (tmp_path / "old.html").write_text(f"<html><body><text>{typed}\n\n{table}</text></body></html>")
    told = list(sec_filings.read(tmp_path))
    assert len(told) > 1
    assert not any("1,100" in row.text for row in told)


def test_filings_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="ixbrl"):
        list(sec_filings.read(tmp_path))


def test_medquad_as_lines_and_as_the_publishers_pages(tmp_path: Path) -> None:
    pair = {"id": "7_1", "url": "https://a.gov/ague", "focus": "Ague", "question": "What is it?"}
    lines(tmp_path / "one" / "medquad.jsonl", pair | {"answer": "A fever."}, pair | {"answer": ""})
    (told,) = medquad.read(tmp_path / "one")
    assert (told.document, told.text) == ("https://a.gov/ague", "What is it?\n\nA fever.")
    page = """<Document id="7" url="https://a.gov/ague"><Focus>Ague</Focus><QAPairs><QAPair pid="1">
    <Question>What is it?</Question><Answer>A fever.</Answer></QAPair></QAPairs></Document>"""
    (tmp_path / "two" / "1_A_QA").mkdir(parents=True)
    (tmp_path / "two" / "1_A_QA" / "7.xml").write_text(page)
    assert list(medquad.read(tmp_path / "two")) == [told]


def test_pubmedqa_never_reads_the_test_items(tmp_path: Path) -> None:
    item = {
        "QUESTION": "Is it?",
        "LABELS": ["AIM"],
        "CONTEXTS": ["We asked."],
        "LONG_ANSWER": "Yes.",
    }
    whole = tmp_path / "ori_pqal.json"
    whole.write_text(json.dumps({"1": item, "2": item}))
    with pytest.raises(FileNotFoundError, match="test_ground_truth"):
        list(pubmedqa.read(tmp_path))
    (tmp_path / "test_ground_truth.json").write_text(json.dumps({"2": "yes"}))
    (told,) = pubmedqa.read(tmp_path)
    assert told.document == "1"
    assert told.text == "Is it?\n\nAim: We asked.\n\nConclusion: Yes."


def test_school_problems_carry_their_calculations(tmp_path: Path) -> None:
    answer = "He has 48/2 = <<48/2=24>>24.\n#### 24"
    lines(tmp_path / "gsm" / "train.jsonl", {"question": "How many?", "answer": answer})
    (told,) = gsm8k.read(tmp_path / "gsm")
    assert told.text == "How many?\n\nHe has 48/2 = 24.\nThe answer is 24."
    assert [(claim.printed, claim.value) for claim in told.claims] == [("48/2", "24")]
    body = {"ID": "c-1", "Body": "If Ann had 5 pears", "Question": "How many?", "Answer": 3.0}
    lines(tmp_path / "mwp" / "SVAMP" / "trainset.json", [body | {"Equation": "( 5.0 - 2.0 )"}])
    (told,) = svamp.read(tmp_path / "mwp")
    assert told.text == "If Ann had 5 pears, how many?\n\n5 - 2 = 3. The answer is 3."


def test_oatutor_reads_open_licences_and_whole_numbers_only(tmp_path: Path) -> None:
    step = {
        "stepTitle": "Solve $$x+1=3$$",
        "stepAnswer": ["2"],
        "hints": [{"title": "", "text": "Take 1."}],
    }
    open_one = {"id": "p1", "title": "Sums", "body": "", "license": "CC4.0", "steps": [step]}
    closed = open_one | {"id": "p2", "license": "CC BY-NC"}
    random = open_one | {"id": "p3", "body": "Add @{a}"}
    lines(tmp_path / "problems_01.jsonl", open_one, closed, random)
    (told,) = oatutor.read(tmp_path)
    assert told.text == "Sums\n\nSolve x+1=3\n\nTake 1.\n\nAnswer: 2"


def test_openstax_keeps_a_module_together(tmp_path: Path) -> None:
    piece = {"module": "m1", "section": "Sums", "text": "Add  the two."}
    lines(
        tmp_path / "passages.jsonl", piece, piece | {"module": "m2"}, piece | {"text": "Now solve."}
    )
    told = list(openstax.read(tmp_path))
    assert [row.document for row in told] == ["m1", "m2"]
    assert told[0].text == "Add the two.\n\nNow solve."


def test_reports_and_records_become_sentences(tmp_path: Path) -> None:
    context = {
        "table": {"uid": "t1"},
        "paragraphs": [{"order": 2, "text": "Second."}, {"order": 1, "text": "First."}],
        "questions": [
            {
                "question": "Which?",
                "answer": ["First"],
                "answer_type": "span",
                "answer_from": "text",
            },
            {
                "question": "How much?",
                "answer": 3,
                "answer_type": "arithmetic",
                "answer_from": "table",
            },
        ],
    }
    (tmp_path / tatqa.FILE).write_text(json.dumps([context]))
    (told,) = tatqa.read(tmp_path)
    assert told.text == "First.\n\nSecond.\n\nQuestion: Which?\nAnswer: First"
    (tmp_path / "annotations.tsv").write_text("no\n3\trales\tNo RALES.\tNegated\tRecent\tPatient\n")
    (told,) = negex.read(tmp_path)
    assert told.text == "No RALES.\nRales: negated, recent, patient."


def test_interviews_and_visits_become_notes(tmp_path: Path) -> None:
    head = ",OriginalRowKey,AGE,SEX,English Pathology,English Evidences\n"
    (tmp_path / "validate.csv").write_text(
        head + "1,9,8,F,Croup,\"{'Do you cough?': 'True', 'Where?': 'at home'}\"\n"
    )
    (told,) = ddxplus.read(tmp_path)
    assert told.text.startswith("An 8-year-old girl comes to be seen.\n\nDo you cough? Yes.\n")
    visit = {"resourceType": "Encounter", "id": "v", "type": [{"text": "Check"}]}
    weight = {"code": {"text": "Weight"}, "valueQuantity": {"value": 20.04, "unit": "kg"}}
    bundle = [
        {"resourceType": "Patient", "id": "p", "birthDate": "2010-05-01", "gender": "male"},
        visit | {"period": {"start": "2016-04-30T10:00:00Z"}},
        weight | {"resourceType": "Observation", "encounter": {"reference": "urn:uuid:v"}},
    ]
    (tmp_path / "b.json").write_text(json.dumps({"entry": [{"resource": one} for one in bundle]}))
    (note,) = synthea.read(tmp_path)
    assert "a boy of 5 years" in note.text
    assert "Weight 20.04 kg" in note.text


def test_own_texts_are_lines_or_files(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as file:
        file.write('{"text": "One.", "id": "law#2"}\n')
    (tmp_path / "b.md").write_text("Two.\n\nThree.")
    told = list(own.read(tmp_path, "legal"))
    assert [(row.document, row.text) for row in told] == [
        ("law", "One."),
        ("b.md", "Two.\n\nThree."),
    ]
    with pytest.raises(ValueError, match="line 1"):
        list(own.read(lines(tmp_path / "c.jsonl", {"words": "none"}), "legal"))


def test_rows_come_back_as_they_went(tmp_path: Path) -> None:
    row = Row("own:d#1", "Ålesund ¼", "legal", "own", split.part("d"))
    assert write_rows(tmp_path / "rows.jsonl.gz", [row]) == 1
    assert list(read_rows(tmp_path / "rows.jsonl")) == [row]
    (tmp_path / "bad.jsonl").write_text("{}\nnot json\n")
    with pytest.raises(ValueError, match="line 2"):
        list(read_jsonl(tmp_path / "bad.jsonl"))


def test_only_open_collections_are_known() -> None:
    assert {one.domain for one in COLLECTIONS.values()} == {"finance", "medical", "education"}
    with pytest.raises(ValueError, match="open to training"):
        collection("phrasebank")
