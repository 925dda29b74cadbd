"""What shares a batch, a cache or a pool too small never changes an answer."""

from __future__ import annotations

import json
import random
import string

import pytest
import torch

from core_model.engine.engine import Engine
from core_model.engine.request import Grammar, Message, Request, Sampling
from core_model.engine.torch_runner import TorchRunner
from core_model.model import CoreForCausalLM
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.adapters import merged, save_adapter
from tests.fakes.tiny_model import byte_tokenizer, tiny_dense

GREEDY = Sampling(temperature=0)
TOKENIZER = byte_tokenizer()


@pytest.fixture(scope="module")
def model() -> CoreForCausalLM:
    return upcycle(tiny_dense(max_position_embeddings=512), Recipe(widths=(32, 64), top_k=1))


def engine(model: CoreForCausalLM, *, num_blocks: int = 512, **options) -> Engine:
    runner = TorchRunner(model, num_blocks=num_blocks, block_size=8)
    return Engine(runner, TOKENIZER, **options)


def prompt(length: int) -> str:
    return "".join(random.choices(string.ascii_letters, k=length))


def ask(text: str, **changes) -> Request:
    given = {"sampling": GREEDY, "max_tokens": 16, "ignore_eos": True} | changes
    return Request((Message("user", text),), **given)


def all_at_once(engine: Engine, requests: list[Request]) -> list[str]:
    streams = [engine.stream(request) for request in requests]
    return ["".join(piece.text for piece in stream) for stream in streams]


def one_by_one(engine: Engine, requests: list[Request]) -> list[str]:
    return [all_at_once(engine, [request])[0] for request in requests]


def test_a_batch_gives_what_each_gets_alone(model):
    requests = [ask(prompt(random.randrange(1, 150))) for _ in range(12)]
    with engine(model) as alone, engine(model, token_budget=37) as together:
        assert all_at_once(together, requests) == one_by_one(alone, requests)


def test_a_reused_beginning_changes_no_answer(model):
    beginning = prompt(100)
    requests = [ask(beginning + prompt(random.randrange(1, 30))) for _ in range(6)]
    with engine(model) as reusing:
        reused = one_by_one(reusing, requests)
        stats = reusing.stats()
    fresh = []
    for request in requests:
        with engine(model) as own:
            fresh += one_by_one(own, [request])
    assert reused == fresh
    assert stats.prefix_hit_tokens >= 5 * 96
    assert stats.blocks_used == 0


def test_usage_says_how_much_was_found(model):
    request = ask(prompt(60))
    with engine(model) as own:
        first, second = ([*own.stream(request)][-1].usage for _ in range(2))
    assert first.cached == 0
    assert second.cached == (second.prompt - 1) // 8 * 8


def test_a_pool_too_small_for_all_gives_the_same_answers(model):
    requests = [ask(prompt(random.randrange(20, 60)), max_tokens=40) for _ in range(8)]
    with engine(model) as roomy, engine(model, num_blocks=24) as tight:
        assert all_at_once(tight, requests) == one_by_one(roomy, requests)
        assert tight.stats().preemptions > 0
        assert tight.stats().blocks_used == 0


def test_sampled_answers_survive_preemption(model):
    sampling = Sampling(temperature=0.5, seed=11, presence_penalty=0.5)
    requests = [ask(prompt(50), sampling=sampling, max_tokens=40) for _ in range(6)]
    with engine(model) as roomy, engine(model, num_blocks=24) as tight:
        assert all_at_once(tight, requests) == one_by_one(roomy, requests)
        assert tight.stats().preemptions > 0


def test_adapters_side_by_side_answer_like_merged_weights(model, tmp_path):
    names = ["finance", "medical"]
    folders = {name: save_adapter(tmp_path / name, model) for name in names}
    requests = [ask(prompt(40), adapter=name) for name in (None, *names) for _ in range(3)]
    random.shuffle(requests)
    with engine(model) as own:
        for name, folder in folders.items():
            own.load_adapter(name, folder)
        assert own.adapters == set(names)
        answers = all_at_once(own, requests)
    for request, answer in zip(requests, answers, strict=True):
        plain = ask(request.messages[0].content)
        weights = model if request.adapter is None else merged(model, folders[request.adapter])
        with engine(weights) as single:
            assert all_at_once(single, [plain]) == [answer]


def test_equal_prompts_of_different_adapters_share_nothing(model, tmp_path):
    text = prompt(60)
    with engine(model) as own:
        own.load_adapter("finance", save_adapter(tmp_path / "finance", model))
        plain, adapted = one_by_one(own, [ask(text), ask(text, adapter="finance")])
        assert own.stats().prefix_hit_tokens == 0
        own.unload_adapter("finance")
        own.load_adapter("finance", save_adapter(tmp_path / "again", model))
        (later,) = one_by_one(own, [ask(text, adapter="finance")])
        assert own.stats().prefix_hit_tokens == 0
    assert len({plain, adapted, later}) == 3


def test_logprobs_are_the_models_own(model):
    request = ask(prompt(30), logprobs=3, max_tokens=6, sampling=Sampling(temperature=1, seed=3))
    with engine(model) as own:
        pieces = list(own.stream(request))
        ids = own._prompts.ids(request)
    noted = [one for piece in pieces for one in piece.logprobs]
    assert len(noted) == 6
    for one in noted:
        with torch.inference_mode():
            logprobs = model(torch.tensor([ids])).logits[0, -1].log_softmax(dim=-1)
        ids.append(_token(one.bytes))
        assert one.logprob == pytest.approx(float(logprobs[ids[-1]]), abs=1e-3)
        best = logprobs.topk(3)
        assert [_token(other.bytes) for other in one.top] == best.indices.tolist()
        values = [other.logprob for other in one.top]
        assert values == pytest.approx(best.values.tolist(), abs=1e-3)


def _token(content: bytes) -> int:
    """The byte tokenizer's id of one byte, or of a control token's name."""
    special = TOKENIZER.convert_tokens_to_ids(content.decode("latin-1"))
    if len(content) > 1:
        return special
    from core_model.engine.text import byte_alphabet

    sign = {byte: sign for sign, byte in byte_alphabet().items()}[content[0]]
    return TOKENIZER.convert_tokens_to_ids(sign)


def test_no_logprobs_come_unasked(model):
    with engine(model) as own:
        pieces = list(own.stream(ask("x", max_tokens=4)))
    assert all(piece.logprobs == () for piece in pieces)


def test_a_grammar_and_free_text_share_a_batch(model):
    schema = {
        "type": "object",
        "properties": {"up": {"type": "boolean"}, "n": {"enum": [1, 20, 300]}},
        "required": ["up", "n"],
        "additionalProperties": False,
    }
    grammar = Grammar("json_schema", schema)
    free = [ask(prompt(20)) for _ in range(3)]
    bound = [
        ask(
            prompt(20),
            grammar=grammar,
            max_tokens=200,
            ignore_eos=False,
            sampling=Sampling(temperature=1, seed=n),
        )
        for n in range(3)
    ]
    with engine(model) as own, engine(model) as alone:
        mixed = all_at_once(own, [*free, *bound])
        assert mixed == one_by_one(alone, [*free, *bound])
    for text in mixed[3:]:
        value = json.loads(text)
        assert set(value) == {"up", "n"}
        assert value["n"] in (1, 20, 300)
