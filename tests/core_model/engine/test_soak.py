"""Hundreds of requests with everything going wrong: all end, nobody else pays, nothing leaks."""

from __future__ import annotations

import logging
import random
import threading
import time

import pytest

from core_model.engine.engine import Engine
from core_model.engine.request import (
    GenerationFailed,
    Grammar,
    Message,
    Overloaded,
    Piece,
    Request,
    RequestRefused,
    Sampling,
)
from tests.fakes.runners import FaultyRunner
from tests.fakes.tiny_model import byte_tokenizer

SCRIPT = "one two three four"
REQUESTS = 400


class Listener:
    """Collects an answer; may leave, or raise, after some pieces."""

    def __init__(self, rng: random.Random):
        self.pieces: list[Piece | Exception] = []
        self.ended = threading.Event()
        self.ticket = None
        self.fate = rng.choices(["stay", "cancel", "raise"], [6, 2, 1])[0]
        self._after = rng.randrange(0, 6)

    def __call__(self, piece: Piece | Exception) -> None:
        self.pieces.append(piece)
        if isinstance(piece, Exception) or piece.finish is not None:
            self.ended.set()
        elif len(self.pieces) > self._after:
            if self.fate == "cancel" and self.ticket is not None:
                self.ticket.cancel()
            if self.fate == "raise":
                raise ConnectionError("gone")

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if isinstance(piece, Piece))


def some_request(rng: random.Random) -> Request:
    culprit = rng.random() < 0.05
    text = "".join(rng.choices("abc ", k=rng.randrange(1, 120))) + ("#" if culprit else "")
    return Request(
        (Message("user", text, evidence=((0, 1),)),),
        sampling=Sampling(temperature=rng.choice([0, 0.1]), seed=1),
        max_tokens=rng.choice([None, 3, 30]),
        stop=rng.choice([(), ("three",), ("zzz",)]),
        user=rng.choice(["a", "b", "c"]),
        deadline_s=rng.choice([None, None, None, 0.001, 60]),
        keep_share=rng.choice([1.0, 1.0, 0.3]),
        logprobs=rng.choice([None, None, 2]),
        grammar=Grammar("regex", SCRIPT) if rng.random() < 0.1 else None,
    )


@pytest.mark.parametrize("blocks", [48, 400])
def test_everything_ends_and_nothing_leaks(blocks, caplog):
    rng = random.Random()
    runner = FaultyRunner(SCRIPT, culprit="#", num_blocks=blocks)
    listeners: list[tuple[Request, Listener]] = []
    lost: list[Exception] = []

    def client(own: random.Random) -> None:
        for _ in range(REQUESTS // 4):
            request, listener = some_request(own), Listener(own)
            try:
                listener.ticket = engine.submit(request, listener)
            except (Overloaded, RequestRefused) as error:
                lost.append(error)
                time.sleep(0.01)
                continue
            listeners.append((request, listener))

    with (
        caplog.at_level(logging.CRITICAL),
        Engine(runner, byte_tokenizer(), token_budget=96, max_running=8) as engine,
    ):
        clients = [
            threading.Thread(target=client, args=(random.Random(rng.random()),)) for _ in range(4)
        ]
        for one in clients:
            one.start()
        for one in clients:
            one.join(60)
        for _, listener in listeners:
            assert listener.ended.wait(60) or listener.fate == "raise"
        stats = engine.stats()
        while stats.running or stats.waiting:
            time.sleep(0.01)
            stats = engine.stats()
    assert stats.blocks_used == 0
    assert sum(stats.finished.values()) == len(listeners)
    assert len(listeners) + len(lost) == REQUESTS
    for request, listener in listeners:
        _check(request, listener)


def _check(request: Request, listener: Listener) -> None:
    last = listener.pieces[-1]
    if "#" in request.messages[0].content and listener.fate == "stay":
        gone = isinstance(last, Piece) and last.finish == "deadline"
        assert gone or isinstance(last, GenerationFailed)
        return
    if listener.fate != "stay":
        return
    assert isinstance(last, Piece)
    assert SCRIPT.startswith(listener.text)
    if last.finish == "stop":
        assert listener.text == ("one two " if request.stop == ("three",) else SCRIPT)
    elif last.finish == "length":
        assert len(listener.text) == request.max_tokens == 3
    else:
        assert (last.finish, request.deadline_s) == ("deadline", 0.001)


def test_a_user_with_fifty_requests_does_not_starve_another():
    ended: list[str] = []
    gate = threading.Semaphore(0)

    def listen(user: str):
        def deliver(piece):
            if isinstance(piece, Piece) and piece.finish is not None:
                ended.append(user)

        return deliver

    runner = FaultyRunner(SCRIPT, culprit="#")
    step = runner.step
    runner.step = lambda work: (gate.acquire(), step(work))[1]
    with Engine(runner, byte_tokenizer(), max_running=4) as engine:
        for n in range(50):
            engine.submit(Request((Message("user", f"{n}"),), user="many"), listen("many"))
        gate.release(30)
        time.sleep(0.2)
        engine.submit(Request((Message("user", "x"),), user="one"), listen("one"))
        gate.release(10_000)
        while len(ended) < 51:
            time.sleep(0.01)
    assert ended.index("one") < 20
