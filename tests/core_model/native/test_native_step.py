"""The native step against the torch model in fp32, on random weights and tokens."""

from __future__ import annotations

import ctypes
import threading
import time

import pytest
import torch

from core_model.engine.runner import Work
from core_model.native.library import load_library
from core_model.native.variants import supported
from core_model.native.weights import NativeRefused
from tests.fakes.random_mixture import distance, logits_of, random_model, random_tokens

NAMES = [variant.name for variant in supported()]
CLOSE = 0.1  # weights and activations in 8 bits; single rows vary, unrelated ones differ by 1
UNDIVIDED = {"num_experts_per_tok": 4}  # all specialists: rounding cannot change the choice
EXACT = 0.03  # activations alone: 0.015 in int8 and 0.007 in bfloat16 at the median


def rounded(weight: torch.Tensor, bits: int) -> torch.Tensor:
    """A weight (outputs, inputs) after packing and unpacking."""
    weight = weight.detach().contiguous()
    to = torch.empty_like(weight)
    load_library().rounded(weight.data_ptr(), *weight.shape, bits, to.data_ptr())
    return to


@torch.no_grad()
def survive_packing(model, bits: int) -> None:
    """Replaces every packed weight by what it is after packing."""
    for name, weight in model.named_parameters():
        if "norm" in name or "router" in name:
            continue
        for part in weight if weight.dim() == 3 else (weight,):
            part.copy_(rounded(part, 8 if "embed" in name else bits))


def whole(runner, tokens, blocks=(0, 1, 2, 3, 4, 5, 6, 7), **changes) -> torch.Tensor:
    options = {"wanted": "all"} | changes
    return runner.step([Work(tokens, 0, 0, blocks, **options)])[0].logits


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("bits", [4, 8])
def test_every_variant_computes_the_model_that_its_weights_define(runner_of, name, bits):
    model = random_model()
    survive_packing(model, bits)
    runner = runner_of(model, bits=bits, variant=name)
    tokens = random_tokens(45)
    assert runner.variant == name
    assert distance(whole(runner, tokens), logits_of(model, tokens)) < EXACT
    few = [runner.step([Work([t], i, i, [9, 8, 7])])[0].logits for i, t in enumerate(tokens)]
    assert distance(torch.stack(few), logits_of(model, tokens)) < EXACT


@pytest.mark.parametrize(
    "changes",
    [
        {"tie_word_embeddings": False},
        {"norm_topk_prob": True, "num_experts_per_tok": 3, "router_temperature": 0.8},
        {"selection_bias": True, "num_experts_per_tok": 1},
        {"head_dim": 64, "num_attention_heads": 4, "num_key_value_heads": 4},
        {"head_dim": 40, "num_attention_heads": 3, "num_key_value_heads": 1},
        {
            "rope_parameters": {
                "rope_type": "llama3",
                "rope_theta": 10_000.0,
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 64,
            }
        },
    ],
    ids=["head", "renormalised", "biased", "many-heads", "odd-heads", "llama3"],
)
def test_eight_bits_are_close_in_every_configuration(runner_of, changes):
    model = random_model(**changes)
    tokens = random_tokens(37)
    assert distance(whole(runner_of(model), tokens), logits_of(model, tokens)) < CLOSE


def test_the_packed_formats_hold_what_they_can_represent_exactly():
    q = torch.randint(0, 16, (48, 4, 32)).float()
    q[..., 0], q[..., 1] = 0, 15
    scale = (torch.rand(48, 4, 1) * 0.1).half().float()
    least = (torch.randn(48, 4, 1) * 0.2).half().float()
    four = (scale * q + least).flatten(1)
    assert (rounded(four, 4) - four).abs().max() <= 1e-6 * four.abs().max()
    q = torch.randint(-127, 128, (48, 4, 32)).float()
    q[..., 0] = 127
    eight = (scale * q).flatten(1)
    assert (rounded(eight, 8) - eight).abs().max() <= 1e-6 * eight.abs().max()
    anything = torch.randn(33, 70)
    step = anything.abs().max() / 127
    assert 0 < (rounded(anything, 8) - anything).abs().max() <= 0.51 * step


