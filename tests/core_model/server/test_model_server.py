"""OpenAI's interface over the wire: with its own client, with LangChain's, and by hand."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from core_model.server.app import create_app
from tests.fakes.plain_http import openai_client, post, stream
from tests.fakes.recital import Faulty, Recital, engine_of, reciting
from tests.fakes.tiny_model import byte_tokenizer

MODEL = "consilium-base"
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "count"}], "temperature": 0}


@pytest.fixture
def address(serving):
    with serving(create_app(reciting("one two three"))) as url:
        yield url


@pytest.fixture
def client(address):
    with openai_client(address) as client:
        yield client


def ask(address: str, **changes) -> httpx.Response:
    body = json.dumps(ASK | changes)
    json_type = {"Content-Type": "application/json"}
    return post(f"{address}/v1/chat/completions", content=body, headers=json_type)


def events(address: str, **changes) -> list[dict]:
    response = ask(address, stream=True, **changes)
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line for line in response.text.split("\n\n") if line]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


def test_the_openai_client_gets_a_completion(client):
    answer = client.chat.completions.create(**ASK, user="me", store=False)
    assert answer.choices[0].message.content == "one two three"
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.completion_tokens == 14
    assert answer.usage.total_tokens == 14 + answer.usage.prompt_tokens
    assert answer.id.startswith("chatcmpl-")


def test_the_openai_client_streams(client):
    chunks = list(
        client.chat.completions.create(**ASK, stream=True, stream_options={"include_usage": True})
    )
    assert chunks[0].choices[0].delta.role == "assistant"
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks[:-1])
    assert text == "one two three"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert (chunks[-1].choices, chunks[-1].usage.completion_tokens) == ([], 14)
    assert len({chunk.id for chunk in chunks}) == 1


def test_langchain_openai_invokes_and_streams(address):
    chat = ChatOpenAI(base_url=f"{address}/v1", api_key="none", model=MODEL, temperature=0)
    answer = chat.invoke("count")
    assert answer.content == "one two three"
    assert answer.usage_metadata["output_tokens"] == 14
    chunks = list(chat.stream("count", stop=["three"]))
    assert "".join(str(chunk.content) for chunk in chunks) == "one two "
    assert sum(chunks[1:], chunks[0]).response_metadata["finish_reason"] == "stop"


def test_events_have_the_shape_of_the_protocol(address):
    first, *middle, last = events(address)
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert all(event["choices"][0]["finish_reason"] is None for event in middle)
    assert last["choices"][0] == {
        "index": 0,
        "delta": {},
        "logprobs": None,
        "finish_reason": "stop",
    }
    assert {event["object"] for event in (first, *middle, last)} == {"chat.completion.chunk"}


@pytest.mark.parametrize(
    ("changes", "text", "finish"),
    [
        ({"max_tokens": 3}, "one", "length"),
        ({"max_completion_tokens": 3, "max_tokens": 9}, "one", "length"),
        ({"stop": "two"}, "one ", "stop"),
        ({"stop": ["three", "two"]}, "one ", "stop"),
        ({"seed": 1, "temperature": None, "top_p": 0.5}, "one two three", "stop"),
        ({"n": 1, "tools": [], "response_format": {"type": "text"}}, "one two three", "stop"),
        (
            {"messages": [{"role": "developer", "content": [{"type": "text", "text": "x"}]}]},
            "one two three",
            "stop",
        ),
    ],
)
def test_what_is_asked_is_done(address, changes, text, finish):
    choice = ask(address, **changes).json()["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == (text, finish)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"n": 17}, "n"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"top_logprobs": 2}, "top_logprobs"),
        ({"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        ({"response_format": {"type": "xml"}}, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, "response_format.json_schema"),
        ({"structured_outputs": {}}, "structured_outputs"),
        ({"structured_outputs": {"grammar": "x"}}, "structured_outputs.grammar"),
        ({"guided_regex": "a", "guided_choice": ["b"]}, "structured_outputs"),
        ({"logit_bias": {"5": 101}}, "logit_bias.5"),
        ({"logit_bias": {"259": 1}}, None),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, None),
        ({"user": "\udfff"}, None),
        ({"top_k": -2}, "top_k"),
        ({"min_p": 1.5}, "min_p"),
        ({"repetition_penalty": 0}, "repetition_penalty"),
        ({"deadline_s": 0}, "deadline_s"),
        ({"keep_share": 0}, "keep_share"),
        ({"beam_width": 4}, "beam_width"),
        ({"stream_options": {"include_obfuscation": True}}, "stream_options.include_obfuscation"),
        ({"stop": ["x"] * 17}, "stop"),
        ({"messages": [{"role": "user", "content": "x", "name": "me"}]}, "messages[0].name"),
        (
            {"messages": [{"role": "user", "content": "x", "evidence": [[0, 2]]}]},
            "messages[0].evidence",
        ),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
            "messages[0].content",
        ),
        ({"temperature": 3}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"stop": ""}, None),
        ({"seed": "x"}, "seed"),
    ],
)
def test_what_is_not_served_is_refused_with_the_culprit(address, changes, param):
    response = ask(address, **changes)
    error = response.json()["error"]
    assert response.status_code == 400
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert (param or "") in error["message"]


def test_a_prompt_beyond_the_context_names_the_limit(client):
    with pytest.raises(openai.BadRequestError, match="256") as raised:
        client.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "x" * 400}], stream=True
        )
    assert raised.value.code == "context_length_exceeded"


def test_an_unknown_model_is_a_404_that_lists_the_known(client):
    with pytest.raises(openai.NotFoundError, match=f"known: {MODEL}"):
        client.chat.completions.create(**ASK | {"model": "gpt-9"})
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-9")
    assert client.models.retrieve(MODEL).id == MODEL
    assert [model.id for model in client.models.list()] == [MODEL]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/chat/completions", b"{", 400),
        ("/v1/chat/completions", b"[]", 400),
        ("/v1/chat/completions", b"x" * 2_000_001, 413),
        ("/v1/nowhere", b"{}", 404),
    ],
)
def test_every_error_has_the_shape_that_clients_know(address, path, body, status):
    headers = {"content-type": "application/json"}
    response = post(address + path, content=body, headers=headers)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_a_failure_in_the_model_is_a_500_and_an_event_in_a_stream(serving, caplog):
    app = create_app(engine_of(Faulty("x")))
    with caplog.at_level("CRITICAL"), serving(app) as url:
        response = ask(url)
        assert (response.status_code, response.json()["error"]["type"]) == (500, "server_error")
        assert events(url)[-1]["error"]["type"] == "server_error"


def test_several_choices_are_answered_at_once(client):
    answer = client.chat.completions.create(**ASK, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert {choice.message.content for choice in answer.choices} == {"one two three"}
    assert answer.usage.completion_tokens == 3 * 14
    assert answer.usage.prompt_tokens == client.chat.completions.create(**ASK).usage.prompt_tokens
    texts = ["", ""]
    for chunk in client.chat.completions.create(**ASK, n=2, stream=True):
        for choice in chunk.choices:
            texts[choice.index] += choice.delta.content or ""
    assert texts == ["one two three"] * 2


def test_usage_tells_what_came_from_the_prefix_cache(client):
    ask = {"model": MODEL, "messages": [{"role": "user", "content": "x" * 100}]}
    details = [
        client.chat.completions.create(**ask).usage.prompt_tokens_details.cached_tokens
        for _ in range(2)
    ]
    assert details[0] == 0
    assert details[1] >= 96


def test_logprobs_come_whole_and_streamed(client):
    ask = ASK | {"logprobs": True, "top_logprobs": 3}
    content = client.chat.completions.create(**ask).choices[0].logprobs.content
    assert "".join(token.token for token in content).startswith("one two three")
    first = content[0]
    assert (first.bytes, len(first.top_logprobs)) == ([ord("o")], 3)
    assert first.top_logprobs[0].token == "o"
    assert -0.01 < first.logprob <= 0
    streamed = [
        token.token
        for chunk in client.chat.completions.create(**ask, stream=True)
        for choice in chunk.choices
        if choice.logprobs is not None
        for token in choice.logprobs.content
    ]
    assert streamed == [token.token for token in content]


class Verdict(BaseModel):
    sound: bool
    grade: int


def test_structured_output_is_parsed_by_the_client(serving):
    with (
        serving(create_app(reciting('{"sound": true, "grade": 7}'))) as url,
        openai_client(url) as client,
    ):
        parsed = client.chat.completions.parse(**ASK, response_format=Verdict)
        assert parsed.choices[0].message.parsed == Verdict(sound=True, grade=7)
        chat = ChatOpenAI(base_url=f"{url}/v1", api_key="none", model=MODEL, temperature=0)
        assert chat.with_structured_output(Verdict).invoke("?") == Verdict(sound=True, grade=7)


@pytest.mark.parametrize(
    ("form", "pattern"),
    [
        ({"guided_choice": ["yes", "no"]}, "yes|no"),
        ({"structured_outputs": {"choice": ["a+b", "(c)"]}}, r"a\+b|\(c\)"),
        ({"structured_outputs": {"regex": "[0-9]{3}"}}, "[0-9]{3}"),
        ({"guided_regex": "(ab){2}c"}, "(ab){2}c"),
        ({"structured_outputs": {"json": {"type": "boolean"}}}, "true|false"),
    ],
)
def test_vllms_names_for_forms_are_known(client, form, pattern):
    answer = client.chat.completions.create(**ASK, max_tokens=40, extra_body=form)
    assert re.fullmatch(pattern, answer.choices[0].message.content)


def test_sampling_extras_change_the_answer(client):
    token = byte_tokenizer()("o")["input_ids"][0]
    banned = client.chat.completions.create(**ASK, logit_bias={str(token): -100}, max_tokens=5)
    assert "o" not in banned.choices[0].message.content
    held = {"top_k": 1, "min_p": 0.5, "repetition_penalty": 1.1}
    ask = {**ASK, "temperature": 1.5}
    free = client.chat.completions.create(**ask, max_tokens=3, extra_body=held)
    assert free.choices[0].message.content == "one"


def test_a_turn_may_be_outrun_for_timing(client):
    answer = client.chat.completions.create(**ASK, max_tokens=30, extra_body={"ignore_eos": True})
    assert answer.usage.completion_tokens == 30


def test_an_answer_sent_back_is_taken(client):
    said = client.chat.completions.create(**ASK).choices[0].message.model_dump()
    again = client.chat.completions.create(
        **ASK | {"messages": [*ASK["messages"], said, {"role": "user", "content": "more"}]}
    )
    assert again.choices[0].message.content == "one two three"


def test_a_deadline_ends_the_answer_and_says_so(serving):
    engine = engine_of(Recital("word " * 40, step_s=0.02))
    with serving(create_app(engine)) as url:
        choice = ask(url, deadline_s=0.2).json()["choices"][0]
        assert (choice["finish_reason"], choice["stop_reason"]) == ("length", "deadline")
        assert 0 < len(choice["message"]["content"]) < 100


def test_evidence_and_its_share_reach_the_engine(client):
    turn = {"role": "user", "content": "x" * 60, "evidence": [[3, 9]]}
    ask = ASK | {"messages": [turn], "extra_body": {"keep_share": 0.5}}
    assert client.chat.completions.create(**ask).choices[0].message.content == "one two three"


def test_the_async_client_is_served_and_streamed(address):
    async def both() -> tuple[str, str]:
        async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none") as client:
            whole = await client.chat.completions.create(**ASK)
            text = ""
            async for chunk in await client.chat.completions.create(**ASK, stream=True):
                text += chunk.choices[0].delta.content or ""
            return whole.choices[0].message.content or "", text

    assert asyncio.run(both()) == ("one two three", "one two three")


def test_clients_at_once_are_all_served(address):
    answers: list[str] = []

    def once() -> None:
        answers.append(ask(address).json()["choices"][0]["message"]["content"])

    threads = [threading.Thread(target=once) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["one two three"] * 10


@pytest.mark.parametrize("streamed", [True, False])
def test_a_client_that_hangs_up_stops_costing(serving, streamed):
    gate = threading.Semaphore(5)
    model = Recital("word " * 40, gate)
    with serving(create_app(engine_of(model))) as url:
        _hang_up(url, streamed, model)
        time.sleep(0.6)
        gate.release(20)
        time.sleep(0.4)
        assert model.steps <= 7
        gate.release(10_000)
        assert ask(url, max_tokens=4).json()["choices"][0]["message"]["content"] == "word"


def _hang_up(url: str, streamed: bool, model: Recital) -> None:
    """Leaves in the middle of an answer, after five of its tokens."""
    body = ASK | {"stream": streamed}
    try:
        with stream("POST", f"{url}/v1/chat/completions", json=body, timeout=1.0) as response:
            for line in response.iter_lines():
                if model.steps >= 5 and "content" in line:
                    return
    except httpx.ReadTimeout:
        assert not streamed
    assert model.steps == 5
