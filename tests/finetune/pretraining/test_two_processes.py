"""Two processes over gloo update the weights as one process does, and so does the quick step."""

from __future__ import annotations

import multiprocessing
import os
import socket
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from accelerate.state import AcceleratorState, GradientState, PartialState

import finetune.configs
from core_model.config import tiny
from core_model.model import CoreForCausalLM
from finetune.corpora.split import part
from finetune.pretrain import pretrain
from finetune.pretraining.config import PretrainConfig
from finetune.pretraining.learning import learner, trained_weights
from finetune.runs.rows import write_rows
from tests.fakes.tiny_model import byte_tokenizer

SETTINGS: dict[str, Any] = {
    "length": 32,
    "batch": 4,
    "max_steps": 3,
    "warmup_steps": 0,
    "only_down_steps": 0,
    "learning_rate": 0.01,
    "balance": 0,
    "z": 0,
    "anchor": 0,
    "curriculum": False,
    "adaptive": False,
    "validation_blocks": 1,
    "validate_minutes": 1000,
    "lanes": 1,
}
"""The routers' losses are off: they are means over what one process sees."""


@pytest.fixture
def start(tmp_path: Path) -> tuple[Path, dict[str, Path]]:
    torch.manual_seed(0)
    model = CoreForCausalLM(tiny())
    for panel in model.panels():
        for expert, width in enumerate(panel.specialists.widths):
            panel.specialists.down_proj.data[expert, :, :width].normal_(std=0.2)
    model.save_pretrained(tmp_path / "parent")
    byte_tokenizer().save_pretrained(tmp_path / "parent")
    names = [f"text-{number}" for number in range(60)]
    rows = [
        {"id": name, "text": f"{name} says that {number * 37} is not {number}", "part": part(name)}
        for number, name in enumerate(names)
    ]
    write_rows(tmp_path / "texts.jsonl", rows)
    return tmp_path / "parent", {"tales": tmp_path / "texts.jsonl"}


def fresh_state() -> None:
    """accelerate remembers for a whole process whether it is one of several."""
    for each in (AcceleratorState, GradientState, PartialState):
        each._reset_state()


def one_of_two(rank: int, port: int, config: PretrainConfig, parent: Path) -> None:
    os.environ |= {
        "WORLD_SIZE": "2",
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "LOCAL_WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "ACCELERATE_USE_CPU": "true",
    }
    torch.set_num_threads(1)
    fresh_state()
    pretrain(config, parent)


def in_two_processes(config: PretrainConfig, parent: Path) -> Path:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    both = [fork.Process(target=one_of_two, args=(rank, port, config, parent)) for rank in (0, 1)]
    for each in both:
        each.start()
    for each in both:
        each.join(120)
        assert each.exitcode == 0
    return config.out / "result"


def learnt(folder: Path) -> dict[str, torch.Tensor]:
    weights = trained_weights(learner(folder, torch.float32))
    return {name: each.detach() for name, each in weights.items()}


def test_two_processes_update_as_one_and_as_the_quick_step(
    start: tuple[Path, dict[str, Path]], tmp_path: Path
):
    parent, texts = start
    fresh_state()
    configs = {
        name: PretrainConfig(out=tmp_path / name, texts=texts, plain=name == "one", **SETTINGS)
        for name in ("one", "two", "quick")
    }
    one, quick = (pretrain(configs[name], parent) for name in ("one", "quick"))
    two = in_two_processes(configs["two"], parent)
    fresh_state()
    before, alone, together, fast = (learnt(each) for each in (parent, one, two, quick))
    moved = sum((alone[name] - before[name]).norm().item() for name in before)
    apart = sum((alone[name] - together[name]).norm().item() for name in before)
    beside = sum((alone[name] - fast[name]).norm().item() for name in before)
    assert moved > 1
    assert apart < 0.02 * moved
    assert beside < 0.2 * moved  # the quick step's frozen weights are bf16


def test_engine_configs_name_the_layer_they_split():
    folder = Path(finetune.configs.__file__).parent / "accelerate"
    configs = {file.stem: yaml.safe_load(file.read_text()) for file in folder.glob("*.yaml")}
    assert set(configs) == {"two_cpus", "fsdp", "deepspeed_zero3"}
    wrapped = configs["fsdp"]["fsdp_config"]["fsdp_transformer_layer_cls_to_wrap"]
    assert wrapped in CoreForCausalLM._no_split_modules
    assert configs["deepspeed_zero3"]["deepspeed_config"]["zero_stage"] == 3
    assert configs["two_cpus"]["use_cpu"] is True
