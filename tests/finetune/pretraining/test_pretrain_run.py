"""A pre-training run over a tiny model: it learns, is cut, goes on, and leaves a model behind."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from core_model.config import tiny
from core_model.load import load_model
from core_model.model import CoreForCausalLM
from finetune.corpora.split import part
from finetune.pretrain import pretrain
from finetune.pretraining.balance import RunningLoad, counts, routing_loss
from finetune.pretraining.blocks import cut, labelled, micro_batches, packed
from finetune.pretraining.config import PretrainConfig
from finetune.pretraining.learning import learner, load_trained, save_trained
from finetune.runs.config import ConfigRefused
from finetune.runs.folder import open_run
from finetune.runs.log import RunLog
from finetune.runs.rows import write_rows
from tests.fakes.tiny_model import byte_tokenizer

SUBJECTS = {
    "finance": "the revenue of the company rose by {} percent in the year {}. ",
    "medical": "the patient of {} years was given {} milligrams at night. ",
    "general": "on day {} the ship sailed {} miles to the north. ",
}


@pytest.fixture(scope="module")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parent")
    torch.manual_seed(0)
    CoreForCausalLM(tiny()).save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("texts")
    chance = random.Random(0)
    found = {}
    for domain, sentence in SUBJECTS.items():
        rows = []
        for number in range(80):
            figures = [(chance.randrange(99), chance.randrange(2000)) for _ in "ab"]
            said = "".join(sentence.format(*each) for each in figures)
            name = f"{domain}-{number}"
            rows.append({"id": name, "text": said, "domain": domain, "part": part(name)})
        write_rows(folder / f"{domain}.jsonl", rows)
        found[domain] = folder / f"{domain}.jsonl"
    return found


def config(out: Path, texts: dict[str, Path], **changes) -> PretrainConfig:
    settings = {
        "texts": texts,
        "length": 64,
        "batch": 4,
        "max_steps": 12,
        "warmup_steps": 2,
        "only_down_steps": 2,
        "learning_rate": 0.02,
        "router_learning_rate": 0.01,
        "validation_blocks": 3,
        "log_steps": 2,
        "threads": 1,
    }
    return PretrainConfig(out=out, **(settings | changes))


def test_a_run_learns_and_leaves_a_model_a_card_and_a_log(
    parent: Path, texts: dict[str, Path], tmp_path: Path
):
    made = pretrain(config(tmp_path / "run", texts), parent)
    figures = json.loads((tmp_path / "run" / "figures.json").read_text())
    assert figures["perplexity_ratio/finance"] < 0.9
    assert figures["perplexity_ratio/medical"] < 0.9
    assert figures["perplexity_ratio/general"] < 1.1
    assert 0 < figures["utilisation/mean"] <= 1
    log = RunLog(tmp_path / "run" / "log.csv").last()
    assert {"loss", "share/finance", "specialisation/medical"} <= set(log)
    before, after = (load_model(folder, torch.float32) for folder in (parent, made))
    changed = {
        name
        for (name, old), new in zip(before.named_parameters(), after.parameters(), strict=True)
        if not torch.allclose(old, new, atol=1e-2 * old.abs().max().item() + 1e-9)
    }
    assert {name.rsplit(".", 1)[-1] for name in changed} == {"gate_up_proj", "down_proj", "weight"}
    assert all(".router." in name or ".specialists." in name for name in changed)
    assert "perplexity, finance, validation" in (tmp_path / "run" / "README.md").read_text()
    again = PreTrainedTokenizerFast.from_pretrained(made)
    assert again.decode(again("a b")["input_ids"]) == "a b"


def test_a_run_that_was_cut_ends_as_if_it_had_not_been(
    parent: Path, texts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    plain = {"lanes": 1, "checkpoint_minutes": 1e-9, "adaptive": False, "decay": 0}
    whole = pretrain(config(tmp_path / "whole", texts, max_steps=4, **plain), parent)

    class Killed(Exception):
        pass

    from finetune.pretraining.trainer import PretrainTrainer

    steps = PretrainTrainer.training_step

    def dies(self, *given, **named):
        if self.state.global_step == 3:
            raise Killed
        return steps(self, *given, **named)

    cut_config = config(tmp_path / "cut", texts, max_steps=4, **plain)
    with monkeypatch.context() as patch:
        patch.setattr(PretrainTrainer, "training_step", dies)
        with pytest.raises(Killed):
            pretrain(cut_config, parent)
    newest = open_run(cut_config).newest_checkpoint()
    assert newest is not None
    assert newest.name == "checkpoint-3"
    (newest / "trained.safetensors").write_bytes(b"torn")  # killed while writing
    resumed = pretrain(cut_config, parent)
    first, second = (load_model(each, torch.float32) for each in (whole, resumed))
    for (name, old), new in zip(first.named_parameters(), second.parameters(), strict=True):
        assert torch.allclose(old, new, atol=1e-3), name
    steps_logged = [each.step for each in RunLog(tmp_path / "cut" / "log.csv").figures()]
    assert steps_logged == sorted(steps_logged)


def test_some_specialists_alone_and_upper_layers_alone(
    parent: Path, texts: dict[str, Path], tmp_path: Path
):
    chosen = config(
        tmp_path / "run",
        texts,
        max_steps=3,
        specialists=[1, 3],
        frozen_layers=1,
        recompute=True,
        validate_minutes=100,
    )
    made = pretrain(chosen, parent)
    before, after = (load_model(folder, torch.float32).panels() for folder in (parent, made))
    lower, upper = [
        (new.specialists.down_proj != old.specialists.down_proj).flatten(1).any(1).tolist()
        for old, new in zip(before, after, strict=True)
    ]
    assert lower == [False] * 4
    assert upper == [False, True, False, True]


def test_over_several_processes_the_base_cannot_run_beside(
    parent: Path, texts: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(ConfigRefused, match="anchor=0"):
        pretrain(config(tmp_path / "run", texts), parent)


def test_a_config_of_unknown_domains_is_refused(texts: dict[str, Path], tmp_path: Path):
    with pytest.raises(ValueError, match="weights or goals"):
        config(tmp_path, texts, weights={"law": 1})
    with pytest.raises(ValueError, match="no texts"):
        config(tmp_path, {})


def test_blocks_forget_nothing_and_cross_no_document():
    documents = [torch.arange(3, 9).numpy(), torch.arange(20, 25).numpy()]
    blocks = cut(documents, 6, 9, 2)
    assert all(len(block["input_ids"]) == 6 for block in blocks)
    given = packed(blocks)
    assert labelled(blocks) == int((given.labels >= 0).sum())
    starts = (given.positions == 0).nonzero().tolist()
    assert all(given.labels[row, at - 1] == -100 for row, at in starts if at)
    named = [{**blocks[0], "domain": name} for name in "agbga"]
    groups = micro_batches(named, 2, "g")
    assert [[block["domain"] for block in group] for group in groups] == [
        ["a", "b"],
        ["a"],
        ["g", "g"],
    ]
    assert micro_batches(named, 9, None) == [named]


def test_balance_works_against_the_running_load():
    logits = torch.zeros(10, 4)
    logits[:, 0] = 3
    logits.requires_grad_()
    load = RunningLoad(1, 4)
    load.update(counts([logits], 2))
    assert load.share_LE[0, 0] > 0.25
    assert load.share_LE.sum().item() == pytest.approx(1)
    weights = {"balance": 1.0, "entropy": 0.0, "z": 0.0}
    routing_loss([logits], load.share_LE, 2, **weights).backward()
    assert logits.grad is not None
    assert (logits.grad[:, 0] > 0).all()
    even = torch.full((1, 4), 0.25)
    assert routing_loss([logits], even, 2, **weights).item() == pytest.approx(1)


def test_saved_weights_come_back_and_others_are_refused(parent: Path, tmp_path: Path):
    model = learner(parent)
    save_trained(model, tmp_path)
    other = learner(parent)
    for weight in other.parameters():
        weight.data.zero_()
    load_trained(other, tmp_path)
    for old, new in zip(model.panels(), other.panels(), strict=True):
        assert torch.equal(old.specialists.gate_up_proj, new.specialists.gate_up_proj)
        assert old.router.weight.dtype == torch.float32
    with pytest.raises(ValueError, match="another training"):
        load_trained(learner(parent, frozen_layers=1), tmp_path)
