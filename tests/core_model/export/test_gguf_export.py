"""A GGUF computes in llama.cpp what the mixture computes here."""

from __future__ import annotations

import pytest
from gguf import GGUFReader

from core_model.export.gguf import gguf_architecture, write_gguf
from core_model.export.gguf_tokenizer import LLAMA_3, splitting
from core_model.export.llama_cpp import measure_in_llama_cpp
from tests.fakes.tiny_mixture import ascii_only, merging_tokenizer, speaking
from tests.fakes.tiny_model import byte_tokenizer

ASKED = [list(range(40, 60)), [70, 71, 72]]


def mixture(**changes):
    return ascii_only(speaking(vocab_size=260, **changes), merging_tokenizer())


@pytest.mark.parametrize(
    ("changes", "architecture"),
    [
        ({"router_temperature": 0.8}, "qwen2moe"),
        ({"norm_topk_prob": True, "router_temperature": 1.2}, "granitemoe"),
    ],
)
def test_llama_cpp_computes_the_mixture(changes, architecture, tmp_path):
    model = mixture(**changes)
    assert gguf_architecture(model) == architecture
    write_gguf(model, merging_tokenizer(), tmp_path / "model.gguf")
    parity = measure_in_llama_cpp(model, ASKED, tmp_path / "model.gguf")
    assert parity.max_difference < 1e-4
    assert (parity.greedy_equal, parity.greedy_of) == (24, 24)


def test_another_mixture_is_not_equal(tmp_path):
    write_gguf(mixture(), merging_tokenizer(), tmp_path / "model.gguf")
    parity = measure_in_llama_cpp(mixture(seed=1), ASKED, tmp_path / "model.gguf")
    assert parity.max_difference > 0.1
    assert parity.greedy_equal < 24


@pytest.mark.parametrize(("kind", "bound"), [("F16", 0.05), ("Q8_0", 0.5), ("Q4_1", 4.0)])
def test_quantised_files_are_smaller_and_near(kind, bound, tmp_path):
    model = mixture(hidden_size=64, num_experts_per_tok=4)  # no choice that rounding could turn
    whole, small = tmp_path / "whole.gguf", tmp_path / "small.gguf"
    write_gguf(model, merging_tokenizer(), whole)
    write_gguf(model, merging_tokenizer(), small, kind)
    assert small.stat().st_size < 0.7 * whole.stat().st_size
    assert 0 < measure_in_llama_cpp(model, ASKED, small).max_difference < bound


def test_the_file_names_tokens_and_number_formats(tmp_path):
    write_gguf(mixture(), merging_tokenizer(), tmp_path / "model.gguf", "Q8_0")
    reader = GGUFReader(tmp_path / "model.gguf")
    kinds = {tensor.name: tensor.tensor_type.name for tensor in reader.tensors}
    assert kinds["blk.0.ffn_gate_inp.weight"] == "F32"
    assert kinds["blk.0.ffn_gate_exps.weight"] == "Q8_0"
    write_gguf(mixture(), merging_tokenizer(), tmp_path / "four.gguf", "Q4_1")
    four = {t.name: t.tensor_type.name for t in GGUFReader(tmp_path / "four.gguf").tensors}
    assert (four["token_embd.weight"], four["blk.0.attn_v.weight"]) == ("Q8_0", "Q4_1")
    assert reader.fields["tokenizer.ggml.pre"].contents() == "gpt-2"
    assert reader.fields["tokenizer.ggml.tokens"].contents()[259] == "he"


def test_what_llama_cpp_has_no_place_for_is_refused_by_name(tmp_path):
    scaled = {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0}
    with pytest.raises(ValueError, match="linear"):
        gguf_architecture(mixture(rope_parameters=scaled))
    with pytest.raises(ValueError, match="attention_bias"):
        gguf_architecture(mixture(norm_topk_prob=True, attention_bias=True))
    with pytest.raises(ValueError, match="without merges"):
        write_gguf(mixture(), byte_tokenizer(), tmp_path / "model.gguf")


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        ([{"type": "ByteLevel", "use_regex": True}], "gpt-2"),
        ([{"type": "Digits", "individual_digits": True}, {"type": "ByteLevel"}], "smollm"),
        ([{"type": "Split", "pattern": {"Regex": LLAMA_3}}, {"type": "ByteLevel"}], "llama-bpe"),
    ],
)
def test_ways_to_split_text_have_names_in_llama_cpp(steps, name):
    assert splitting({"type": "Sequence", "pretokenizers": steps}) == name


def test_an_unknown_way_to_split_text_is_refused():
    with pytest.raises(ValueError, match="Whitespace"):
        splitting({"type": "Whitespace"})
