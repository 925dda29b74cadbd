"""The paged runner computes what the model computes: mixed batches, scattered blocks, adapters."""

from __future__ import annotations

import json
import random

import pytest
import torch
from safetensors.torch import load_file, save_file

from core_model.engine.runner import AdapterRefused, Work
from core_model.engine.torch_runner import TorchRunner
from core_model.model import CoreForCausalLM
from core_model.recipe import Recipe
from core_model.upcycle import upcycle
from tests.fakes.adapters import TARGETS, merged, save_adapter
from tests.fakes.tiny_model import VOCABULARY, tiny_dense

BLOCK = 4
CLOSE = {"atol": 2e-4, "rtol": 1e-3}


@pytest.fixture(scope="module")
def model() -> CoreForCausalLM:
    mixture = upcycle(tiny_dense(), Recipe(widths=(32, 64, 32), top_k=2))
    with torch.no_grad():
        for layer in mixture.model.layers:
            layer.mlp.specialists.down_proj.normal_(std=0.2)
    return mixture


@pytest.fixture
def runner(model):
    runner = TorchRunner(model, num_blocks=64, block_size=BLOCK)
    yield runner
    runner.close()


@torch.inference_mode()
def plainly(model: CoreForCausalLM, tokens: list[int]) -> torch.Tensor:
    return model(torch.tensor([tokens])).logits[0]


def tokens(count: int) -> list[int]:
    return [random.randrange(VOCABULARY) for _ in range(count)]


