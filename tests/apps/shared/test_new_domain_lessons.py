"""A domain's questions in the suite's prompt: verified, cited by number, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.shared.new_domain.asking import ask_domain
from apps.shared.new_domain.lessons import Unusable, lessons
from apps.shared.settings import Settings
from finetune.new_domain.lesson import GroundedLesson
from finetune.new_domain.making import FOLDER, ROWS
from finetune.new_domain.registration import DomainRefused
from finetune.new_domain.rows import Domain, domain_of, rows_of
from finetune.runs.rows import write_rows
from rag.answer import Fallen
from rag.evidence import Answer, Rung

ACTS = {"Bee": ("bees", 7, 120), "Dog": ("dogs", 2, 45), "Boat": ("boats", 30, 900)}


def domain() -> Domain:
    rows: list[dict] = []
    for name, (kept, years, crowns) in ACTS.items():
        act = f"{name} Licensing Act"
        text = f"A licence to keep {kept} is issued for {years} years and costs {crowns} crowns."
        rows.append({"id": name, "document": act, "title": f"{act}, section 1", "text": text})
        asked = f"What does a licence to keep {kept} cost under the {act}?"
        said = f"A licence to keep {kept} costs {crowns} crowns."
        row = {"id": f"{name}?", "question": asked, "answer": said, "cites": [name]}
        rows.append(row | {"key": f"{crowns} crowns"})
        wrong = row | {"id": f"{name}!", "answer": f"A licence to keep {kept} costs 77 crowns."}
        rows.append(wrong)
    rows.append({"id": "none", "question": "What fine does the Bee Licensing Act set?"})
    return domain_of(rows, "x")


@pytest.fixture(scope="module")
def made() -> list[GroundedLesson | Unusable]:
    return list(lessons(domain(), 0))


def test_right_answers_cite_the_number_under_which_their_passage_is_shown(made) -> None:
    answered = [one for one in made if isinstance(one, GroundedLesson) and one.right]
    assert {one.id for one in answered} == {"Bee?", "Dog?", "Boat?"}
    for lesson in answered:
        (place,) = lesson.right
        crowns = lesson.gold.split()[0]
        assert f"{crowns} crowns" in lesson.passages[place - 1]
        assert lesson.answer.endswith(f"[{place}].")
        assert f"[{place}].\n" in lesson.turns[-1][1]
        assert lesson.turns[-1][1].endswith(f"Question: {lesson.question}")
        assert lesson.turns[0][0] == "system"


def test_answers_that_their_passages_do_not_bear_out_give_no_lesson(made) -> None:
    refused = {one.question: one.why for one in made if isinstance(one, Unusable)}
    assert {"Bee!", "Dog!", "Boat!"} <= set(refused)
    assert "check" in refused["Bee!"]


def test_questions_without_ground_are_refused_in_the_suites_words(made) -> None:
    refused = [one for one in made if isinstance(one, GroundedLesson) and not one.right]
    assert "none (refused)" in {one.id for one in refused}
    assert {one.answer for one in refused} == {"Not found in your documents."}
    row = refused[0].row("bees", "train", "rows.jsonl")
    assert row["messages"][-1] == {"role": "assistant", "content": refused[0].answer}
    assert row["task"] == "refusal"


def test_the_same_seed_gives_the_same_lessons(made) -> None:
    assert list(lessons(domain(), 0)) == made


def test_a_domain_that_is_not_served_is_quoted_and_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER / "bees"
    folder.mkdir(parents=True)
    write_rows(folder / ROWS, rows_of(domain()))
    of = Settings(home=tmp_path, model_url="http://127.0.0.1:9/v1")
    asked = ask_domain("bees", "What does a licence to keep dogs cost?", of)
    events = list(asked.events)
    assert any(isinstance(event, Fallen) and "'bees'" in event.reason for event in events)
    last = events[-1]
    assert isinstance(last, Answer)
    assert last.rung is Rung.EXTRACTIVE
    assert "45 crowns" in last.claims[0].text
    assert asked.name_of(last.claims[0].citations[0].doc_id) == "Dog Licensing Act"
    with pytest.raises(DomainRefused, match="no domain 'tax' was made here; there are: bees"):
        ask_domain("tax", "What?", of)
