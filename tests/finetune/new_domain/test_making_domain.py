"""The steps of a new domain over a tiny mixture: each leaves a file, a second call goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import torch

from finetune.new_domain.lesson import GroundedLesson
from finetune.new_domain.making import NewDomainConfig, make_domain
from finetune.new_domain.registration import DomainRefused, registered
from finetune.new_domain.rows import Domain
from finetune.runs.rows import read_rows, write_rows
from tests.fakes.adapters import save_adapter
from tests.fakes.tiny_mixture import ascii_only, speaking
from tests.fakes.tiny_model import byte_tokenizer

REFUSAL = "Not found in your documents."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "consilium-1"
    tokenizer = byte_tokenizer()
    ascii_only(speaking(max_position_embeddings=512), tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    subjects = ["bees", "boats", "bells", "roads", "wells", "mills", "hedges", "lamps"]
    rows: list[dict] = []
    for n in range(96):
        text = f"A licence for {subjects[n % 8]} in parish {n} costs {n + 11} crowns in a year."
        rows.append({"id": f"p{n}", "document": f"Act {n}", "text": text})
        asked = f"What does a licence cost in parish {n}?"
        rows.append({"id": f"q{n}", "question": asked, "answer": text, "cites": [f"p{n}"]})
    file = tmp_path / "rows.jsonl"
    write_rows(file, rows)
    return file


def teach(domain: Domain, seed: int) -> Iterable[object]:
    for question in domain.questions:
        turns = (("user", f"{domain.passages[question.cites[0]].text} {question.question}"),)
        yield GroundedLesson(
            question.id, question.question, turns, f"{question.answer} [1].", ("x",),
            frozenset({1}), "crowns",
        )  # fmt: skip
        yield "no second lesson"


class Trainer:
    """Saves a random adapter; counts its calls."""

    def __init__(self, out: Path):
        self.out = out
        self.seen: list[list[dict]] = []

    def __call__(self, lessons: Path) -> Path:
        self.seen.append(list(read_rows(lessons)))
        torch.manual_seed(5)
        shutil.rmtree(self.out, ignore_errors=True)
        return save_adapter(self.out, speaking(max_position_embeddings=512))


@pytest.fixture
def config(tmp_path: Path, data: Path) -> NewDomainConfig:
    return NewDomainConfig(
        name="parish", data=data, out=tmp_path / "work", lessons=30, measured=4, licence="CC0"
    )


def make(config: NewDomainConfig, model: Path, home: Path, train: Trainer, said: list[str]):
    return make_domain(config, model, home, teach=teach, train=train, tell=said.append)


def test_a_domain_is_made_measured_and_registered(tmp_path, config, model) -> None:
    said: list[str] = []
    train = Trainer(tmp_path / "adapter")
    made = make(config, model, tmp_path / "home", train, said)
    assert registered(tmp_path / "home") == {"parish": made.adapter}
    parts = [row["part"] for row in train.seen[0]]
    assert parts.count("train") == 30
    assert 0 < parts.count("test") <= 4
    assert made.measures.lessons == parts.count("test")
    assert made.measures.perplexity != made.measures.base_perplexity
    assert made.measures.base.answer_right == 0
    held = json.loads((config.out / "measures.json").read_text())
    assert held["perplexity"] == made.measures.perplexity
    answers = list(read_rows(config.out / "answers.jsonl"))
    assert {"question", "right", "base", "parish"} == set(answers[0])
    assert {path.name for path in config.out.iterdir()} >= {
        "recipe.toml",
        "README.md",
        "rows.jsonl",
    }
    assert list(made.seconds) == ["clean", "lessons", "train", "measure", "register"]


def test_a_second_call_keeps_the_run_and_new_data_begins_anew(tmp_path, config, model) -> None:
    said: list[str] = []
    train = Trainer(tmp_path / "adapter")
    make(config, model, tmp_path / "home", train, said)
    (config.out / "run").mkdir()
    before = (config.out / "lessons.jsonl").read_bytes()
    make(config, model, tmp_path / "home", train, said)
    assert (config.out / "run").exists()
    assert (config.out / "lessons.jsonl").read_bytes() == before
    with config.data.open("a") as file:
        file.write('{"id": "more", "document": "Act 500", "text": "A bell tolls at nine or so."}\n')
    make(config, model, tmp_path / "home", train, said)
    assert not (config.out / "run").exists()
    assert any("begins anew" in line for line in said)


def test_a_domain_without_lessons_says_what_answers_must_be(tmp_path, config, model) -> None:
    with pytest.raises(DomainRefused, match="no question of the train part gave a lesson"):
        make_domain(
            config, model, tmp_path, teach=lambda domain, seed: ["none"],
            train=Trainer(tmp_path / "adapter"), tell=lambda said: None,
        )  # fmt: skip
    assert registered(tmp_path) == {}
