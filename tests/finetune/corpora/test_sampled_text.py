"""Openings are many and repeatable; a cut file is mended and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core_model.engine.engine import Engine
from core_model.engine.torch_runner import TorchRunner
from finetune.corpora.sampled import open_base, opening, rows, sample, usable
from finetune.corpora.split import part
from tests.fakes.tiny_mixture import ascii_only, speaking
from tests.fakes.tiny_model import byte_tokenizer

MANY = [opening(number, seed=0) for number in range(50)]


@pytest.fixture
def engine():
    tokenizer = byte_tokenizer()
    model = ascii_only(speaking(max_position_embeddings=512), tokenizer)
    with Engine(TorchRunner(model, num_blocks=512, block_size=4), tokenizer) as opened:
        yield opened


def test_openings_are_repeatable_and_many():
    many = [opening(number, seed=1) for number in range(300)]
    assert many == [opening(number, seed=1) for number in range(300)]
    assert len({each.text for each in many}) > 250
    assert len({each.form for each in many}) == 10
    asked = sum(each.form == "asked" for each in many)
    assert 60 < asked < 120
    assert not any("{" in each.text for each in many)
    assert opening(5, seed=2) != opening(5, seed=1)


def test_an_order_is_sent_as_a_message_and_a_beginning_as_text():
    asked = next(each for each in MANY if each.form == "asked")
    begun = next(each for each in MANY if each.form == "news")
    assert asked.request(9).messages[0].content == asked.text
    assert begun.request(9).text == begun.text
    assert begun.request(9).sampling.temperature == 1
    assert asked.whole(" It is so. ") == f"{asked.text}\n\nIt is so."
    assert begun.whole("more").startswith(begun.text[:10])


def test_sampling_goes_on_after_a_torn_line(tmp_path: Path, engine: Engine):
    out = tmp_path / "drafts.jsonl"
    assert sample(engine, out, tokens=40, seed=3, at_once=3, max_tokens=10) >= 40
    first = out.read_text(encoding="utf-8")
    out.write_text(first + '{"id": "sampled-3-99", "te', encoding="utf-8")
    total = sample(engine, out, tokens=90, seed=3, at_once=3, max_tokens=10)
    text = out.read_text(encoding="utf-8")
    assert text.startswith(first)
    found = [json.loads(line) for line in text.splitlines()]
    assert total == sum(row["tokens"] for row in found) >= 90
    assert len({row["id"] for row in found}) == len(found)
    assert all(row["part"] == part(row["id"]) for row in found)
    assert {row["domain"] for row in found} == {"general"}


def test_a_text_that_turns_in_circles_is_left_out(tmp_path: Path):
    circles = "the cat sat on the mat and " * 20
    sound = " ".join(f"word{n}" for n in range(60))
    assert usable(sound)
    assert not usable(circles)
    assert not usable("too short")
    kept = {"domain": "general", "source": "sampled/news", "part": "train", "tokens": 9}
    lines = [{"id": name, "text": text, **kept} for name, text in (("a", sound), ("b", circles))]
    (tmp_path / "d.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (row,) = rows(tmp_path / "d.jsonl")
    assert row["id"] == "a"
    assert set(row) == {"id", "text", "domain", "source", "part"}


def test_the_base_is_opened_from_its_folder(tmp_path: Path):
    tokenizer = byte_tokenizer()
    speaking(max_position_embeddings=512).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    with open_base(tmp_path, 4) as opened:
        assert opened.accepting
        assert opened.backend is not None
    assert not opened.accepting
