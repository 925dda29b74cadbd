"""Answers end where they should, several run side by side, and nobody pays for the departed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core_model.engine.generation import (
    DEFAULT_MAX_TOKENS,
    MAX_WAITING,
    SIDE_BY_SIDE,
    TextGenerator,
)
from core_model.engine.request import (
    GenerationFailed,
    Message,
    Overloaded,
    Piece,
    PromptTooLong,
    Request,
    Sampling,
    Usage,
)
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import Faulty, Reciter, byte_tokenizer, tiny_dense

GREEDY = Sampling(temperature=0)


def ask(text: str = "hi", **changes) -> Request:
    return Request(**({"messages": (Message("user", text),), "sampling": GREEDY} | changes))


@contextmanager
def reciting(script: str, gate: threading.Semaphore | None = None) -> Iterator:
    model = Reciter(script, gate)
    with TextGenerator(model, byte_tokenizer()) as generator:
        yield generator, model
        if gate is not None:
            gate.release(10_000)


def whole(pieces) -> tuple[str, Piece]:
    listed = list(pieces)
    return "".join(piece.text for piece in listed), listed[-1]


def wait_until(condition) -> None:
    for _ in range(400):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("the condition did not come true within 4 s")


def test_an_answer_ends_with_its_turn():
    with reciting("Paris.") as (generator, _):
        text, last = whole(generator.stream(ask()))
    assert (text, last.finish) == ("Paris.", "stop")
    assert last.usage == Usage(prompt=len(generator._prompts.ids(ask())), completion=7)


def test_an_answer_ends_at_max_tokens():
    with reciting("Paris.") as (generator, _):
        text, last = whole(generator.stream(ask(max_tokens=3)))
    assert (text, last.finish, last.usage.completion) == ("Par", "length", 3)


def test_an_answer_ends_at_a_stop_string_and_the_model_rests():
    with reciting("one two three") as (generator, model):
        text, last = whole(generator.stream(ask(stop=("two",))))
    assert (text, last.finish) == ("one ", "stop")
    assert model.steps == len("one two")


def test_an_answer_ends_where_the_context_does():
    with reciting("x" * 500) as (generator, _):
        text, last = whole(generator.stream(ask("y" * 150, max_tokens=10_000)))
    assert last.finish == "length"
    assert last.usage.prompt + last.usage.completion == generator.context
    assert len(text) == last.usage.completion


def test_the_default_length_is_bounded():
    assert DEFAULT_MAX_TOKENS <= 1024


def test_characters_of_several_tokens_arrive_whole():
    with reciting("净利润 €5 🙂") as (generator, _):
        pieces = [piece.text for piece in generator.stream(ask()) if piece.text]
    assert pieces == list("净利润 €5 🙂")


def test_a_prompt_that_does_not_fit_is_refused_before_it_is_queued():
    with reciting("x") as (generator, model):
        with pytest.raises(PromptTooLong, match="256"):
            generator.stream(ask("y" * 300))
        assert model.steps == 0


def test_a_long_prompt_is_read_in_chunks_to_the_same_answer():
    dense = tiny_dense(max_position_embeddings=1024)
    request = ask("z" * 700, max_tokens=8)
    with TextGenerator(upcycle(dense, Recipe(widths=(32,), top_k=1)), byte_tokenizer()) as chunked:
        text, last = whole(chunked.stream(request))
        prompt = chunked._prompts.ids(request)
    ids = dense.generate(**_batch(prompt), max_new_tokens=8, do_sample=False)[0, len(prompt) :]
    assert last.usage.completion == len(ids)
    assert text == byte_tokenizer().decode(ids, skip_special_tokens=True).rstrip("\ufffd")


def _batch(prompt: list[int]) -> dict:
    import torch

    ids = torch.tensor([prompt])
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def test_a_seed_repeats_an_answer_and_another_changes_it():
    sampled = [ask(sampling=Sampling(temperature=1.5, seed=seed), max_tokens=20) for seed in (1, 2)]
    mixture = upcycle(tiny_dense(), Recipe(widths=(32,), top_k=1))
    with TextGenerator(mixture, byte_tokenizer()) as generator:
        first, again, other = (
            whole(generator.stream(request))[0] for request in (sampled[0], *sampled)
        )
    assert first == again != other


def test_more_clients_than_places_are_all_served():
    answers: list[str] = []
    with reciting("All are served.") as (generator, _):
        clients = [
            threading.Thread(target=lambda: answers.append(whole(generator.stream(ask()))[0]))
            for _ in range(3 * SIDE_BY_SIDE)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join(20)
    assert answers == ["All are served."] * len(clients)


def test_a_short_request_does_not_wait_for_a_long_one():
    with reciting("word " * 40) as (generator, _):
        order: list[str] = []
        long = generator.submit(ask(max_tokens=150), lambda piece: _note(order, "long", piece))
        generator.submit(ask(max_tokens=5), lambda piece: _note(order, "short", piece))
        wait_until(lambda: len(order) == 2)
        assert order == ["short", "long"]
        assert not long.cancelled


def _note(order: list[str], name: str, piece: Piece | Exception) -> None:
    if isinstance(piece, Piece) and piece.finish is not None:
        order.append(name)


@pytest.mark.parametrize("leave", ["close", "drop", "cancel the ticket"])
def test_the_departed_cost_nothing_more(leave):
    gate = threading.Semaphore(3)
    with reciting("word " * 40, gate) as (generator, model):
        if leave == "cancel the ticket":
            ended: list[Piece | Exception] = []
            ticket = generator.submit(ask(), ended.append)
            wait_until(lambda: model.steps == 3)
            ticket.cancel()
        else:
            stream = generator.stream(ask())
            assert [next(stream).text for _ in range(3)] == ["w", "o", "r"]
            if leave == "close":
                stream.close()
            del stream
        gate.release(1_000)
        time.sleep(0.2)
        assert model.steps <= 4
        assert leave != "cancel the ticket" or ended[-1].finish == "cancelled"
        assert whole(generator.stream(ask(max_tokens=4)))[0] == "word"


def test_a_failure_in_the_model_ends_that_request_and_says_so(caplog):
    with TextGenerator(Faulty("x"), byte_tokenizer()) as generator:
        for _ in range(2):
            with (
                caplog.at_level(logging.CRITICAL),
                pytest.raises(GenerationFailed, match="ArithmeticError"),
            ):
                whole(generator.stream(ask()))


def test_closing_fails_those_who_listen_and_those_who_come_later():
    gate = threading.Semaphore(2)
    generator = TextGenerator(Reciter("word " * 40, gate), byte_tokenizer())
    streams = [generator.stream(ask()) for _ in range(SIDE_BY_SIDE + 2)]
    closing = threading.Thread(target=generator.close)
    closing.start()
    wait_until(generator._closed.is_set)
    gate.release(10_000)
    closing.join(10)
    for stream in streams:
        with pytest.raises(GenerationFailed, match="closed"):
            whole(stream)
    with pytest.raises(GenerationFailed, match="closed"):
        generator.stream(ask())


def test_a_queue_that_is_full_says_so():
    gate = threading.Semaphore(0)
    with reciting("x", gate) as (generator, _):
        streams = [generator.stream(ask()) for _ in range(SIDE_BY_SIDE + MAX_WAITING - 3)]
        with pytest.raises(Overloaded, match=str(MAX_WAITING)):
            streams += [generator.stream(ask()) for _ in range(8)]
