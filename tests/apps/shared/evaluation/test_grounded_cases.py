from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from apps.shared.evaluation.cases import documents, education, finance, medical
from apps.shared.evaluation.cases.scene import Fact, Scene, cases
from apps.shared.evaluation.posing import conversation, over_report, posed, seen
from apps.shared.evaluation.suite import put_to_a_model
from finetune.corpora.split import part
from finetune.evaluation.grounded import Case
from finetune.evaluation.spans import says
from finetune.evaluation.unseen import Unseen
from rag.terms import full_names

DESKS = {"finance": finance, "medical": medical, "education": education}


def invented(desk: str, count: int = 12) -> list[Case]:
    module = DESKS[desk]
    return cases(desk, module.SUBJECTS, module.scene, count, seed=5)


def read_off(case: Case) -> str:
    """The sentence that holds the answer, with its passage's number."""
    (number,) = case.carrying
    held = case.passages[number - 1].split(". ")
    sentence = next(one for one in held if case.golds[0] in one)
    return f"{sentence.rstrip('.')} [{number}]."


@pytest.mark.parametrize("desk", DESKS)
def test_the_twin_loses_the_sentence_asked_for_and_nothing_else(desk: str) -> None:
    for case, twin in zip(invented(desk)[::2], invented(desk)[1::2], strict=True):
        assert case.question == twin.question
        assert not twin.answerable
        (number,) = case.carrying
        assert says(case.passages[number - 1], case.golds[0])
        assert not says(twin.passages[number - 1], case.golds[0])
        others = [at for at in range(3) if at != number - 1]
        assert [case.passages[at] for at in others] == [twin.passages[at] for at in others]
        assert len(twin.passages[number - 1]) < len(case.passages[number - 1])


@pytest.mark.parametrize("desk", DESKS)
def test_a_right_answer_passes_the_desks_own_check(desk: str) -> None:
    asked = [case for case in invented(desk) if case.answerable]
    assert all(map(put_to_a_model, asked))
    assert all(seen(case, read_off(case)).whole for case in asked)
    assert not any(seen(case, "It was 987,654 [1].").whole for case in asked)


@pytest.mark.parametrize("desk", DESKS)
def test_where_no_passage_answers_nothing_is_shown_without_a_caution(desk: str) -> None:
    asked = [case for case in invented(desk, 24) if not case.answerable and put_to_a_model(case)]
    refused = [seen(case, "Not found in your documents.") for case in asked]
    assert not any(one.whole or one.answers for one in refused)
    made_up = [seen(case, "It was 987,654 [1].") for case in asked]
    assert sum(one.answers for one in made_up) <= 0.1 * len(made_up)


@pytest.mark.parametrize("desk", DESKS)
def test_the_same_of_another_subject_is_never_shown(desk: str) -> None:
    for case in invented(desk)[1::2]:
        about = [word for run in full_names(case.question) for word in run]
        for number, passage in enumerate(case.passages, 1):
            if not any(re.search(rf"\b{word}\b", passage) for word in about):
                for sentence in passage.split(". "):
                    shown = seen(case, f"{sentence.rstrip('.')} [{number}].")
                    assert not shown.whole, sentence
                    assert not shown.answers


def test_the_same_seed_asks_the_same() -> None:
    assert invented("finance") == invented("finance")
    assert len({case.question for case in invented("finance")}) > 6


def test_orders_lie_where_the_answer_does_not() -> None:
    planted = [case for case in invented("medical", 40) if case.planted]
    assert planted
    for case in planted:
        assert [case.planted in text for text in case.passages].count(True) == 1
        assert not any(case.planted in case.passages[number - 1] for number in case.carrying)


def test_the_conversation_shows_numbered_passages_and_ends_with_the_question() -> None:
    case = invented("education")[0]
    system, user = conversation(case)
    assert "Not found in your documents." in system.content
    assert "[1]" in user.content
    assert user.content.endswith(f"Question: {case.question}")
    assert posed(case).carried


def test_a_scene_needs_five_topics() -> None:
    fact = Fact("one", "a", "b", "c")
    with pytest.raises(ValueError, match="five facts"):
        Scene("X", (fact,) * 6)
    assert len(finance.scene("X", random.Random(1)).facts) >= 5


def put(path: Path, rows: list[dict], *, lines: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
    path.write_text(text, encoding="utf-8")


def page(disease: str, about: str, question: str, answer: str) -> dict:
    url = next(
        f"https://x/{disease}/{at}"
        for at in range(500)
        if part(f"https://x/{disease}/{at}") == "test"
    )
    told = {"focus": disease, "question": question, "answer": answer}
    return {"id": f"{disease} {about}", "url": url} | told


def test_pages_of_one_disease_never_answer_for_a_related_one(tmp_path: Path) -> None:
    rows = []
    for disease in ("Redfern syndrome", "Redfern palsy", "Blue cough"):
        rows.append(page(disease, "a", f"What causes {disease} ?", f"{disease} comes from cold."))
        rows.append(page(disease, "b", f"How is {disease} treated ?", f"{disease} needs rest."))
    put(tmp_path / "medical/medquad/medquad.jsonl", rows, lines=True)
    found = documents.medical(Unseen(tmp_path), 6, 1)
    assert len(found) == 12
    for case, twin in zip(found[::2], found[1::2], strict=True):
        (number,) = case.carrying
        assert twin.passages == tuple(t for at, t in enumerate(case.passages, 1) if at != number)
        if "Redfern syndrome" in case.question:
            assert not any("palsy" in text for text in case.passages)


def report(uid: str, answer: str) -> dict:
    told = f"The firm {uid} paid {answer} for the mill in spring. It was pleased with that."
    paragraphs = [
        {"uid": "p", "order": 1, "text": told},
        {"uid": "r", "order": 2, "text": f"The firm {uid} also runs a ferry between two islands."},
    ]
    question = {
        "uid": uid, "question": f"What did the firm {uid} pay for the mill?", "answer": [answer],
        "answer_type": "span", "answer_from": "text", "rel_paragraphs": ["1"],
    }  # fmt: skip
    return {"table": {"uid": uid, "table": [["Year", "2019"], ["Sales", "12"]]},
            "paragraphs": paragraphs, "questions": [question]}  # fmt: skip


def test_reports_give_cases_whose_words_are_known(tmp_path: Path) -> None:
    rows = [report(f"u{at}", f"${at + 3} million") for at in range(4)]
    put(tmp_path / "finance/tatqa/tatqa_dataset_test_gold.json", rows, lines=False)
    found = documents.finance(Unseen(tmp_path), 3, 1)
    assert [case.answerable for case in found] == [True, False] * 3
    for case in found[::2]:
        (number,) = case.carrying
        assert case.golds[0] in case.passages[number - 1]
    told = over_report(rows[0]["questions"][0]["question"], rows[0])[1].content
    assert "$3 million" in told
