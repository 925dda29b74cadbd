"""An export is a whole folder: weights, tokenizer, report; or nothing."""

from __future__ import annotations

import json

import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer

from core_model.export.adapter import merged
from core_model.export.report import Report
from core_model.export.write import export
from core_model.load import load_model
from tests.fakes.tiny_mixture import ascii_only, merging_tokenizer, speaking


@pytest.fixture
def folder(tmp_path):
    tokenizer = merging_tokenizer()
    home = tmp_path / "model"
    ascii_only(speaking(vocab_size=260), tokenizer).save_pretrained(home)
    tokenizer.save_pretrained(home)
    return home


def saved_adapter(folder, into):
    """A random adapter over attention, the general expert and the stacked specialists."""
    config = LoraConfig(
        r=4,
        target_modules=["q_proj", "v_proj", "general.down_proj"],
        target_parameters=["specialists.gate_up_proj", "specialists.down_proj"],
    )
    adapted = get_peft_model(load_model(folder, torch.float32), config)
    with torch.no_grad():
        for name, weight in adapted.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.3)
    adapted.save_pretrained(into)
    return into


@pytest.mark.parametrize("target", ["qwen2moe", "gguf"])
def test_a_folder_holds_weights_tokenizer_and_report(folder, tmp_path, target):
    into = tmp_path / "out" / target
    report = export(folder, target, into)
    assert report == Report.model_validate_json((into / "PARITY.json").read_text())
    assert report.parity.max_difference < 1e-4
    assert (report.parity.greedy_equal, report.adapter) == (24, None)
    assert "24 of 24 greedy tokens" in (into / "README.md").read_text()
    assert (
        AutoTokenizer.from_pretrained(into)("he 123").input_ids
        == merging_tokenizer()("he 123").input_ids
    )
    assert [path.name for path in into.parent.iterdir()] == [target]


def test_rounded_weights_are_reported_as_such(folder, tmp_path):
    report = export(folder, "qwen2moe", tmp_path / "out", weights="BF16")
    assert json.loads((tmp_path / "out" / "config.json").read_text())["dtype"] == "bfloat16"
    assert "BF16" in report.not_represented[0]
    assert report.parity.max_difference > 1e-4


def test_an_adapter_is_merged(folder, tmp_path):
    adapter = saved_adapter(folder, tmp_path / "adapter")
    beside = PeftModel.from_pretrained(load_model(folder, torch.float32), adapter).eval()
    report = export(folder, "qwen2moe", tmp_path / "out", adapter=adapter)
    assert (report.adapter, report.parity.max_difference < 1e-4) == ("adapter", True)
    plain = AutoModelForCausalLM.from_pretrained(tmp_path / "out")
    ids = torch.randint(260, (1, 20))
    with torch.inference_mode():
        expected, bare = beside(input_ids=ids).logits, load_model(folder, torch.float32)(ids).logits
        torch.testing.assert_close(plain(ids).logits, expected, rtol=1e-4, atol=1e-3)
    assert (expected - bare).abs().max() > 0.1


def test_a_folder_without_an_adapter_is_refused(folder, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"adapter_config\.json"):
        merged(load_model(folder, torch.float32), tmp_path)


def test_faults_leave_nothing_behind(folder, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(ValueError, match="norm_topk_prob"):
        export(folder, "granite", out)
    with pytest.raises(ValueError, match="qwen2moe takes F32, F16, BF16"):
        export(folder, "qwen2moe", out, weights="Q8_0")
    assert not out.exists()
    assert not list(tmp_path.glob(".exporting-*"))
    out.mkdir()
    (out / "mine.txt").write_text("kept")
    with pytest.raises(FileExistsError, match="not empty"):
        export(folder, "qwen2moe", out)
