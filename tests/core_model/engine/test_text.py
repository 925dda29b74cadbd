"""Tokens become text as it is written, whole characters at a time, and bytes one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.text import TextWriter, TokenBytes, byte_alphabet
from tests.fakes.tiny_model import END, VOCABULARY, byte_tokenizer

TOKENIZER = byte_tokenizer()
BYTES = TokenBytes(TOKENIZER)


@given(st.text(max_size=30))
def test_a_text_comes_back_whole_and_in_whole_characters(text):
    ids = TOKENIZER(text, add_special_tokens=False, split_special_tokens=True)["input_ids"]
    writer = TextWriter(TOKENIZER)
    steps = [writer.step(token) for token in ids]
    assert "".join(steps) == text
    assert [step for step in steps if step] == list(text)
    assert b"".join(BYTES.of(token) for token in ids) == text.encode()


@given(st.lists(st.integers(0, VOCABULARY - 1), max_size=30))
def test_random_tokens_give_what_decoding_them_at_once_gives(ids):
    writer = TextWriter(TOKENIZER)
    text = "".join(writer.step(token) for token in ids)
    whole = TOKENIZER.decode(ids, skip_special_tokens=True)
    assert whole.startswith(text)
    assert set(whole[len(text) :]) <= {"\ufffd"} or "\ufffd" in whole


def test_every_byte_has_a_sign():
    assert sorted(byte_alphabet().values()) == list(range(256))


def test_control_tokens_are_named_and_unknown_ids_are_empty():
    assert BYTES.of(END) == b"<|im_end|>"
    assert BYTES.of(VOCABULARY + 5) == b""
