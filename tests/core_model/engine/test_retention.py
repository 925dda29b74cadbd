"""What a long prompt keeps: its evidence always, its ends, and what the question attends to."""

from __future__ import annotations

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core_model.engine.engine import Engine
from core_model.engine.prompt import PromptWriter
from core_model.engine.request import Message, Request, RequestRefused, Sampling
from core_model.engine.retention import SINKS, WINDOW, Retention, choose
from core_model.engine.torch_runner import TorchRunner
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.tiny_model import byte_tokenizer, tiny_dense

TOKENIZER = byte_tokenizer()


@st.composite
def retentions(draw) -> tuple[int, Retention]:
    slots = draw(st.integers(2 * WINDOW, 400))
    places = st.integers(0, slots - 2)
    spans = draw(st.lists(st.tuples(places, st.integers(1, 60)), max_size=4))
    evidence = tuple((start, min(slots, start + length)) for start, length in spans)
    return slots, Retention(draw(st.floats(0.05, 0.95)), evidence, WINDOW)


@given(retentions())
def test_evidence_sinks_and_the_last_window_are_always_kept(drawn):
    slots, retention = drawn
    kept = choose(torch.rand(slots), retention)
    assert kept == sorted(set(kept))
    always = {*range(SINKS), *range(slots - WINDOW, slots)}
    always |= {at for start, end in retention.evidence for at in range(start, end)}
    assert always <= set(kept)
    assert len(kept) == max(len(always), -int(-retention.share * slots // 1))


def test_of_the_rest_what_is_attended_to_most_is_kept():
    attention = torch.full((400,), 0.01)
    attention[100:110] = 5.0
    attention[250] = 9.0
    kept = set(choose(attention, Retention(0.25, (), WINDOW)))
    assert {*range(100, 110), *range(247, 254)} <= kept


def test_evidence_is_kept_even_where_it_exceeds_the_share():
    kept = choose(torch.rand(400), Retention(0.05, ((10, 300),), WINDOW))
    assert set(range(10, 300)) <= set(kept)


@given(
    before=st.text(max_size=20),
    quoted=st.text(min_size=1, max_size=20),
    after=st.text(max_size=20),
    control=st.sampled_from(["", "<|im_end|>", "a<|im_start|>b"]),
)
def test_evidence_is_found_in_the_prompt(before, quoted, after, control):
    content = f"{before}{control}{quoted}{control}{after}"
    start = len(before) + len(control)
    message = Message("user", content, evidence=((start, start + len(quoted)),))
    request = Request((Message("system", "Quote."), message), keep_share=0.5)
    prompt = PromptWriter(TOKENIZER, 4096).write(request)
    ((first, last),) = prompt.evidence
    found = TOKENIZER.decode(prompt.ids[first:last])
    assert PromptWriter(TOKENIZER, 4096)._plain(quoted) in found
    assert len(found) <= len(PromptWriter(TOKENIZER, 4096)._plain(quoted)) + 2


def test_evidence_beyond_its_message_is_refused():
    request = Request((Message("user", "abc", evidence=((1, 9),)),), keep_share=0.5)
    with pytest.raises(RequestRefused, match="not a span"):
        PromptWriter(TOKENIZER, 4096).write(request)


def test_a_template_that_changes_the_text_is_refused():
    tokenizer = byte_tokenizer()
    tokenizer.chat_template = (
        "{% for message in messages %}{{ message['content'] | upper }}{% endfor %}"
    )
    request = Request((Message("user", "abc", evidence=((0, 2),)),), keep_share=0.5)
    with pytest.raises(RequestRefused, match="leave out keep_share"):
        PromptWriter(tokenizer, 4096).write(request)


@pytest.fixture(scope="module")
def model():
    return upcycle(tiny_dense(max_position_embeddings=1024), Recipe(widths=(32,), top_k=1))


def engine(model, **options) -> Engine:
    blocks = options.pop("num_blocks", 256)
    return Engine(TorchRunner(model, num_blocks=blocks, block_size=8), TOKENIZER, **options)


def ask(text: str, **changes) -> Request:
    given = {"sampling": Sampling(temperature=0), "max_tokens": 12, "ignore_eos": True} | changes
    return Request((Message("user", text, evidence=((40, 90),)),), **given)


def letters(count: int) -> str:
    return "".join(random.choices("abcdefgh ", k=count))


def answer(engine: Engine, request: Request) -> str:
    return "".join(piece.text for piece in engine.stream(request))


class Observer(TorchRunner):
    """Remembers the most blocks any step used, and what was moved."""

    def __init__(self, *given, **shape):
        super().__init__(*given, **shape)
        self.last_slots: list[int] = []
        self.moved: list[int] = []

    def step(self, work):
        self.last_slots.append(work[0].cached + len(work[0].tokens))
        return super().step(work)

    def move(self, source, target):
        self.moved.append(len(target))
        super().move(source, target)


def test_blocks_are_freed_while_the_answer_is_written(model):
    runner = Observer(model, num_blocks=256, block_size=8)
    used: list[int] = []
    with Engine(runner, TOKENIZER) as own:
        prompt = len(own._prompts.ids(ask(letters(500))))
        step = runner.step

        def watching(work):
            used.append(own.stats().blocks_used)
            return step(work)

        runner.step = watching
        answer(own, ask(letters(500), keep_share=0.4))
        dropped = own.stats().dropped_tokens
    assert dropped == prompt - -int(-0.4 * prompt // 1)
    assert runner.last_slots[-1] == prompt - dropped + 11
    assert max(used) >= prompt // 8
    assert used[-1] <= (prompt - dropped + 11) // 8 + 1


def test_keeping_all_but_a_little_changes_little_and_keeping_all_nothing(model):
    text = letters(400)
    with engine(model) as own:
        plain = answer(own, ask(text))
        assert answer(own, ask(text, keep_share=1.0)) == plain
        assert own.stats().dropped_tokens == 0


def test_a_short_prompt_keeps_everything(model):
    text = letters(95)
    with engine(model) as own:
        assert answer(own, ask(text, keep_share=0.05)) == answer(own, ask(text))
        assert own.stats().dropped_tokens == 0


def test_what_was_dropped_never_reaches_another_request(model):
    text = letters(300)
    with engine(model) as fresh:
        plain = answer(fresh, ask(text))
        longer = answer(fresh, ask(text + "more"))
    with engine(model) as own:
        reduced = answer(own, ask(text, keep_share=0.3, max_tokens=40))
        assert answer(own, ask(text)) == plain
        assert answer(own, ask(text + "more")) == longer
        assert answer(own, ask(text, keep_share=0.3, max_tokens=40)) == reduced
        assert own.stats().prefix_hit_tokens > 0
        assert own.stats().blocks_used == 0


def test_reduced_sequences_survive_preemption(model):
    requests = [ask(letters(300), keep_share=0.4, max_tokens=100) for _ in range(4)]
    with engine(model) as roomy:
        expected = [answer(roomy, request) for request in requests]
    with engine(model, num_blocks=78) as tight:
        streams = [tight.stream(request) for request in requests]
        answers = ["".join(piece.text for piece in stream) for stream in streams]
        assert tight.stats().preemptions > 0
        assert tight.stats().blocks_used == 0
    assert answers == expected


def test_reading_in_small_steps_keeps_the_same(model):
    request = ask(letters(300), keep_share=0.4)
    with engine(model) as wide, engine(model, token_budget=WINDOW + 20, max_running=3) as narrow:
        assert answer(wide, request) == answer(narrow, request)
