"""Guessing ahead changes the pace of an answer and never the answer."""

from __future__ import annotations

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.engine import Engine
from core_model.engine.lookup import MOST_PAUSE, NGRAM, PromptLookup
from core_model.engine.request import Message, Request, Sampling
from core_model.engine.torch_runner import TorchRunner
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.runners import RecitingRunner
from tests.fakes.tiny_model import byte_tokenizer, tiny_dense

GREEDY = Sampling(temperature=0)
SCRIPT = "abcdefgh. abcdefgh. abcdefgh. abcdefgh."


@given(st.lists(st.integers(0, 2), min_size=1, max_size=40), st.integers(1, 5))
def test_a_guess_is_what_followed_the_same_tokens_last(tokens, room):
    guess = PromptLookup(most=4).propose(tokens, room)
    tail = tokens[-NGRAM:]
    ends = [at for at in range(NGRAM, len(tokens)) if tokens[at - NGRAM : at] == tail]
    if len(tokens) < NGRAM or not ends:
        assert guess == []
    else:
        assert guess == tokens[ends[-1] : ends[-1] + min(4, room)]


def test_wrong_guesses_are_followed_by_longer_pauses():
    lookup, tokens = PromptLookup(most=2), [1, 2, 3, 4] * 4
    pauses = []
    for _ in range(7):
        pause = 0
        while not lookup.propose(tokens, 2):
            pause += 1
        pauses.append(pause)
        lookup.judge(0)
    assert pauses == [0, 1, 3, 7, 15, MOST_PAUSE, MOST_PAUSE]
    while not lookup.propose(tokens, 2):
        pass
    lookup.judge(2)
    assert lookup.propose(tokens, 2)


def recite(guesses: int, **changes) -> tuple[str, object, RecitingRunner, Engine]:
    runner = RecitingRunner(SCRIPT)
    runner.guessing = True
    request = Request((Message("user", "hi"),), sampling=GREEDY, **changes)
    with Engine(runner, byte_tokenizer(), guesses=guesses) as engine:
        pieces = list(engine.stream(request))
        assert engine.stats().blocks_used == 0
    return "".join(piece.text for piece in pieces), pieces[-1], runner, engine


def test_a_text_that_repeats_takes_fewer_steps():
    plain, one_by_one, slow, _ = recite(0)
    text, last, quick, engine = recite(3)
    assert (text, last) == (plain, one_by_one)
    assert quick.steps < 0.6 * slow.steps
    stats = engine.stats()
    assert stats.generation_tokens == last.usage.completion
    assert 0 < stats.draft_accepted <= stats.draft_tokens


@pytest.mark.parametrize(
    ("changes", "length"),
    [
        ({"max_tokens": 25}, 25),
        ({"stop": ("efgh. abcdefgh. ab",)}, 4),
        ({"stop": ("h. abc",), "max_tokens": 30}, 7),
    ],
)
def test_limits_and_stops_cut_between_guessed_tokens(changes, length):
    text, last, _, _ = recite(4, **changes)
    plain, expected, _, _ = recite(0, **changes)
    assert (text, last) == (plain, expected)
    assert len(text) == length


def test_a_random_model_answers_the_same_with_guesses():
    model = upcycle(tiny_dense(max_position_embeddings=512), Recipe(widths=(32,), top_k=1))
    requests = [
        Request(
            (Message("user", "".join(random.choices("ab", k=80))),),
            sampling=GREEDY,
            max_tokens=60,
            ignore_eos=True,
            keep_share=random.choice([1.0, 0.5]),
        )
        for _ in range(6)
    ]
    answers = []
    for guesses in (0, 4):
        with Engine(TorchRunner(model, num_blocks=128), byte_tokenizer(), guesses=guesses) as own:
            answers.append(["".join(p.text for p in own.stream(request)) for request in requests])
            stats = own.stats()
    assert answers[0] == answers[1]
    assert stats.draft_tokens > 0
    assert stats.blocks_used == 0


def test_rejected_guesses_leave_the_cache_as_it_would_have_been():
    """The same answer again, after steps whose guesses were wrong, from the shared cache."""
    torch.manual_seed(0)
    model = upcycle(tiny_dense(max_position_embeddings=512), Recipe(widths=(32,), top_k=1))
    text = "ab" * 30 + "".join(random.choices("abc", k=20))
    request = Request((Message("user", text),), sampling=GREEDY, max_tokens=40, ignore_eos=True)
    with Engine(TorchRunner(model, num_blocks=64), byte_tokenizer(), guesses=4) as own:
        first, again = ("".join(p.text for p in own.stream(request)) for _ in range(2))
    assert first == again
