"""A tiny core in a folder, and lessons of a language that it can learn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import byte_tokenizer, tiny_dense

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny_core(tmp_path_factory) -> Path:
    """Two layers over bytes, with specialists that have something to say."""
    folder = tmp_path_factory.mktemp("core")
    model = upcycle(tiny_dense(max_position_embeddings=512), Recipe(widths=(32, 64), top_k=1))
    with torch.no_grad():
        for panel in model.panels():
            panel.specialists.down_proj[:, :, :32].normal_(std=0.1)
    model.save_pretrained(folder)
    byte_tokenizer().save_pretrained(folder)
    return folder


def lesson(number: int, **changes) -> dict:
    """Asks for one of four digits three times."""
    digit = str(number % 4)
    row = {
        "id": f"l{number}",
        "messages": [
            {"role": "user", "content": f"thrice {digit}"},
            {"role": "assistant", "content": digit * 3},
        ],
        "domain": "digits",
        "task": "thrice",
        "part": "train",
        "source": "made here (Apache-2.0)",
    }
    return row | changes


@pytest.fixture(scope="session")
def lessons(tmp_path_factory) -> Path:
    """32 lessons to learn, four to measure on, one that no model ever reads."""
    rows = [lesson(number) for number in range(32)]
    rows += [lesson(100 + number, part="validation") for number in range(4)]
    rows += [lesson(200, part="test")]
    file = tmp_path_factory.mktemp("lessons") / "lessons.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file
