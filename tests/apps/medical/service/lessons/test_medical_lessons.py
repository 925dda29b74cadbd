"""Invented notes, pairs of a collection, abstracts and reports as cases that the desk verifies."""

from __future__ import annotations

import json
import random
from pathlib import Path

from apps.medical.service.lessons import abstracts, encyclopaedia, notes, reports
from apps.shared.lessons.making import Shares, made
from apps.shared.lessons.pool import Pool
from rag.prompt import speaks_to_model

ANSWER_ONLY = Shares(refused=0, ordered=0, paired=0)


def test_a_note_is_the_same_for_the_same_number() -> None:
    assert notes.note(7, 1).source.document.text == notes.note(7, 1).source.document.text
    assert notes.note(7, 1).source.document.text != notes.note(8, 1).source.document.text


def test_notes_are_private_and_their_questions_answered_from_them() -> None:
    written = [notes.note(number) for number in range(8)]
    pool = Pool([one.source for one in written])
    assert all(source.private for source in pool.sources)
    rng = random.Random(1)
    cases = [case for one in written for case in notes.cases(one, rng)]
    found = list(made(cases, pool, rng, shares=ANSWER_ONLY))
    assert len(found) > len(cases) / 2
    texts = {one.source.document.text.replace("\n", " ") for one in written}
    for one in found:
        said = one.lesson.answer.rsplit(" [", 1)[0]
        assert any(said in text for text in texts)


def test_a_collection_is_asked_for_what_it_says(tmp_path: Path) -> None:
    rows = [
        {
            "id": "1",
            "url": "https://example.org/a",
            "focus": "Harbour fever",
            "qtype": "symptoms",
            "question": "What are the symptoms of Harbour fever ?",
            "answer": "Harbour fever begins slowly. Symptoms of harbour fever include chills, a "
            "dry cough and sore knees. Most people recover within two weeks.",
        },
        {
            "id": "2",
            "url": "https://example.org/b",
            "focus": "Harbour fever",
            "qtype": "treatment",
            "question": "What are the treatments for Harbour fever ?",
            "answer": "Harbour fever is treated with rest and fluids. Antibiotics do not help.",
        },
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = list(encyclopaedia.entries(path))
    assert [one.source.origin for one in found] == [
        "https://example.org/a",
        "https://example.org/b",
    ]
    rng = random.Random(2)
    first = [case for case in encyclopaedia.cases(found[0], rng) if case.task.startswith("medquad")]
    assert first[0].said[0].startswith("Symptoms of harbour fever include")


def test_the_verdict_comes_first_and_the_conclusion_is_never_quoted(tmp_path: Path) -> None:
    items = {
        "11": {
            "QUESTION": "Does sailing lower blood pressure?",
            "CONTEXTS": [
                "Sixty sailors were followed for a year.",
                "Systolic blood pressure fell by 8 mmHg in sailors and by 1 mmHg in controls.",
            ],
            "LABELS": ["METHODS", "RESULTS"],
            "LONG_ANSWER": "Sailing is a cheap remedy for high blood pressure.",
            "final_decision": "yes",
        },
        "12": {
            "QUESTION": "Kept apart?",
            "CONTEXTS": ["x"],
            "LABELS": ["RESULTS"],
            "LONG_ANSWER": "y",
            "final_decision": "no",
        },
    }
    path = tmp_path / "pqal.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    found = list(abstracts.abstracts(path, kept_apart={"12"}))
    assert [one.source.origin for one in found] == ["11"]
    (lesson,) = abstracts.verdicts(found[0], random.Random(1))
    assert lesson.answer.startswith("Yes. Systolic blood pressure fell")
    assert lesson.answer.endswith("[2].")
    assert "cheap remedy" not in found[0].source.document.text
    assert lesson.turns[-1][1].endswith("Answer yes, no or maybe.")


def test_reports_are_asked_whether_a_finding_is_there(tmp_path: Path) -> None:
    path = tmp_path / "annotations.tsv"
    lines = ["n\tcondition\tsentence\tstatus"]
    lines += [
        "1\trales\tThe lungs are clear with no wheezes or RALES today.\tNegated",
        "2\tleft ventricle is normal\tThe left ventricle is normal in size and shape.\tAffirmed",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (report,) = reports.reports(path)
    found = list(reports.cases(report, random.Random(1)))
    assert [case.said for case in found] == [
        ("The lungs are clear with no wheezes or rales today.",)
    ]


def test_the_projects_guidance_answers_without_speaking_to_a_model() -> None:
    rng = random.Random(3)
    cases = [
        case for one in encyclopaedia.own() for case in encyclopaedia.prose(one, rng, "own", most=3)
    ]
    assert len(cases) > 20
    assert not any(speaks_to_model(sentence) for case in cases for sentence in case.said)
