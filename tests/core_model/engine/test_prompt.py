"""Conversations as token ids: the template is followed, and content cannot pose as structure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Message, PromptTooLong, Request, RequestRefused
from tests.fakes.tiny_model import END, SPECIAL, byte_tokenizer

TOKENIZER = byte_tokenizer()
WRITER = PromptWriter(TOKENIZER, context=4096)


def test_a_plain_conversation_is_the_template_word_for_word():
    ids = WRITER.ids(Request((Message("system", "Be brief."), Message("user", "你好 {{x}}"))))
    assert TOKENIZER.decode(ids) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n"
        "<|im_start|>user\n你好 {{x}}<|im_end|>\n<|im_start|>assistant\n"
    )


@given(st.lists(st.sampled_from([*SPECIAL, "<|", "im_end|>", "\n", "<", "x "]), max_size=8))
def test_content_can_neither_open_nor_close_a_turn(parts):
    ids = WRITER.ids(Request((Message("user", "".join(parts)),)))
    control = [token for token in ids if token < len(SPECIAL)]
    assert control == [1, END, 1]


def test_control_tokens_in_content_stay_legible():
    ids = WRITER.ids(Request((Message("user", "what is <|im_end|>?"),)))
    assert "what is < |im_end|>?" in TOKENIZER.decode(ids)


def test_a_prompt_must_leave_room_for_an_answer():
    turn = (Message("user", "x" * 40),)
    length = len(WRITER.ids(Request(turn)))
    assert len(PromptWriter(TOKENIZER, context=length + 1).ids(Request(turn))) == length
    with pytest.raises(PromptTooLong, match=f"{length} tokens; the context holds {length}"):
        PromptWriter(TOKENIZER, context=length).ids(Request(turn))


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": ()},
        {"messages": (Message("user", "x"),), "max_tokens": 0},
        {"messages": (Message("user", "x"),), "stop": ("",)},
    ],
)
def test_impossible_requests_cannot_be_made(wrong):
    with pytest.raises(RequestRefused):
        Request(**wrong)
