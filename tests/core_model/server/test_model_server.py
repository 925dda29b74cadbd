"""OpenAI's interface over the wire: with its own client, with LangChain's, and by hand."""

from __future__ import annotations

import json
import threading
import time

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI

from core_model.engine.generation import TextGenerator
from core_model.server.app import create_app
from tests.fakes.tiny_model import Faulty, Reciter, byte_tokenizer

MODEL = "consilium-base"
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "count"}], "temperature": 0}


@pytest.fixture
def address(serving):
    with serving(create_app(TextGenerator(Reciter("one two three"), byte_tokenizer()))) as url:
        yield url


@pytest.fixture
def client(address):
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def post(address: str, **changes) -> httpx.Response:
    return httpx.post(f"{address}/v1/chat/completions", json=ASK | changes, timeout=20)


def events(address: str, **changes) -> list[dict]:
    response = post(address, stream=True, **changes)
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
    choice = post(address, **changes).json()["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == (text, finish)


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"n": 2}, "n"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"logprobs": True}, "logprobs"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"logit_bias": {"5": 1}}, "logit_bias"),
        ({"top_k": 5}, "top_k"),
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
    response = post(address, **changes)
    error = response.json()["error"]
    assert response.status_code == 400
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert (param or "stop") in error["message"]


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
    response = httpx.post(address + path, content=body, headers=headers, timeout=20)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"message", "type", "param", "code"}


def test_health_goes_from_loading_to_ready_and_requests_wait_for_it(serving):
    gate = threading.Event()

    def load(progress):
        progress("reading weights", 0.4)
        gate.wait(10)
        return TextGenerator(Reciter("x"), byte_tokenizer())

    with serving(create_app(load)) as url:
        _until(url, "reading weights")
        health = httpx.get(f"{url}/healthz")
        assert health.status_code == 503
        assert health.json() == {
            "status": "loading",
            "stage": "reading weights",
            "progress": 0.4,
            "model": MODEL,
        }
        early = post(url)
        assert (early.status_code, early.headers["retry-after"]) == (503, "2")
        assert early.json()["error"]["code"] == "model_not_ready"
        gate.set()
        _until(url, "ready")
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert post(url).json()["choices"][0]["message"]["content"] == "x"


def _until(url: str, stage: str) -> None:
    for _ in range(300):
        if httpx.get(f"{url}/healthz").json()["stage"] == stage:
            return
        time.sleep(0.01)
    pytest.fail(f"{stage!r} was not reached within 3 s")


def test_a_load_that_fails_is_said_on_health_and_to_requests(serving, caplog):
    def load(_):
        raise FileNotFoundError("no base weights found")

    with caplog.at_level("CRITICAL"), serving(create_app(load)) as url:
        _until(url, "FileNotFoundError: no base weights found")
        assert httpx.get(f"{url}/healthz").json()["status"] == "failed"
        assert "no base weights found" in post(url).json()["error"]["message"]


def test_a_failure_in_the_model_is_a_500_and_an_event_in_a_stream(serving, caplog):
    app = create_app(TextGenerator(Faulty("x"), byte_tokenizer()))
    with caplog.at_level("CRITICAL"), serving(app) as url:
        response = post(url)
        assert (response.status_code, response.json()["error"]["type"]) == (500, "server_error")
        assert events(url)[-1]["error"]["type"] == "server_error"


def test_clients_at_once_are_all_served(address):
    answers: list[str] = []

    def ask() -> None:
        answers.append(post(address).json()["choices"][0]["message"]["content"])

    threads = [threading.Thread(target=ask) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == ["one two three"] * 10


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_hangs_up_stops_costing(serving, stream):
    gate = threading.Semaphore(5)
    model = Reciter("word " * 40, gate)
    with serving(create_app(TextGenerator(model, byte_tokenizer()))) as url:
        _hang_up(url, stream, model)
        time.sleep(0.6)
        gate.release(20)
        time.sleep(0.4)
        assert model.steps <= 7
        gate.release(10_000)
        assert post(url, max_tokens=4).json()["choices"][0]["message"]["content"] == "word"


def _hang_up(url: str, stream: bool, model: Reciter) -> None:
    """Leaves in the middle of an answer, after five of its tokens."""
    body = ASK | {"stream": stream}
    try:
        with httpx.stream("POST", f"{url}/v1/chat/completions", json=body, timeout=1.0) as response:
            for line in response.iter_lines():
                if model.steps >= 5 and "content" in line:
                    return
    except httpx.ReadTimeout:
        assert not stream
    assert model.steps == 5
