"""The embedded model through LangChain's interface."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage

from core_model.chat import ConsiliumChat
from core_model.engine.engine import Engine
from core_model.engine.request import RequestRefused
from tests.fakes.runners import RecitingRunner
from tests.fakes.tiny_model import byte_tokenizer


@pytest.fixture
def chat():
    with Engine(RecitingRunner("one two three"), byte_tokenizer()) as engine:
        yield ConsiliumChat(engine=engine, temperature=0)


def test_invoke_returns_text_usage_and_the_reason(chat):
    answer = chat.invoke("count")
    assert answer.content == "one two three"
    assert answer.usage_metadata["output_tokens"] == 14
    assert answer.usage_metadata["total_tokens"] == 14 + answer.usage_metadata["input_tokens"]
    assert answer.response_metadata["finish_reason"] == "stop"


def test_stream_arrives_in_pieces_and_adds_up(chat):
    chunks = list(chat.stream([SystemMessage("s"), HumanMessage("h"), AIMessage("a")]))
    assert len([chunk for chunk in chunks if chunk.content]) == len("one two three")
    assert "".join(str(chunk.content) for chunk in chunks) == "one two three"
    assert sum(chunks[1:], chunks[0]).usage_metadata["output_tokens"] == 14


def test_stop_strings_and_limits_are_kept(chat):
    assert chat.invoke("count", stop=["two"]).content == "one "
    cut = chat.invoke("count", max_tokens=3)
    assert (cut.content, cut.response_metadata["finish_reason"]) == ("one", "length")


def test_async_and_batch_work(chat):
    assert asyncio.run(chat.ainvoke("count")).content == "one two three"
    assert [answer.content for answer in chat.batch(["a", "b", "c"])] == ["one two three"] * 3


def test_parts_of_text_are_joined(chat):
    message = HumanMessage([{"type": "text", "text": "a"}, "b"])
    assert chat.invoke([message]).content == "one two three"


@pytest.mark.parametrize(
    ("messages", "given", "named"),
    [
        ([ToolMessage("x", tool_call_id="1")], {}, "tool"),
        ([HumanMessage([{"type": "image_url", "image_url": "x"}])], {}, "image_url"),
        ("x", {"top_k": 4}, "top_k"),
        ("x", {"temperature": 5}, "temperature"),
        ("x", {"adapter": "law"}, "law"),
    ],
)
def test_what_is_not_served_is_refused_by_name(chat, messages, given, named):
    with pytest.raises(RequestRefused, match=named):
        chat.invoke(messages, **given)
