"""Answers end where they should, many run side by side, and nobody pays for the departed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core_model.engine.engine import DEFAULT_MAX_TOKENS, MAX_WAITING, Engine
from core_model.engine.request import (
    GenerationFailed,
    Message,
    Overloaded,
    Piece,
    PromptTooLong,
    Request,
    RequestRefused,
    Sampling,
    UnknownAdapter,
    Usage,
)
from core_model.engine.torch_runner import TorchRunner
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.runners import FaultyRunner, RecitingRunner
from tests.fakes.tiny_model import byte_tokenizer, tiny_dense

GREEDY = Sampling(temperature=0)


def ask(text: str = "hi", **changes) -> Request:
    return Request(**({"messages": (Message("user", text),), "sampling": GREEDY} | changes))


@contextmanager
def reciting(script: str, gate: threading.Semaphore | None = None, **options) -> Iterator:
    runner = RecitingRunner(script, gate)
    with Engine(runner, byte_tokenizer(), **options) as engine:
        yield engine, runner
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
    with reciting("Paris.") as (engine, _):
        text, last = whole(engine.stream(ask()))
    assert (text, last.finish) == ("Paris.", "stop")
    assert last.usage == Usage(prompt=len(engine._prompts.ids(ask())), completion=7)


def test_an_answer_ends_at_max_tokens():
    with reciting("Paris.") as (engine, _):
        text, last = whole(engine.stream(ask(max_tokens=3)))
    assert (text, last.finish, last.usage.completion) == ("Par", "length", 3)


def test_an_answer_ends_at_a_stop_string_and_the_model_rests():
    with reciting("one two three") as (engine, runner):
        text, last = whole(engine.stream(ask(stop=("two",))))
    assert (text, last.finish) == ("one ", "stop")
    assert runner.steps == len("one two")


def test_an_answer_ends_where_the_context_does():
    with reciting("x" * 500) as (engine, _):
        text, last = whole(engine.stream(ask("y" * 150, max_tokens=10_000)))
    assert last.finish == "length"
    assert last.usage.prompt + last.usage.completion == engine.context
    assert len(text) == last.usage.completion


def test_an_answer_can_be_made_to_go_past_its_turn():
    with reciting("ab") as (engine, _):
        text, last = whole(engine.stream(ask(max_tokens=5, ignore_eos=True)))
    assert (text, last.finish, last.usage.completion) == ("ab", "length", 5)


def test_a_plain_text_is_continued_as_it_is():
    with reciting("two") as (engine, _):
        request = Request(text="<|im_start|>assistant\n", sampling=GREEDY)
        text, last = whole(engine.stream(request))
    assert (text, last.usage.prompt) == ("two", len("assistant\n") + 1)


def test_the_default_length_is_bounded():
    assert DEFAULT_MAX_TOKENS <= 1024


def test_characters_of_several_tokens_arrive_whole():
    with reciting("净利润 €5 🙂") as (engine, _):
        pieces = [piece.text for piece in engine.stream(ask()) if piece.text]
    assert pieces == list("净利润 €5 🙂")


def test_a_prompt_that_does_not_fit_is_refused_before_it_is_queued():
    with reciting("x") as (engine, runner):
        with pytest.raises(PromptTooLong, match="256"):
            engine.stream(ask("y" * 300))
        assert runner.steps == 0


@pytest.mark.parametrize("token", [-1, 259])
def test_a_bias_beyond_the_vocabulary_is_refused(token):
    biased = ask(sampling=Sampling(logit_bias=((token, 1.0),)))
    with reciting("x") as (engine, _), pytest.raises(RequestRefused, match="0 to 258"):
        engine.stream(biased)


def test_a_prompt_that_can_never_have_its_blocks_is_refused_at_once():
    runner = RecitingRunner("x", num_blocks=20, block_size=4)
    with Engine(runner, byte_tokenizer()) as engine, pytest.raises(PromptTooLong, match="80"):
        engine.stream(ask("y" * 100))


def test_a_long_prompt_is_read_in_chunks_to_the_same_answer():
    import torch

    dense = tiny_dense(max_position_embeddings=1024)
    request = ask("z" * 700, max_tokens=8)
    runner = TorchRunner(upcycle(dense, Recipe(widths=(32,), top_k=1)), num_blocks=64)
    with Engine(runner, byte_tokenizer(), token_budget=100) as engine:
        text, last = whole(engine.stream(request))
        prompt = torch.tensor([engine._prompts.ids(request)])
    ids = dense.generate(
        prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=8, do_sample=False
    )[0, prompt.shape[1] :]
    assert last.usage.completion == len(ids)
    assert text == byte_tokenizer().decode(ids, skip_special_tokens=True).rstrip("\ufffd")


def test_no_step_exceeds_its_budget():
    with reciting("one two three", token_budget=20, max_running=8) as (engine, runner):
        streams = [engine.stream(ask("x" * length)) for length in (100, 3, 50, 20, 80)]
        assert [whole(stream)[0] for stream in streams] == ["one two three"] * 5
    assert max(runner.sizes) == 20


def test_more_clients_than_places_are_all_served():
    answers: list[str] = []
    with reciting("All are served.", max_running=4) as (engine, _):
        clients = [
            threading.Thread(target=lambda: answers.append(whole(engine.stream(ask()))[0]))
            for _ in range(12)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join(20)
    assert answers == ["All are served."] * len(clients)


def test_a_short_request_does_not_wait_for_a_long_one():
    with reciting("word " * 40) as (engine, _):
        order: list[str] = []
        long = engine.submit(ask(max_tokens=150), lambda piece: _note(order, "long", piece))
        engine.submit(ask(max_tokens=5), lambda piece: _note(order, "short", piece))
        wait_until(lambda: len(order) == 2)
        assert order == ["short", "long"]
        assert not long.cancelled


def _note(order: list[str], name: str, piece: Piece | Exception) -> None:
    if isinstance(piece, Piece) and piece.finish is not None:
        order.append(name)


@pytest.mark.parametrize("leave", ["close", "drop", "cancel the ticket"])
def test_the_departed_cost_nothing_more(leave):
    gate = threading.Semaphore(3)
    with reciting("word " * 40, gate) as (engine, runner):
        if leave == "cancel the ticket":
            ended: list[Piece | Exception] = []
            ticket = engine.submit(ask(), ended.append)
            wait_until(lambda: runner.steps == 3)
            ticket.cancel()
        else:
            stream = engine.stream(ask())
            assert [next(stream).text for _ in range(3)] == ["w", "o", "r"]
            if leave == "close":
                stream.close()
            del stream
        gate.release(1_000)
        wait_until(lambda: engine.stats().blocks_used == 0)
        assert runner.steps <= 4
        assert leave != "cancel the ticket" or ended[-1].finish == "cancelled"
        assert whole(engine.stream(ask(max_tokens=4)))[0] == "word"


def test_a_failure_in_the_model_ends_that_request_and_says_so(caplog):
    with (
        caplog.at_level(logging.CRITICAL),
        Engine(FaultyRunner("x"), byte_tokenizer()) as engine,
    ):
        for _ in range(2):
            with pytest.raises(GenerationFailed, match="ArithmeticError"):
                whole(engine.stream(ask()))
        assert engine.stats().finished == {"failed": 2}


def test_a_request_that_makes_the_model_fail_takes_no_other_with_it(caplog):
    runner = FaultyRunner("one two three", culprit="#")
    with caplog.at_level(logging.CRITICAL), Engine(runner, byte_tokenizer()) as engine:
        streams = [engine.stream(ask("#" if at == 3 else "hi")) for at in range(6)]
        for at, stream in enumerate(streams):
            if at == 3:
                with pytest.raises(GenerationFailed):
                    whole(stream)
            else:
                assert whole(stream)[0] == "one two three"
        assert engine.stats().blocks_used == 0


def test_a_listener_that_raises_ends_only_its_own_request(caplog):
    def deaf(_):
        raise ConnectionError("gone")

    with caplog.at_level(logging.CRITICAL), reciting("one two three") as (engine, _):
        stream = engine.stream(ask())
        engine.submit(ask(), deaf)
        assert whole(stream)[0] == "one two three"
        wait_until(lambda: engine.stats().blocks_used == 0)
        assert engine.stats().finished == {"failed": 1, "stop": 1}


def test_closing_fails_those_who_listen_and_those_who_come_later():
    gate = threading.Semaphore(2)
    runner = RecitingRunner("word " * 40, gate)
    engine = Engine(runner, byte_tokenizer(), max_running=4)
    streams = [engine.stream(ask()) for _ in range(6)]
    closing = threading.Thread(target=engine.close)
    closing.start()
    wait_until(lambda: engine._closed)
    gate.release(10_000)
    closing.join(10)
    for stream in streams:
        with pytest.raises(GenerationFailed, match="closed"):
            whole(stream)
    with pytest.raises(GenerationFailed, match="closed"):
        engine.stream(ask())
    assert runner.closed
    engine.close()


def test_draining_finishes_what_runs_and_takes_nothing_new():
    gate = threading.Semaphore(2)
    engine = Engine(RecitingRunner("one two three", gate), byte_tokenizer())
    streams = [engine.stream(ask()) for _ in range(3)]
    closing = threading.Thread(target=engine.close, args=(20,))
    closing.start()
    wait_until(lambda: not engine._accepting)
    with pytest.raises(GenerationFailed, match="closed"):
        engine.stream(ask())
    gate.release(10_000)
    closing.join(10)
    assert [whole(stream)[0] for stream in streams] == ["one two three"] * 3


def test_a_drain_ends_when_its_time_is_up():
    gate = threading.Semaphore(0)
    engine = Engine(RecitingRunner("one two three", gate), byte_tokenizer())
    stream = engine.stream(ask())
    closing = threading.Thread(target=engine.close, args=(0.05,))
    closing.start()
    wait_until(lambda: engine._closed)
    gate.release(10_000)
    closing.join(10)
    with pytest.raises(GenerationFailed, match="closed"):
        whole(stream)


def test_a_queue_that_is_full_says_so_and_leaves_room_for_others():
    gate = threading.Semaphore(0)
    with reciting("x", gate) as (engine, _):
        streams = []
        with pytest.raises(Overloaded, match=str(MAX_WAITING)):
            streams += [engine.stream(ask(user="a")) for _ in range(MAX_WAITING + 20)]
        streams.append(engine.stream(ask(user="b")))


def test_a_deadline_ends_the_answer_with_what_there_is():
    now = [0.0]
    gate = threading.Semaphore(3)
    runner = RecitingRunner("one two three", gate)
    with Engine(runner, byte_tokenizer(), clock=lambda: now[0]) as engine:
        stream = engine.stream(ask(deadline_s=5.0))
        begun = [next(stream).text for _ in range(3)]
        now[0] = 5.0
        gate.release(10_000)
        rest, last = whole(stream)
    assert "".join(begun) + rest in ("one", "one ")
    assert (last.finish, last.usage.completion <= 4) == ("deadline", True)


def test_a_deadline_ends_a_request_that_still_waits():
    now = [0.0]
    gate = threading.Semaphore(1)
    runner = RecitingRunner("one two three", gate)
    with Engine(runner, byte_tokenizer(), max_running=1, clock=lambda: now[0]) as engine:
        first, late = engine.stream(ask()), engine.stream(ask(deadline_s=1))
        wait_until(lambda: runner.steps == 1)
        now[0] = 2.0
        gate.release(10_000)
        assert whole(late)[1].finish == "deadline"
        assert whole(first)[1].finish == "stop"


def test_an_adapter_must_be_loaded_and_leaves_when_nobody_uses_it(tmp_path):
    gate = threading.Semaphore(2)
    with reciting("one two three", gate) as (engine, runner):
        with pytest.raises(UnknownAdapter, match="loaded: none"):
            engine.stream(ask(adapter="finance"))
        engine.load_adapter("finance", tmp_path)
        with pytest.raises(ValueError, match="unload it first"):
            engine.load_adapter("finance", tmp_path)
        stream = engine.stream(ask(adapter="finance"))
        unloading = threading.Thread(target=engine.unload_adapter, args=("finance",))
        unloading.start()
        wait_until(lambda: not engine.adapters)
        assert runner.adapters == {"finance"}
        with pytest.raises(UnknownAdapter):
            engine.stream(ask(adapter="finance"))
        gate.release(10_000)
        assert whole(stream)[0] == "one two three"
        unloading.join(5)
        assert runner.adapters == frozenset()
        with pytest.raises(KeyError):
            engine.unload_adapter("finance")


def test_a_seed_repeats_an_answer_whatever_else_runs_and_another_changes_it():
    sampled = [ask(sampling=Sampling(temperature=1.5, seed=seed), max_tokens=20) for seed in (1, 2)]
    mixture = upcycle(tiny_dense(), Recipe(widths=(32,), top_k=1))
    with Engine(TorchRunner(mixture, num_blocks=256), byte_tokenizer()) as engine:
        alone = whole(engine.stream(sampled[0]))[0]
        crowd = [engine.stream(ask(f"other {n}", max_tokens=30)) for n in range(5)]
        together = [engine.stream(request) for request in sampled]
        again, other = (whole(stream)[0] for stream in together)
        for stream in crowd:
            whole(stream)
    assert alone == again != other