def test_prefill_in_chunks_and_scattered_blocks_equal_one_prefill(runner_of):
    runner = runner_of(random_model(**UNDIVIDED))
    tokens = random_tokens(100)
    at_once = whole(runner, tokens)
    blocks = [20, 11, 40, 13, 33, 19, 18]
    pieces, cached = [], 0
    for size in (1, 30, 2, 17, 50):
        work = Work(tokens[cached : cached + size], cached, cached, blocks, wanted="all")
        pieces.append(runner.step([work])[0].logits)
        cached += size
    assert distance(torch.cat(pieces), at_once) < CLOSE


def test_a_batch_equals_its_sequences_one_by_one(runner_of):
    runner = runner_of(random_model(**UNDIVIDED), threads=2)
    prompts = [random_tokens(size) for size in (3, 40, 17, 1, 25)]
    works = [
        Work(prompt, 0, 0, [3 * at, 3 * at + 2, 3 * at + 1], wanted="last" if at else "none")
        for at, prompt in enumerate(prompts)
    ]
    together = runner.step(works)
    assert together[0].logits is None
    for prompt, outcome in zip(prompts[1:], together[1:], strict=True):
        alone = runner.step([Work(prompt, 0, 0, [60, 61, 62])])[0].logits
        assert outcome.logits.shape == (259,)
        assert distance(outcome.logits, alone) < CLOSE
    following = [
        Work([7], len(prompt), len(prompt), works[at].blocks) for at, prompt in enumerate(prompts)
    ]
    for prompt, outcome in zip(prompts, runner.step(following), strict=True):
        alone = whole(runner, [*prompt, 7], [60, 61, 62])[-1]
        assert distance(outcome.logits, alone) < CLOSE


@pytest.mark.parametrize("name", NAMES)
def test_a_long_context_is_split_without_changing_the_answer(runner_of, name):
    model = random_model(**UNDIVIDED)
    runner = runner_of(model, threads=2, variant=name)
    tokens = random_tokens(400)
    blocks = list(range(30, 56))
    runner.step([Work(tokens[:-1], 0, 0, blocks, wanted="none")])
    last = runner.step([Work(tokens[-1:], 399, 399, blocks)])[0].logits
    assert distance(last, logits_of(model, tokens)[-1]) < CLOSE


def test_moved_slots_are_attended_to_where_they_went(runner_of):
    runner = runner_of(random_model(**UNDIVIDED))
    tokens = random_tokens(40)
    runner.step([Work(tokens, 0, 0, [1, 2, 3], wanted="none")])
    before = runner.step([Work([5], 40, 40, [1, 2, 3])])[0].logits
    runner.move(range(16, 56), [*range(320, 340), *range(16, 36)])
    # slots 0..19 of the sequence now lie in block 20 on, slots 20..39 in block 1 on
    runner.move([*range(16, 36)], [*range(340, 360)])
    after = runner.step([Work([5], 40, 40, [20, 21, 22])])[0].logits
    torch.testing.assert_close(after, before)
    runner.move([320, 321], [321, 320])  # all at once: a swap
    swapped = runner.step([Work([5], 40, 40, [20, 21, 22])])[0].logits
    assert distance(swapped, before) < CLOSE


def test_dropped_slots_keep_the_positions_of_the_others(runner_of):
    runner = runner_of(random_model())
    tokens = random_tokens(20)
    runner.step([Work(tokens, 0, 0, [1, 2], wanted="none")])
    kept = [0, 1, 2, 3, *range(12, 20)]
    runner.move([16 + slot for slot in kept], range(16, 16 + len(kept)))
    dropped = runner.step([Work([9], len(kept), 20, [1, 2])])[0].logits
    wrong = runner.step([Work([9], len(kept), len(kept), [1, 2])])[0].logits
    assert distance(wrong, dropped) > 1e-4


