from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from apps.shared.evaluation.answers import write_answers
from apps.shared.evaluation.config import EvaluateConfig
from apps.shared.evaluation.plan import Plan, full, quick
from apps.shared.evaluation.suite import Outcome, evaluate
from apps.shared.evaluation.titles import HEADLINES, TITLES
from benchmarks.domain_quality import config, options
from finetune.corpora.split import part
from finetune.evaluation.plot import draw
from finetune.evaluation.subject import Subject
from tests.fakes.adapters import save_adapter
from tests.fakes.tiny_mixture import ascii_only, speaking
from tests.fakes.tiny_model import byte_tokenizer

PLAN = Plan(
    windows=2, routed=1, invented=2, documents=0, spans=0, judgements=3, problems=2, sentences=40
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A little of some collections, invented."""
    place = tmp_path_factory.mktemp("data")
    pubmed = place / "medical/pubmedqa"
    pubmed.mkdir(parents=True)
    names = [name for name in map(str, range(100)) if part(name) == "test"][:3]
    item = {"QUESTION": "Is it?", "CONTEXTS": ["It is so. " * 20], "final_decision": "yes"}
    (pubmed / "pqal.json").write_text(json.dumps(dict.fromkeys(names, item)))
    algebra = place / "education/gsm8k"
    algebra.mkdir(parents=True)
    rows = [{"question": f"What is {at} and 1?", "answer": f"#### {at + 1}"} for at in range(3)]
    (algebra / "test.jsonl").write_text("\n".join(map(json.dumps, rows)))
    bank = place / "finance/phrasebank"
    bank.mkdir(parents=True)
    lines = [f"Sales of {at} rose.@positive\nSales of {at} fell.@negative" for at in range(30)]
    (bank / "Sentences_50Agree.txt").write_text("\n".join(lines), encoding="latin-1")
    mail = place / "rag/bipia"
    mail.mkdir(parents=True)
    (mail / "email_train.jsonl").write_text(json.dumps({"context": "Dear all, we meet. " * 60}))
    return place


@pytest.fixture(scope="module")
def outcome(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    place = tmp_path_factory.mktemp("core")
    tokenizer = byte_tokenizer()
    model = ascii_only(speaking(max_position_embeddings=4096), tokenizer)
    model.save_pretrained(place)
    tokenizer.save_pretrained(place)
    torch.manual_seed(2)
    adapter = save_adapter(place / "adapter", model)
    return evaluate(Subject(place, {"medical": adapter}), data, PLAN, lambda stage, done: None)


def test_every_measure_has_the_base_beside_it(outcome: Outcome) -> None:
    keys = outcome.report.keys()
    for name in ("ppl_medical", "pubmedqa_accuracy", "gsm8k_accuracy", "phrasebank_macro_f1"):
        assert keys[name] is not None
        assert keys[f"base_{name}"] is not None
    assert keys["ppl_ratio_medical"] != 1.0
    assert keys["ppl_medical_adapter"] != keys["ppl_medical"]
    assert keys["base_ppl_medical_adapter"] == keys["base_ppl_medical"]
    assert outcome.report.adapters.keys() == {"medical"}
    assert 0 < float(str(keys["utilisation"])) <= 1


def test_what_the_data_do_not_hold_is_named_not_scored(outcome: Outcome) -> None:
    assert "finance/tatqa" in outcome.report.absent
    names = {one.name for one in outcome.report.measures}
    assert names.isdisjoint({"tatqa_span_f1", "svamp_accuracy"})


def test_every_measure_has_words(outcome: Outcome) -> None:
    assert {one.name for one in outcome.report.measures} <= set(TITLES)
    assert set(TITLES) >= HEADLINES


def test_answers_and_picture_are_kept(outcome: Outcome, tmp_path: Path) -> None:
    count = write_answers(tmp_path / "answers.jsonl", outcome)
    rows = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text().splitlines()]
    assert count == len(rows) == len(outcome.asked.cases)
    assert {"question", "base", "ours"} <= rows[0].keys()
    draw(outcome.ours.routing, tmp_path / "picture.png", "tiny")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_an_untrained_core_is_its_own_base(data: Path, tmp_path: Path) -> None:
    model = speaking(max_position_embeddings=4096)
    for panel in model.panels():
        torch.nn.init.zeros_(panel.specialists.down_proj)
    model.save_pretrained(tmp_path)
    byte_tokenizer().save_pretrained(tmp_path)
    plan = replace(PLAN, invented=0, problems=0, judgements=1, sentences=0, windows=1)
    found = evaluate(Subject(tmp_path), data, plan, lambda stage, done: None)
    assert not found.report.trained
    assert all(one.ours == one.base for one in found.report.measures)


def test_quick_asks_less_of_everything() -> None:
    assert all(getattr(quick(), name) < getattr(full(), name) for name in vars_of(PLAN))


def vars_of(plan: Plan) -> list[str]:
    return [name for name in Plan.__dataclass_fields__ if name != "seed"]


def test_the_benchmarks_options_are_the_commands_config() -> None:
    chosen = config(options(["--data", "d", "--adapter", "finance=x/y", "--quick"]))
    assert chosen == EvaluateConfig(data=Path("d"), adapters={"finance": Path("x/y")}, quick=True)
    assert config(options(["--data", "d"])).adapters is None
    assert config(options(["--data", "d", "--no-adapters"])).adapters == {}
