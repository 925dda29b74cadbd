"""The reversed gradient, labels and spans, and a recogniser that learns to find marked terms."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core_model.config import tiny
from core_model.model import CoreForCausalLM
from finetune.adaptation.recogniser import TermRecogniser
from finetune.adaptation.reversal import ramp, reversed_gradient
from finetune.adaptation.spans import IGNORED, Agreement, agreement, labels, spans
from finetune.adaptation.stage import AdaptationConfig, recognise
from finetune.corpora.split import part
from finetune.runs.rows import BrokenRow, write_rows
from tests.fakes.tiny_model import byte_tokenizer


def test_the_gradient_arrives_turned_round():
    x = torch.ones(3, requires_grad=True)
    y = reversed_gradient(x, 0.7)
    assert torch.equal(y, x)
    (y * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad is not None
    assert torch.allclose(x.grad, torch.tensor([-0.7, -1.4, -2.1]))


def test_the_strength_rises_from_nothing_to_lambda():
    assert ramp(0, 0.7) == 0
    assert ramp(0.5, 0.7) == pytest.approx(0.7 * (2 / (1 + math.exp(-5)) - 1))
    assert ramp(1, 0.7) == pytest.approx(0.7, abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 4)), max_size=4))
def test_labels_and_spans_are_inverse(pieces):
    text, terms = "", []
    for gap, length in pieces:
        text += "." * (gap + 1)
        terms.append((len(text), len(text) + length))
        text += "x" * length
    text += "."
    offsets = [(at, at + 1) for at in range(len(text))]
    tags = labels(offsets, terms)
    assert spans(offsets, tags, text) == terms
    assert tags.count(1) == len(terms)


def test_tokens_without_characters_and_spaces_do_not_matter():
    text = "take aspirin now"
    offsets = [(0, 4), (4, 9), (9, 12), (12, 12), (12, 16)]
    tags = labels(offsets, [(5, 12)])
    assert tags == [0, 1, 2, IGNORED, 0]
    assert spans(offsets, tags, text) == [(5, 12)]


def test_agreement_counts_exact_matches():
    found = agreement([(0, 3), (5, 9)], [(0, 3), (5, 8)]) + agreement([], [(1, 2)])
    assert (found.right, found.found, found.true) == (1, 2, 3)
    assert found.f1 == pytest.approx(2 / 5)
    assert Agreement().f1 == 0


def test_reversal_makes_domains_hard_to_tell():
    """After training, a fresh linear probe tells the domains apart less well with reversal."""

    def told_apart(reversal: float) -> float:
        torch.manual_seed(0)
        signs = torch.randn(256, 16)
        domains = torch.arange(256) % 2
        signs[:, 0] += 2.0 * domains  # the domain's own mark
        x_BTD = signs[:, None]
        tags = (signs[:, 1] > 0).long()[:, None]
        learner = TermRecogniser(16, 32)
        optimizer = torch.optim.Adam(learner.parameters(), lr=1e-2)
        for step in range(150):
            optimizer.zero_grad()
            learner(x_BTD, tags, domains, ramp(step / 150, reversal))["loss"].backward()
            optimizer.step()
        features = learner.adapted(x_BTD)[:, 0].detach()
        probe = nn.Linear(16, 2)
        optimizer = torch.optim.Adam(probe.parameters(), lr=5e-2)
        for _ in range(100):
            optimizer.zero_grad()
            nn.functional.cross_entropy(probe(features), domains).backward()
            optimizer.step()
        return (probe(features).argmax(-1) == domains).float().mean().item()

    assert told_apart(2.0) < told_apart(0.0) - 0.05


DRUGS = ("zorvam", "quintal", "maxivol", "brezide")
ANIMALS = ("okapi", "lemur", "tapir", "ocelot")


def rows(words: tuple[str, ...], frame: str, seed: int) -> list[dict]:
    rng = random.Random(seed)
    found = []
    for n in range(140):
        word = rng.choice(words)
        text = frame.format(word, rng.choice(("well", "soon", "often")))
        at = text.index(word)
        found.append(
            {
                "id": f"{seed}-{n}",
                "text": text,
                "part": part(f"{seed}-{n}"),
                "terms": [[at, at + len(word)]],
            }
        )
    return found


@pytest.fixture(scope="module")
def core(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("core")
    torch.manual_seed(0)
    CoreForCausalLM(tiny()).save_pretrained(place)
    byte_tokenizer().save_pretrained(place)
    return place


def config(tmp_path: Path, **changes) -> AdaptationConfig:
    write_rows(tmp_path / "drugs.jsonl", rows(DRUGS, "The nurse gave {} {} today.", 1))
    write_rows(tmp_path / "zoo.jsonl", rows(ANIMALS, "We saw the {} {} at noon.", 2))
    given = {"max_steps": 300, "batch": 8, "learning_rate": 5e-3, "log_steps": 20}
    return AdaptationConfig(
        out=tmp_path / "run",
        labelled=tmp_path / "drugs.jsonl",
        other=tmp_path / "zoo.jsonl",
        **(given | changes),
    )


def test_marked_terms_are_found_in_unseen_texts(core, tmp_path):
    judged = recognise(config(tmp_path), core)
    assert judged.labelled > 0.8
    assert judged.other is not None
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures == {"f1_labelled": judged.labelled, "f1_other": judged.other}
    assert (tmp_path / "run" / "result" / "recogniser.safetensors").is_file()
    assert "lambda 0.7" in (tmp_path / "run" / "README.md").read_text()


def test_rows_of_another_form_are_named(core, tmp_path):
    asked = config(tmp_path)
    write_rows(asked.other, [{"id": "x", "part": "train"}])
    with pytest.raises(BrokenRow, match="'x'"):
        recognise(asked, core)