def test_what_an_earlier_user_left_in_a_block_is_never_read(runner_of):
    model = random_model()
    with torch.no_grad():
        model.model.embed_tokens.weight[3] = torch.nan
    runner = runner_of(model)
    tokens = [token for token in random_tokens(21) if token != 3]
    clean = whole(runner, tokens, [0, 1])
    poisoned = runner.step([Work([3] * 32, 0, 0, [0, 1], wanted="none")])[0]
    assert poisoned.logits is None
    again = whole(runner, tokens, [0, 1])
    torch.testing.assert_close(again, clean, equal_nan=True)


@pytest.mark.parametrize("name", NAMES)
def test_observed_attention_is_that_of_the_model(runner_of, name):
    model = random_model(**UNDIVIDED)
    model.set_attn_implementation("eager")
    tokens = random_tokens(50)
    with torch.inference_mode():
        attentions = model(torch.tensor([tokens]), output_attentions=True).attentions
    runner = runner_of(model, variant=name)
    runner.step([Work(tokens[:30], 0, 0, [4, 2, 1, 5], wanted="none")])
    seen = runner.step([Work(tokens[30:], 30, 30, [4, 2, 1, 5], observe=True)])[0].attention
    wanted = torch.stack(attentions)[:, 0, :, 30:].sum(2).mean((0, 1))
    assert seen.shape == (50,)
    assert abs(seen.sum().item() - 20) < 1e-3
    assert distance(seen, wanted) < CLOSE
    one = runner.step([Work([5], 50, 50, [4, 2, 1, 5], observe=True), Work([5], 0, 0, [9])])
    assert abs(one[0].attention.sum().item() - 1) < 1e-4
    assert one[1].attention is None


def test_idle_threads_cost_nothing_and_the_lock_is_released(runner_of):
    runner = runner_of(random_model(), threads=2)
    runner.step([Work([1], 0, 0, [0])])
    time.sleep(0.05)
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.1
    steps = threading.Thread(target=lambda: whole(runner, random_tokens(128)))
    steps.start()
    steps.join(20)
    assert not steps.is_alive()


def test_configurations_that_it_does_not_compute_are_refused(runner_of):
    with pytest.raises(NativeRefused, match="attention_bias=True"):
        runner_of(random_model(attention_bias=True))
    with pytest.raises(NativeRefused, match="hidden_act='gelu'"):
        runner_of(random_model(hidden_act="gelu"))
    with pytest.raises(NativeRefused, match="rope_type='dynamic'"):
        runner_of(
            random_model(
                rope_parameters={"rope_type": "dynamic", "factor": 2.0, "rope_theta": 10_000.0}
            )
        )
    with pytest.raises(NativeRefused, match="block_size 8"):
        runner_of(random_model(), block_size=8)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (Work([259], 0, 0, [0]), "tokens must lie"),
        (Work([], 0, 0, [0]), "without tokens"),
        (Work([1] * 17, 0, 0, [0]), "do not fit"),
        (Work([1], 0, 0, [64]), "blocks must lie"),
        (Work([1], 0, 512, [0]), "outside the context"),
        (Work([1], 0, 0, [0], adapter="nobody"), "'nobody' is not loaded"),
    ],
)
def test_work_that_does_not_exist_is_refused(runner_of, work, message):
    with pytest.raises(ValueError, match=message):
        runner_of(random_model()).step([work])


def test_a_closed_runner_says_so(runner_of):
    runner = runner_of(random_model())
    runner.close()
    runner.close()
    with pytest.raises(RuntimeError, match="closed"):
        runner.step([Work([1], 0, 0, [0])])


def test_structures_have_the_sizes_of_the_library():
    from core_model.native.library import LayerWeights, Shape, StepWork

    assert ctypes.sizeof(Shape) == 16 * 4 + 3 * 4 + 4 + 2 * 8
    assert ctypes.sizeof(StepWork) == 8 * 4 + 2 * 8
    assert ctypes.sizeof(LayerWeights) == 13 * 8 + 8