def scattered(*lengths: int) -> list[list[int]]:
    """Blocks for sequences of these lengths, in no order."""
    free = random.sample(range(64), 64)
    return [[free.pop() for _ in range(-(-length // BLOCK))] for length in lengths]


def test_prefill_chunks_and_single_tokens_mix_in_one_step(model, runner):
    first, second, third = tokens(31), tokens(18), tokens(9)
    a, b, c = scattered(32, 20, 12)
    runner.step([Work(first[:13], 0, 0, a, wanted="none"), Work(second[:17], 0, 0, b)])
    mixed = runner.step(
        [
            Work(second[17:], 17, 17, b),
            Work(first[13:], 13, 13, a, wanted="all"),
            Work(third, 0, 0, c),
        ]
    )
    expected = [plainly(model, second)[-1], plainly(model, first)[13:], plainly(model, third)[-1]]
    for outcome, logits in zip(mixed, expected, strict=True):
        assert outcome.logits.dtype == torch.float32
        torch.testing.assert_close(outcome.logits, logits, **CLOSE)


def test_nothing_is_given_where_nothing_is_wanted(runner):
    (outcome,) = runner.step([Work(tokens(5), 0, 0, [3, 4], wanted="none")])
    assert outcome.logits is None
    assert outcome.attention is None


def test_the_model_is_left_as_it_was(model, runner):
    before = model.config._attn_implementation
    ids = tokens(6)
    runner.step([Work(ids, 0, 0, [3, 4])])
    assert model.config._attn_implementation == before
    assert plainly(model, ids).shape == (6, VOCABULARY)


def test_attention_is_observed_as_the_model_pays_it(model, runner):
    ids = tokens(22)
    (blocks,) = scattered(24)
    runner.step([Work(ids[:15], 0, 0, blocks, wanted="none")])
    (outcome,) = runner.step([Work(ids[15:], 15, 15, blocks, observe=True)])
    model.config._attn_implementation = "eager"
    with torch.inference_mode():
        paid = model(torch.tensor([ids]), output_attentions=True).attentions
    model.config._attn_implementation = "sdpa"
    expected = torch.stack(paid)[:, 0, :, 15:].sum(dim=2).mean(dim=(0, 1))
    torch.testing.assert_close(outcome.attention, expected, **CLOSE)
    assert outcome.attention.sum().item() == pytest.approx(7, abs=1e-3)


def test_slots_move_as_if_all_at_once(model, runner):
    ids = tokens(16)
    runner.step([Work(ids[:15], 0, 0, [7, 2, 9, 4], wanted="none")])
    swap = {7: 2, 2: 7}
    source = [block * BLOCK + at for block in swap for at in range(BLOCK)]
    target = [block * BLOCK + at for block in swap.values() for at in range(BLOCK)]
    runner.move(source, target)
    (outcome,) = runner.step([Work(ids[15:], 15, 15, [2, 7, 9, 4])])
    torch.testing.assert_close(outcome.logits, plainly(model, ids)[-1], **CLOSE)


def test_positions_go_on_counting_where_slots_were_dropped(model, runner):
    """With the dropped slots masked, the model itself gives the same logits."""
    ids = tokens(17)
    dropped = [5, 6, 7, 8]
    runner.step([Work(ids[:16], 0, 0, [0, 1, 2, 3], wanted="none")])
    kept = [at for at in range(16) if at not in dropped]
    runner.move(kept, list(range(20 * BLOCK, 20 * BLOCK + 12)))
    (outcome,) = runner.step([Work(ids[16:], 12, 16, [20, 21, 22, 23])])
    seen = torch.ones(17, 17, dtype=torch.bool).tril()
    seen[16, dropped] = False
    with torch.inference_mode():
        logits = model(torch.tensor([ids]), attention_mask=seen[None, None]).logits[0, -1]
    torch.testing.assert_close(outcome.logits, logits, **CLOSE)


def test_adapters_in_one_batch_equal_merged_weights_one_by_one(model, runner, tmp_path):
    folders = {
        "finance": save_adapter(tmp_path / "finance", model, rank=4),
        "medical": save_adapter(tmp_path / "medical", model, rank=2, use_rslora=True),
        "school": save_adapter(tmp_path / "school", model, rank=3, targets=TARGETS[:2]),
    }
    for name, folder in folders.items():
        runner.load_adapter(name, folder)
    assert runner.adapters == set(folders)
    asked = ["finance", None, "medical", "finance", "school", None]
    prompts = [tokens(random.randrange(2, 20)) for _ in asked]
    blocks = scattered(*map(len, prompts))
    work = [
        Work(prompt, 0, 0, own, adapter=name)
        for prompt, own, name in zip(prompts, blocks, asked, strict=True)
    ]
    for outcome, prompt, name in zip(runner.step(work), prompts, asked, strict=True):
        other = model if name is None else merged(model, folders[name])
        torch.testing.assert_close(outcome.logits, plainly(other, prompt)[-1], **CLOSE)


def test_an_unloaded_adapter_leaves_nothing_behind(model, runner, tmp_path):
    ids = tokens(8)
    runner.load_adapter("finance", save_adapter(tmp_path / "finance", model))
    changed = runner.step([Work(ids, 0, 0, [1, 2], adapter="finance")])[0].logits
    runner.unload_adapter("finance")
    assert runner.adapters == frozenset()
    plain = runner.step([Work(ids, 0, 0, [1, 2])])[0].logits
    assert (changed - plain).abs().max() > 0.1
    torch.testing.assert_close(plain, plainly(model, ids)[-1], **CLOSE)
    with pytest.raises(KeyError):
        runner.unload_adapter("finance")
    with pytest.raises(KeyError, match="finance"):
        runner.step([Work(ids, 0, 0, [1, 2], adapter="finance")])


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"peft_type": "IA3"}, "peft_type 'IA3'"),
        ({"bias": "all"}, "bias 'all'"),
        ({"use_dora": True}, "use_dora"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"rank_pattern": {"q_proj": 8}}, "rank_pattern"),
    ],
)
def test_other_kinds_of_adapters_are_refused_by_name(model, runner, tmp_path, settings, named):
    with pytest.raises(AdapterRefused, match=named):
        runner.load_adapter("x", save_adapter(tmp_path / "x", model, **settings))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("specialists", "target only"),
        ("layer", "layer 9 of a model of 2"),
        ("shape", "another model"),
        ("half", "pairs"),
    ],
)
def test_adapters_that_do_not_fit_are_refused(model, runner, tmp_path, change, named):
    folder = save_adapter(tmp_path / "x", model, targets=("self_attn.q_proj",))
    file = folder / "adapter_model.safetensors"
    tensors = load_file(file)
    first = next(iter(tensors))
    if change == "half":
        del tensors[first]
    elif change == "shape":
        tensors[first] = tensors[first][:, :-1].contiguous()
    else:
        old, new = {
            "specialists": ("self_attn.q_proj", "mlp.specialists.down_proj"),
            "layer": (".layers.0.", ".layers.9."),
        }[change]
        tensors = {name.replace(old, new): tensor for name, tensor in tensors.items()}
    save_file(tensors, file)
    with pytest.raises(AdapterRefused, match=named):
        runner.load_adapter("x", folder)
    assert runner.adapters == frozenset()


def test_missing_files_are_named(runner, tmp_path):
    with pytest.raises(OSError, match="adapter_config"):
        runner.load_adapter("x", tmp_path)
    (tmp_path / "adapter_config.json").write_text(json.dumps({"peft_type": "LORA"}))
    with pytest.raises(OSError, match="save the adapter as safetensors"):
        runner.load_adapter("x", tmp_path)


def test_an_adapter_that_peft_saved_is_read(model, runner, tmp_path):
    import copy

    from peft import LoraConfig, get_peft_model

    names = [target.rpartition(".")[2] for target in TARGETS]
    config = LoraConfig(r=2, lora_alpha=8, target_modules=rf".*({'|'.join(names)})")
    trained = get_peft_model(copy.deepcopy(model), config)
    for name, weight in trained.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(weight.data, std=0.3)
    trained.save_pretrained(tmp_path / "peft")
    runner.load_adapter("peft", tmp_path / "peft")
    ids = tokens(12)
    (outcome,) = runner.step([Work(ids, 0, 0, [5, 1, 8], adapter="peft")])
    with torch.inference_mode():
        expected = trained(input_ids=torch.tensor([ids])).logits[0, -1]
    torch.testing.assert_close(outcome.logits, expected, **CLOSE)
