"""Embeddings through OpenAI's client, from an embedder that is loaded when it is first asked."""

from __future__ import annotations

import base64

import numpy as np
import openai
import pytest

from core_model.server.app import create_app
from tests.fakes.embedding import HashEmbedder
from tests.fakes.plain_http import openai_client, post
from tests.fakes.recital import reciting

NAME = "tiny-embedder"


class Words:
    """Hashed words; a query lies opposite to a passage."""

    def __init__(self) -> None:
        self._hash = HashEmbedder()

    def embed(self, texts, kind):
        return self._hash.passages(texts) * (1 if kind == "passage" else -1)

    def count(self, texts):
        return sum(len(text.split()) for text in texts)


@pytest.fixture
def loads():
    return []


@pytest.fixture
def address(serving, loads):
    def load() -> Words:
        loads.append(NAME)
        return Words()

    with serving(create_app(reciting(), embedders={NAME: load})) as url:
        yield url


@pytest.fixture
def client(address):
    with openai_client(address) as client:
        yield client


def test_both_encodings_carry_the_same_vectors(client, loads):
    texts = [f"passage number {at}" for at in range(70)]
    assert loads == []
    packed = client.embeddings.create(model=NAME, input=texts)
    plain = client.embeddings.create(model=NAME, input=texts, encoding_format="float")
    assert loads == [NAME]
    expected = HashEmbedder().passages(texts)
    for answer in (packed, plain):
        np.testing.assert_allclose([item.embedding for item in answer.data], expected, rtol=1e-6)
    assert [item.index for item in plain.data] == list(range(70))
    assert plain.usage.prompt_tokens == plain.usage.total_tokens == 210


def test_base64_is_little_endian_float32(address):
    body = {"model": NAME, "input": "hello", "encoding_format": "base64"}
    reply = post(f"{address}/v1/embeddings", json=body).json()
    vector = np.frombuffer(base64.b64decode(reply["data"][0]["embedding"]), "<f4")
    np.testing.assert_array_equal(vector, HashEmbedder().query("hello"))


def test_queries_may_be_told_from_passages(client):
    one, other = (
        client.embeddings.create(
            model=NAME, input="hello", encoding_format="float", extra_body={"input_type": kind}
        )
        for kind in ("passage", "query")
    )
    np.testing.assert_allclose(one.data[0].embedding, -np.array(other.data[0].embedding))


def test_dimensions_are_the_models_own(client):
    assert client.embeddings.create(model=NAME, input="x", dimensions=32).data
    with pytest.raises(openai.BadRequestError, match="has 32"):
        client.embeddings.create(model=NAME, input="x", dimensions=16)


@pytest.mark.parametrize(
    "changes",
    [
        {"input": [1, 2]},
        {"input": []},
        {"input": ""},
        {"input": ["x", ""]},
        {"input": ["x"] * 2049},
        {"encoding_format": "int8"},
        {"extra_body": {"truncate": True}},
    ],
)
def test_what_is_not_served_is_refused_by_name(client, changes):
    with pytest.raises(openai.BadRequestError) as raised:
        client.embeddings.create(**{"model": NAME, "input": "x"} | changes)
    assert str(raised.value.param).split(".")[0] in (*changes, "truncate")


def test_models_that_write_do_not_embed_and_the_other_way_round(client):
    with pytest.raises(openai.NotFoundError, match=f"known: {NAME}"):
        client.embeddings.create(model="consilium-base", input="x")
    with pytest.raises(openai.NotFoundError):
        client.completions.create(model=NAME, prompt="x")
    assert NAME in [model.id for model in client.models.list()]


def test_without_an_embedder_the_endpoint_says_so(serving):
    with serving(create_app(reciting())) as url:
        body = {"model": "any", "input": "x"}
        reply = post(f"{url}/v1/embeddings", json=body)
    assert reply.status_code == 404
    assert "embeddings are not served here" in reply.json()["error"]["message"]
