"""`consilium model export` writes, reports, and ends badly in one line."""

from __future__ import annotations

import json
import sys

import pytest

from apps.cli import main
from apps.shared.settings import settings
from tests.fakes.tiny_mixture import merging_tokenizer, speaking


@pytest.fixture
def exported(tmp_path, monkeypatch, capsys):
    """The command over a tiny model; gives its exit code and what it said."""
    speaking(vocab_size=260).save_pretrained(tmp_path / "model")
    merging_tokenizer().save_pretrained(tmp_path / "model")
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> tuple[int, str, str]:
        given = ["consilium", "model", "export", "--model", tmp_path / "model", *arguments]
        monkeypatch.setattr(sys, "argv", [str(one) for one in given])
        settings.cache_clear()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    yield run
    settings.cache_clear()


def test_it_writes_and_reports(exported, tmp_path):
    code, said, _ = exported("--to", "qwen2moe", tmp_path / "out")
    assert code == 0
    assert "24 of 24 greedy tokens" in said
    assert "padded to the widest" in said
    assert json.loads((tmp_path / "out" / "PARITY.json").read_text())["target"] == "qwen2moe"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--to", "granite"), "norm_topk_prob=False"),
        (("--to", "onnx", "--weights", "Q8_0"), "onnx takes F32"),
        (("--to", "gguf", "--adapter", "nowhere"), "adapter_config.json"),
        (("--to", "tflite"), "tflite"),
    ],
)
def test_faults_end_in_one_line_that_names_them(exported, tmp_path, arguments, named):
    code, _, complaint = exported(*arguments, tmp_path / "out")
    assert code != 0
    assert named in complaint
    assert "Traceback" not in complaint
    assert not (tmp_path / "out").exists()
