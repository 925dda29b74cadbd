"""Adapters learn, resume after a kill, and are served as they were trained."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file

from core_model.engine.adapter import read_adapter
from core_model.engine.native_runner import NativeRunner
from core_model.engine.runner import Work
from core_model.engine.torch_runner import TorchRunner
from core_model.load import load_model
from core_model.native.compile import NativeUnavailable, find_compiler
from finetune.adapters.layout import adapted, save_adapter
from finetune.prefer import PreferConfig, prefer
from finetune.runs.config import ConfigRefused
from finetune.runs.folder import open_run
from finetune.runs.log import RunLog
from finetune.sft import SftConfig, Stage, sft

SMALL = {
    "batch": 4,
    "micro_batch": 2,
    "learning_rate": 1e-2,
    "warmup_steps": 2,
    "threads": 1,
    "log_steps": 1,
    "rank": 4,
    "alpha": 8,
    "max_length": 200,
}


@pytest.fixture(scope="module")
def tuned(tiny_core, lessons, tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "sft"
    sft(SftConfig(out=out, lessons=(lessons,), max_steps=12, **SMALL), tiny_core)
    return out


def values(run, name):
    return [figure.value for figure in RunLog(run / "log.csv").figures() if figure.name == name]


def test_it_learns_what_is_unseen(tuned):
    losses = values(tuned, "eval_loss")
    assert losses[-1] < 0.8 * losses[0]


def test_the_card_says_what_it_learned_from(tuned):
    card = (tuned / "result" / "README.md").read_text(encoding="utf-8")
    assert "| made here (Apache-2.0) | made here (Apache-2.0) | Apache-2.0 | 32 lessons |" in card
    assert "loss on unseen answers" in card


def test_engines_and_peft_give_the_same_logits(tuned, tiny_core):
    model = load_model(tiny_core, torch.float32)
    tokens = list(range(5, 45))
    work = [Work(tokens, 0, 0, list(range(5)), wanted="all", adapter="a")]
    runner = TorchRunner(load_model(tiny_core, torch.float32), num_blocks=8, block_size=8)
    runner.load_adapter("a", tuned / "result")
    (served,) = runner.step(work)
    ids = torch.tensor([tokens])
    plain = model(input_ids=ids).logits[0]
    whole = PeftModel.from_pretrained(model, str(tuned / "result"))
    trained = whole(input_ids=ids).logits[0]
    torch.testing.assert_close(served.logits, trained, atol=2e-3, rtol=1e-3)
    assert (trained - plain).abs().max() > 0.1


def test_the_native_engine_serves_it(tuned, tiny_core):
    try:
        find_compiler()
    except NativeUnavailable as reason:
        pytest.skip(str(reason))
    model = load_model(tiny_core, torch.float32)
    tokens = list(range(5, 45))
    runner = NativeRunner(tiny_core, num_blocks=8, bits=8, threads=1)
    runner.load_adapter("a", tuned / "result")
    plain, adapted_ = (
        runner.step([Work(tokens, 0, 0, list(range(5)), wanted="all", adapter=name)])[0].logits
        for name in (None, "a")
    )
    whole = PeftModel.from_pretrained(model, str(tuned / "result"))
    with whole.disable_adapter():
        before = whole(input_ids=torch.tensor([tokens])).logits[0]
    change = whole(input_ids=torch.tensor([tokens])).logits[0] - before
    assert (adapted_ - plain - change).abs().mean() < 0.15 * change.abs().mean()


def test_a_killed_run_resumes_to_the_same_weights(tuned, tiny_core, lessons, tmp_path):
    config = SftConfig(out=tmp_path / "sft", lessons=(lessons,), max_steps=2, **SMALL)
    sft(config, tiny_core)
    shutil.rmtree(tmp_path / "sft" / "result")
    torn = tmp_path / "sft" / "checkpoint-5"
    torn.mkdir()
    resumed = SftConfig(out=tmp_path / "sft", lessons=(lessons,), max_steps=3, **SMALL)
    result = sft(resumed, tiny_core)
    assert not torn.exists()
    steps = [f.step for f in RunLog(tmp_path / "sft" / "log.csv").figures() if f.name == "loss"]
    assert steps == sorted(set(steps))
    assert open_run(resumed).checkpoints()[-1].name == "checkpoint-3"
    read_adapter(result, load_model(tiny_core, torch.float32).config)


def test_staged_only_the_upper_layers_learn(tiny_core, lessons, tmp_path):
    config = SftConfig(
        out=tmp_path / "sft",
        lessons=(lessons,),
        max_steps=3,
        validation=0,
        stages=(Stage(layers=1, until=1),),
        **SMALL,
    )
    tensors = load_file(sft(config, tiny_core) / "adapter_model.safetensors")
    assert tensors
    assert all(".layers.1." in name for name in tensors)


def test_nothing_to_learn_from_is_refused(tiny_core, lessons, tmp_path):
    config = SftConfig(out=tmp_path / "x", lessons=(lessons,), **SMALL | {"max_length": 4})
    with pytest.raises(ConfigRefused, match="32 are longer"):
        sft(config, tiny_core)


def test_a_fresh_adapter_is_not_worth_a_file(tiny_core, tmp_path):
    fresh = adapted(load_model(tiny_core, torch.float32), rank=2, alpha=4)
    with pytest.raises(ValueError, match="changes nothing"):
        save_adapter(fresh, tmp_path / "a")


def test_no_file_names_this_machine(tuned):
    settings = json.loads((tuned / "result" / "adapter_config.json").read_text(encoding="utf-8"))
    assert settings["base_model_name_or_path"] is None
    assert not (tuned / "result" / "ref").exists()


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    rows = [
        {
            "id": f"p{n}",
            "prompt": [{"role": "user", "content": f"thrice {n % 4}"}],
            "chosen": str(n % 4) * 3,
            "rejected": str((n + 1) % 4) * 3,
            "domain": "digits",
            "task": "thrice",
            "part": part,
        }
        for part, count in (("train", 16), ("validation", 4))
        for n in range(count)
    ]
    file = tmp_path_factory.mktemp("pairs") / "pairs.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


def test_pairs_widen_the_margin(tuned, tiny_core, pairs, tmp_path):
    config = PreferConfig(
        out=tmp_path / "dpo", lessons=(pairs,), start=tuned / "result", max_steps=8, **SMALL
    )
    result = prefer(config, tiny_core)
    margins = values(tmp_path / "dpo", "eval_rewards/margins")
    assert margins[0] == 0
    assert margins[-1] > 0.1
    assert not (result / "ref").exists()
    card = (result / "README.md").read_text(encoding="utf-8")
    assert "| 32 lessons, at its start |" in card
    assert "32 were read" in card


def test_a_run_from_a_shipped_adapter_says_what_it_learned_from(
    tuned, tiny_core, lessons, tmp_path
):
    shipped = tmp_path / "shipped" / "adapters" / "digits"
    shipped.mkdir(parents=True)
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (shipped / name).write_bytes((tuned / "result" / name).read_bytes())
    (tmp_path / "shipped" / "README.md").write_text(
        "# Weights\n\n## Adapter digits\n\nOf digits.\n\n### Data\n\n"
        "| collection | amount | licence |\n| --- | --- | --- |\n| tallies | 7 lessons | MIT |\n",
        encoding="utf-8",
    )
    result = sft(
        SftConfig(out=tmp_path / "on", lessons=(lessons,), start=shipped, max_steps=1, **SMALL),
        tiny_core,
    )
    card = (result / "README.md").read_text(encoding="utf-8")
    assert "| tallies | tallies | MIT | 7 lessons, at its start |" in card


def test_pairs_move_only_an_adapter_that_answers(tiny_core, pairs, tmp_path):
    config = PreferConfig(out=tmp_path / "dpo", lessons=(pairs,), max_steps=1, **SMALL)
    with pytest.raises(ConfigRefused, match="start"):
        prefer(config, tiny_core)


def test_rules_judge_what_the_adapter_answers_itself(tuned, tiny_core, lessons, tmp_path):
    config = PreferConfig(
        method="grpo",
        out=tmp_path / "grpo",
        lessons=(lessons,),
        start=tuned / "result",
        max_steps=1,
        answers=2,
        max_answer=6,
        **SMALL,
    )
    result = prefer(config, tiny_core)
    rewards = values(tmp_path / "grpo", "reward")
    assert len(rewards) >= 1
    assert all(0 <= reward <= 1 for reward in rewards)
    read_adapter(result, load_model(tiny_core, torch.float32).config)
