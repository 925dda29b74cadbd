"""The real base: exact at birth, and able to answer as it is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from langchain_openai import ChatOpenAI
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from core_model import dense
from core_model.build import build, build_with
from core_model.dense import load_dense
from core_model.engine.engine import Engine
from core_model.load import load, load_model
from core_model.recipe import Recipe
from core_model.server.app import create_app

pytestmark = pytest.mark.model

QUESTION = "What is the capital of France?"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, LlamaForCausalLM]:
    """The folder of a real build with newborn specialists, and the dense base that it loaded."""
    bases = []

    def kept(base):
        bases.append(load_dense(base))
        return bases[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "load_dense", kept)
        folder = build_with(Recipe(), tmp_path_factory.mktemp("newborn"))
    return folder, bases[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def generator(folder):
    with load(folder) as generator:
        yield generator


@torch.inference_mode()
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_logits_differ_from_the_dense_base_by_exactly_zero(made, tmp_path, dtype):
    folder, parent = made
    parent.save_pretrained(tmp_path)
    parent = LlamaForCausalLM.from_pretrained(tmp_path, dtype=dtype)
    ids = PreTrainedTokenizerFast.from_pretrained(folder)(QUESTION, return_tensors="pt").input_ids
    assert (parent(ids).logits - load_model(folder, dtype)(ids).logits).abs().max().item() == 0.0


def test_it_splits_numbers_into_digits_and_keeps_text(generator: Engine):
    text = "Revenue: 1234.5  in 2023,\n净利润 €5"
    ids = generator._tokenizer(text)["input_ids"]
    pieces = [generator._tokenizer.decode([token]) for token in ids]
    assert [piece for piece in pieces if any(sign.isdigit() for sign in piece)] == list(
        "1234520235"
    )
    assert generator._tokenizer.decode(ids) == text


def test_it_answers_a_chat_over_the_wire(generator, serving):
    with serving(create_app(generator)) as url:
        chat = ChatOpenAI(
            base_url=f"{url}/v1", api_key="none", model="consilium-base", temperature=0
        )
        answer = chat.invoke(QUESTION)
    assert "Paris" in str(answer.content)
    assert answer.response_metadata["finish_reason"] == "stop"
    assert generator.context == 8192
