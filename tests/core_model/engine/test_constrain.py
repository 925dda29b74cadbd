"""Whatever a random model writes under a grammar parses, validates, or was cut and says so."""

from __future__ import annotations

import json
import random
import re

import jsonschema
import numpy as np
import pytest

from core_model.engine.constrain import Constraint, GrammarFailed, GrammarReader
from core_model.engine.engine import Engine
from core_model.engine.request import Grammar, Message, Request, RequestRefused, Sampling
from core_model.engine.torch_runner import TorchRunner
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import END, VOCABULARY, byte_tokenizer, tiny_dense

TOKENIZER = byte_tokenizer()
READER = GrammarReader(TOKENIZER, VOCABULARY, [END])

SCHEMAS = [
    {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 12},
            "age": {"type": "integer", "minimum": 0, "maximum": 150},
            "kind": {"enum": ["filing", "record", "净利润"]},
        },
        "required": ["name", "age", "kind"],
        "additionalProperties": False,
    },
    {
        "type": "array",
        "items": {"type": "string", "pattern": "^[a-c]{1,3}$"},
        "minItems": 1,
        "maxItems": 3,
    },
    {"anyOf": [{"type": "null"}, {"const": {"a": [1, 2]}}, {"type": "boolean"}]},
    {
        "$defs": {"point": {"type": "string", "format": "date"}},
        "type": "object",
        "properties": {"when": {"$ref": "#/$defs/point"}},
        "required": ["when"],
        "additionalProperties": False,
    },
]
PATTERNS = [
    r"[A-Z]{2}-\d{1,4}",
    r"(yes|no|not enough evidence)",
    r"€ ?\d{1,5}([.]\d\d)?",
    r"(ab|c){2,5}",
]


@pytest.fixture(scope="module")
def engine():
    mixture = upcycle(tiny_dense(max_position_embeddings=2048), Recipe(widths=(32,), top_k=1))
    with Engine(TorchRunner(mixture, num_blocks=512), TOKENIZER) as engine:
        yield engine


def answers(engine: Engine, grammar: Grammar, count: int, **changes) -> list[tuple[str, str]]:
    requests = [
        Request(
            (Message("user", f"{random.random()}"),),
            grammar=grammar,
            sampling=Sampling(temperature=random.choice([0, 0.8, 1.5]), top_p=1),
            **({"max_tokens": 700} | changes),
        )
        for _ in range(count)
    ]
    streams = [list(pieces) for pieces in map(engine.stream, requests)]
    return [("".join(p.text for p in pieces), pieces[-1].finish) for pieces in streams]


@pytest.mark.parametrize("schema", SCHEMAS, ids=range(len(SCHEMAS)))
def test_every_answer_validates_against_its_schema(engine, schema):
    for text, finish in answers(engine, Grammar("json_schema", schema), 6):
        assert finish == "stop"
        jsonschema.validate(json.loads(text), schema)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_answer_matches_its_expression(engine, pattern):
    for text, finish in answers(engine, Grammar("regex", pattern), 6):
        assert finish == "stop"
        assert re.fullmatch(pattern, text)


def test_any_json_object_is_an_object_or_was_cut(engine):
    got = answers(engine, Grammar("json_object"), 6, max_tokens=400)
    for text, finish in got:
        assert text.startswith("{")
        if finish == "stop":
            assert isinstance(json.loads(text), dict)
        else:
            assert finish == "length"


def test_an_answer_cut_by_its_length_says_so(engine):
    got = answers(engine, Grammar("regex", "a{50}"), 2, max_tokens=10)
    assert got == [("a" * 10, "length")] * 2


def test_white_space_is_bounded(engine):
    grammar = Grammar("json_schema", {"type": "array", "items": {"const": 1}, "maxItems": 2})
    for text, _ in answers(engine, grammar, 6):
        assert not re.search(r"\s{17}", text)


def ids(text: str) -> list[int]:
    return TOKENIZER(text)["input_ids"]


def allowed(constraint: Constraint) -> set[int]:
    return set(np.flatnonzero(constraint.allowed(VOCABULARY)).tolist())


def test_a_turn_may_end_only_where_the_answer_is_complete():
    constraint = READER.read(Grammar("regex", "ab?"))
    assert allowed(constraint) == set(ids("a"))
    assert not constraint.accept(ids("a")[0])
    assert allowed(constraint) == {END, *ids("b")}
    assert constraint.accept(ids("b")[0])


def test_a_token_that_is_not_allowed_is_an_error():
    constraint = READER.read(Grammar("regex", "ab"))
    with pytest.raises(GrammarFailed):
        constraint.accept(ids("z")[0])


@pytest.mark.parametrize(
    ("grammar", "named"),
    [
        (Grammar("json_schema", {"type": "objet"}), "objet"),
        (Grammar("json_schema", {"$ref": "https://example.com/x"}), "example.com"),
        (Grammar("json_schema", {"type": "string", "pattern": "(a"}), "regex"),
        (Grammar("json_schema", "x"), "give the schema as an object"),
        (Grammar("json_schema", {"const": {1, 2}}), "not JSON serializable"),
        (Grammar("regex", "(a"), "unclosed group"),
        (Grammar("regex", None), "as a string"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_the_fault(grammar, named):
    with pytest.raises(RequestRefused, match=named) as raised:
        READER.read(grammar)
    assert str(raised.value).startswith(grammar.kind)


def test_a_refused_grammar_never_reaches_the_queue(engine):
    with pytest.raises(RequestRefused):
        engine.stream(Request((Message("user", "x"),), grammar=Grammar("regex", "(")))
    assert engine.stats().waiting == 0
