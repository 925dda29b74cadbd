"""Plain completions: several prompts and choices, log-probabilities, what is refused."""

from __future__ import annotations

import openai
import pytest

from core_model.server.app import create_app
from tests.fakes.plain_http import openai_client
from tests.fakes.recital import reciting

MODEL = "consilium-base"


@pytest.fixture
def client(serving):
    with (
        serving(create_app(reciting())) as url,
        openai_client(url) as client,
    ):
        yield client


def test_a_text_is_continued(client):
    answer = client.completions.create(model=MODEL, prompt="count:", max_tokens=50, temperature=0)
    assert (answer.choices[0].text, answer.choices[0].finish_reason) == ("one two three", "stop")
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (6, 14)
    assert answer.id.startswith("cmpl-")
    assert answer.object == "text_completion"


def test_sixteen_tokens_unless_more_are_asked_for(client):
    answer = client.completions.create(
        model=MODEL, prompt="count:", extra_body={"ignore_eos": True}
    )
    assert answer.usage.completion_tokens == 16


def test_prompts_and_choices_are_numbered(client):
    answer = client.completions.create(
        model=MODEL, prompt=["a:", "on", "one "], n=2, max_tokens=50, temperature=0
    )
    texts = [choice.text for choice in answer.choices]
    assert texts == ["one two three"] * 2 + ["e two three"] * 2 + ["two three"] * 2
    assert [choice.index for choice in answer.choices] == list(range(6))
    assert answer.usage.prompt_tokens == 2 + 2 + 4
    assert answer.usage.completion_tokens == 2 * (14 + 12 + 10)


def test_streams_carry_text_and_usage(client):
    chunks = list(
        client.completions.create(
            model=MODEL,
            prompt="count:",
            max_tokens=50,
            temperature=0,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == "one two three"
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks[:-1])
    assert (chunks[-1].choices, chunks[-1].usage.completion_tokens) == ([], 14)


@pytest.mark.parametrize("stream", [True, False])
def test_logprobs_have_tokens_offsets_and_alternatives(client, stream):
    asked = client.completions.create(
        model=MODEL, prompt="x", max_tokens=3, temperature=0, logprobs=2, stream=stream
    )
    found = [
        choice.logprobs
        for chunk in (asked if stream else [asked])
        for choice in chunk.choices
        if choice.logprobs is not None
    ]
    assert [token for one in found for token in one.tokens] == ["o", "n", "e"]
    assert [at for one in found for at in one.text_offset] == [0, 1, 2]
    assert all(token <= 0 for one in found for token in one.token_logprobs)
    assert [len(top) for one in found for top in one.top_logprobs] == [2, 2, 2]


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"prompt": [1, 2]}, "prompt"),
        ({"prompt": [[1, 2]]}, "prompt"),
        ({"prompt": []}, "prompt"),
        ({"prompt": ["x"] * 65}, "prompt"),
        ({"best_of": 3}, "best_of"),
        ({"echo": True}, "echo"),
        ({"suffix": "end"}, "suffix"),
        ({"logprobs": 21}, "logprobs"),
        ({"max_tokens": 0}, "max_tokens"),
    ],
)
def test_what_is_not_served_is_refused_by_name(client, changes, param):
    with pytest.raises(openai.BadRequestError, match=param) as raised:
        client.completions.create(**{"model": MODEL, "prompt": "x"} | changes)
    assert raised.value.param == param


def test_one_refused_choice_leaves_none_behind(client):
    """The second prompt is beyond the context: the first, queued already, is freed."""
    with pytest.raises(openai.BadRequestError, match="256"):
        client.completions.create(model=MODEL, prompt=["x", "y" * 300], max_tokens=200)
    assert client.completions.create(model=MODEL, prompt="x").choices[0].text == "one two three"
