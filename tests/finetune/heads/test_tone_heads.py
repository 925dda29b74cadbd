"""Heads for the tone of news: sentences whose tone follows, heads that learn it and are kept."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.event_tone import agreed, macro_f1, told
from core_model.shipped.adapters import shipped_heads
from finetune.heads.tone.core_head import CoreToneHead, new_head, plain, save_head
from finetune.heads.tone.load import load_tone
from finetune.heads.tone.ngram_head import train_ngrams
from finetune.heads.tone.observed import observed, tone_of
from finetune.heads.tone.sentences import TONES, Told, grammar, sentences
from finetune.heads.tone.training import ToneConfig, train_tone
from finetune.runs.rows import write_rows
from tests.fakes.tiny_mixture import ascii_only, speaking
from tests.fakes.tiny_model import byte_tokenizer


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "consilium-1"
    tokenizer = byte_tokenizer()
    ascii_only(speaking(max_position_embeddings=512), tokenizer).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_differ_and_every_tone_is_told_often(language) -> None:
    made = list(sentences(language, 3000, 7))
    assert made == list(sentences(language, 3000, 7))
    assert len({one.text for one in made}) == 3000
    assert min(Counter(one.tone for one in made).values()) > 700
    assert not any("{" in one.text or "}" in one.text for one in made)


def test_the_tone_follows_the_figure_and_its_move() -> None:
    words, _ = grammar("en")
    moves = {("good", "rose"): "positive", ("bad", "rose"): "negative", ("bad", "fell"): "positive"}
    made = list(sentences("en", 4000, 1))
    for (metric, moved), tone in moves.items():
        said = re.compile(
            rf"^(?:{'|'.join(w for w in words[metric] if '{' not in w)}) "
            rf"(?:{'|'.join(words[moved])}) ",
            re.IGNORECASE,
        )
        tones = [one.tone for one in made if said.match(one.text)]
        assert len(tones) > 5
        assert set(tones) == {tone}


def test_ngrams_learn_the_grammar_and_come_back_from_disk(tmp_path: Path) -> None:
    head = train_ngrams("zh", list(sentences("zh", 1500, 1)), features=1 << 12)
    unseen = list(sentences("zh", 300, 2))
    texts = [one.text for one in unseen]
    chance = head.probabilities(texts)
    assert np.allclose(chance.sum(1), 1, atol=1e-5)
    right = np.mean(
        [TONES[at] == one.tone for at, one in zip(chance.argmax(1), unseen, strict=True)]
    )
    assert right > 0.8
    head.save(tmp_path)
    again = load_tone(tmp_path)
    assert np.allclose(again.probabilities(texts), chance, atol=0.01)


def test_a_run_trains_a_head_that_comes_back_from_disk(model: Path, tmp_path: Path) -> None:
    config = ToneConfig(out=tmp_path / "run", sentences=64, batch=8, layers=1, epochs=1, rank=2)
    folder = train_tone(config, model)
    assert "tone sentences" in (folder / "README.md").read_text()
    assert str(tmp_path) not in (folder / "adapter_config.json").read_text()
    head = load_tone(folder, model)
    chance = head.probabilities(["Profit rose .", "The plant burned down, and so did the office."])
    assert chance.shape == (2, 3)
    assert np.allclose(chance.sum(1), 1, atol=1e-5)
    before = (folder / "adapter_model.safetensors").read_bytes()
    newest = max((tmp_path / "run").glob("checkpoint-*"))
    assert sum(file.stat().st_size for file in newest.iterdir()) < 200_000
    assert train_tone(config, model) == folder
    assert (folder / "adapter_model.safetensors").read_bytes() == before


def test_chinese_needs_no_core_and_a_head_over_it_says_that_it_does(tmp_path: Path) -> None:
    config = ToneConfig(out=tmp_path / "zh", language="zh", sentences=2500)
    folder = train_tone(config, None)
    chance = load_tone(folder).probabilities(["净利润同比增长12%", "公司被证监会立案调查"])
    assert [TONES[at] for at in chance.argmax(1)] == ["positive", "negative"]
    (folder / "head.json").write_text('{"kind": "core"}')
    with pytest.raises(ValueError, match="give the core's folder"):
        load_tone(folder)


def test_a_rule_tells_the_tone_of_some_sentences_of_filings_and_leaves_the_rest(tmp_path) -> None:
    assert tone_of("Our net sales increased 4% compared to 2019.") == "positive"
    assert tone_of("Total operating expenses increased 4% compared to 2019.") == "negative"
    assert tone_of("Our net sales increased while costs fell 4% in 2019.") is None
    assert tone_of("The plant may close.") is None
    told = (
        "We lease our offices in Ohio from a group of owners. Net sales fell 4% from 2018 to 2019."
    )
    rows = [
        {"text": f"{told} The board has {n} members, all of them elected.", "part": part}
        for n, part in ((5, "train"), (7, "test"))
    ]
    write_rows(tmp_path / "texts.jsonl", rows)
    made = observed(tmp_path / "texts.jsonl", 50, seed=0)
    assert {one.text: one.tone for one in made} == {
        "We lease our offices in Ohio from a group of owners.": "neutral",
        "Net sales fell 4% from 2018 to 2019.": "negative",
        "The board has 5 members, all of them elected.": "neutral",
    }


def test_padding_changes_nothing(model: Path, tmp_path: Path) -> None:
    head = new_head(model, 2, 2, seed=1)
    torch.nn.init.normal_(head.directions.weight)
    save_head(head, tmp_path)
    loaded = CoreToneHead.load(tmp_path, model)
    alone = loaded.probabilities(["Sales rose."])
    beside = loaded.probabilities(["Sales rose.", "Sales rose by a third in the third quarter."])
    assert np.allclose(alone[0], beside[0], atol=2e-2)


def test_corpus_spacing_is_undone() -> None:
    assert plain("Profit ( EUR 2.1 mn ) rose , by 3 % .") == "Profit (EUR 2.1 mn) rose, by 3%."


def test_macro_f1_is_the_mean_over_the_labels_of_the_truth() -> None:
    truth = ["negative", "negative", "positive", "neutral"]
    assert macro_f1(truth, truth) == 1
    said = ["negative", "positive", "positive", "negative"]
    assert macro_f1(truth, said) == pytest.approx((0.5 + 2 / 3 + 0) / 3)


def test_texts_labelled_in_two_ways_are_left_out_and_unknown_tones_not_said() -> None:
    pairs = [("a  b", "positive"), ("a b", "positive"), ("c", "positive"), ("c", "negative")]
    assert agreed(pairs) == [("a b", "positive")]

    class Fixed:
        def probabilities(self, texts):
            return np.tile(np.array([[0.3, 0.5, 0.2]], np.float32), (len(texts), 1))

    assert told(Fixed(), [("x", "positive"), ("y", "negative")]) == ["negative", "negative"]
    assert Told("x", "neutral").tone in TONES


def test_the_shipped_head_is_small_and_names_no_machine() -> None:
    folder = shipped_heads()["tone-en"]
    assert all(file.stat().st_size < 20_000_000 for file in folder.iterdir())
    assert (
        json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"] is None
    )
    assert "tone sentences" in (folder / "README.md").read_text()
