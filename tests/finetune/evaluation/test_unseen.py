from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from finetune.corpora.split import part
from finetune.evaluation.unseen import DOMAINS, Unseen, is_unseen, seen


def named(wanted: str, stem: str) -> str:
    """A name that falls into a part."""
    return next(f"{stem}{at}" for at in range(1000) if part(f"{stem}{at}") == wanted)


def context(uid: str, *, answered: bool = True) -> dict:
    question = {"uid": "q", "question": "Which?", "answer_type": "span", "answer_from": "text"}
    question |= {"rel_paragraphs": ["1"]} | ({"answer": ["red"]} if answered else {})
    return {
        "table": {"uid": uid, "table": [["a", "1"]]},
        "paragraphs": [{"uid": "p", "order": 1, "text": f"Text of {uid}."}],
        "questions": [question],
    }


def put(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode()))


def test_of_the_trained_file_only_the_test_part_is_unseen(tmp_path: Path) -> None:
    ours, theirs = named("test", "u"), named("train", "u")
    place = tmp_path / "finance/tatqa"
    put(place, "tatqa_dataset_dev.json", json.dumps([context(ours), context(theirs)]))
    assert [one["table"]["uid"] for one in Unseen(tmp_path).tatqa()] == [ours]


def test_of_a_test_file_everything_is_unseen_if_it_has_answers(tmp_path: Path) -> None:
    place = tmp_path / "finance/tatqa"
    rows = [context(named("train", "v")), context("hidden", answered=False)]
    put(place, "tatqa_dataset_test_gold.json", json.dumps(rows))
    found = Unseen(tmp_path)
    assert [one["table"]["uid"] for one in found.tatqa()] == [named("train", "v")]
    assert [text.source for text in found.texts("finance")] == ["tatqa"]


def test_documents_that_are_not_listed_are_unseen() -> None:
    listed = sorted(seen()["sec_filings"])
    trained = [name for name in listed if part(name) == "train"]
    assert trained
    assert not any(is_unseen("sec_filings", name) for name in trained)
    assert is_unseen("sec_filings", named("train", "10-K_NOBODY"))
    assert not is_unseen("medquad", named("train", "https://page"))


def test_the_publisher_decides_where_it_lists_its_test(tmp_path: Path) -> None:
    place = tmp_path / "medical/pubmedqa"
    item = {"QUESTION": "Is it?", "CONTEXTS": ["It is."], "final_decision": "yes"}
    whole = {named("train", "7"): item, named("test", "8"): item}
    put(place, "ori_pqal.json", json.dumps(whole))
    put(place, "test_ground_truth.json", json.dumps({named("train", "7"): "yes"}))
    assert list(Unseen(tmp_path).pubmedqa()) == [named("train", "7")]


def test_gsm8k_reads_its_test_file_or_the_test_part(tmp_path: Path) -> None:
    rows = [{"question": named(p, "How many "), "answer": "#### 5"} for p in ("train", "test")]
    lines = "\n".join(map(json.dumps, rows))
    put(tmp_path / "education/gsm8k", "train.jsonl", lines)
    assert Unseen(tmp_path).gsm8k() == [(rows[1]["question"], "5")]
    put(tmp_path / "education/gsm8k", "test.jsonl", lines)
    assert Unseen(tmp_path).gsm8k() == [(row["question"], "5") for row in rows]


def test_what_is_not_there_is_named_and_gives_nothing(tmp_path: Path) -> None:
    empty = Unseen(tmp_path)
    assert "finance/tatqa" in empty.absent()
    assert not [text for domain in DOMAINS for text in empty.texts(domain)]
    with pytest.raises(KeyError):
        empty.texts("law")
