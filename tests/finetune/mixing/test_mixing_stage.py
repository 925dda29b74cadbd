"""The stage trains both small models, says what following is worth, and goes on if it was cut."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from random import Random

import numpy as np
import pytest

from finetune.corpora.split import part
from finetune.mix import MixConfig, mix
from finetune.mixing.convergence import converged, course
from finetune.mixing.documents import read_documents
from finetune.mixing.vocabulary import RARE, commonest
from finetune.runs.log import RunLog
from finetune.runs.rows import BrokenRow, write_rows
from tests.fakes.tiny_model import byte_tokenizer

WORDS = {
    "easy": ["one two three four five six seven eight "] * 9,
    "hard": ["lamp wool mist carp zinc fern glow husk ", "quay jolt vex brim yawn dusk pith keg "]
    * 5,
}


@pytest.fixture
def texts(tmp_path: Path) -> dict[str, Path]:
    rng = Random(0)
    files = {}
    for name, lines in WORDS.items():
        rows = [
            {
                "id": f"{name}{n}",
                "text": "".join(rng.choice(lines) for _ in range(6)),
                "part": part(f"{name}{n}"),
            }
            for n in range(120)
        ]
        files[name] = tmp_path / f"{name}.jsonl"
        write_rows(files[name], rows)
    return files


@pytest.fixture
def model(tmp_path: Path) -> Path:
    byte_tokenizer().save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def config(out: Path, texts: dict[str, Path], **changes) -> MixConfig:
    small = {"length": 32, "batch": 4, "vocabulary": 64, "width": 64, "layers": 1}
    small |= {"max_steps": 8, "validate_steps": 4, "validation_blocks": 4, "threads": 1}
    return MixConfig.model_validate({"out": out, "texts": texts} | small | changes)


def test_both_courses_are_run_and_what_was_found_is_written(
    tmp_path: Path, texts: dict[str, Path], model: Path
):
    chosen = config(tmp_path / "run", texts)
    found = mix(chosen, model)
    assert set(found.shares.of) == set(texts)
    assert sum(found.shares.of.values()) == pytest.approx(1)
    written = tomllib.loads((tmp_path / "run" / "mixture.toml").read_text(encoding="utf-8"))
    assert written["weights"] == pytest.approx(dict(found.shares.of), abs=1e-3)
    said = json.loads((tmp_path / "run" / "convergence.json").read_text(encoding="utf-8"))
    assert said["steps"] == 8
    assert said["even"] == dict(found.even)
    assert (tmp_path / "run" / "plot.png").stat().st_size > 1000
    assert "Shares of the domains" in (tmp_path / "run" / "README.md").read_text(encoding="utf-8")
    again = mix(chosen, model)
    assert again.even == found.even
    assert again.followed == found.followed


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path, texts: dict[str, Path], model: Path):
    first = mix(config(tmp_path / "run", texts, max_steps=4), model)
    before = course(RunLog(tmp_path / "run" / "even" / "log.csv"))
    assert before == {4: dict(first.even)}
    mix(config(tmp_path / "run", texts, max_steps=8), model)
    for name in ("even", "following"):
        measured = course(RunLog(tmp_path / "run" / name / "log.csv"))
        assert sorted(measured) == [4, 8]
        assert sum(measured[8].values()) < sum(measured[4].values())
    assert course(RunLog(tmp_path / "run" / "even" / "log.csv"))[4] == before[4]


def test_convergence_is_counted_in_steps_to_the_other_courses_end():
    other = {10: {"a": 4.0, "b": 4.0}, 20: {"a": 3.0, "b": 3.0}}
    ours = {5: {"a": 3.5, "b": 3.7}, 10: {"a": 2.9, "b": 3.1}, 15: {"a": 2.8, "b": 2.9}}
    found = converged(other, ours)
    assert found.mean == pytest.approx(10)
    assert found.mean_ratio == pytest.approx(2)
    assert found.every == pytest.approx(12.5)
    assert converged(other, {5: {"a": 2.0, "b": 9.0}}).every_ratio is None
    with pytest.raises(ValueError, match="nothing was measured"):
        converged({}, ours)


def test_documents_are_read_by_part_and_a_broken_row_is_named(tmp_path: Path):
    file = tmp_path / "rows.jsonl"
    rows = [
        {"id": "1", "text": "hay", "part": "train"},
        {"id": "2", "text": "hat", "part": "test"},
        {"id": "3", "text": "", "part": "train"},
    ]
    write_rows(file, rows)
    found = read_documents({"x": file}, byte_tokenizer(), "train")["x"]
    assert byte_tokenizer().decode(found[0]) == "hay"
    assert len(found) == 1
    with pytest.raises(ValueError, match="no row of part 'validation'"):
        read_documents({"x": file}, byte_tokenizer(), "validation")
    write_rows(file, [{"id": "4", "text": "no part"}])
    with pytest.raises(BrokenRow, match="'4'"):
        read_documents({"x": file}, byte_tokenizer(), "train")


def test_the_commonest_tokens_of_all_domains_are_kept():
    texts = {"long": [[7] * 90, [8] * 9, [9]], "short": [[3, 3, 4]]}
    small = commonest(texts, 5)
    assert small.size == 5
    assert [int(small.numbers[token]) != RARE for token in (7, 3, 4, 8, 9)] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert small.small([[7, 9]])[0].tolist() == [int(small.numbers[7]), RARE]
    assert len(np.unique(small.numbers)) == 4
    with pytest.raises(ValueError, match="holds no token"):
        commonest(texts, 2)
