from __future__ import annotations

from pathlib import Path

import pytest

from finetune.runs.card import Card, DataUsed, write_card
from finetune.runs.config import ConfigRefused, StageConfig
from finetune.runs.folder import SEAL, open_run, seal, seal_of
from finetune.runs.log import RunLog
from finetune.runs.plot import draw, grouped


class Stage(StageConfig):
    rate: float = 1.0


class Other(StageConfig):
    teacher: str


def checkpoint(folder: Path, step: int, seconds: float) -> Path:
    made = folder / f"checkpoint-{step}"
    (made / "inner").mkdir(parents=True)
    (made / "weights").write_bytes(b"x" * step)
    (made / "inner" / "state").write_text("state")
    seal(made, step=step, seconds=seconds)
    return made


def test_a_checkpoint_counts_only_when_it_is_whole(tmp_path: Path):
    folder = open_run(Stage(out=tmp_path / "run"))
    assert folder.newest_checkpoint() is None
    first = checkpoint(folder.path, 9, 4.0)
    second = checkpoint(folder.path, 10, 5.0)
    assert folder.checkpoints() == [first, second]
    assert folder.seconds_trained() == 5.0
    (second / "weights").write_bytes(b"x")  # torn: shorter than sealed
    assert folder.newest_checkpoint() == first
    (second / SEAL).write_text("{")
    assert seal_of(second) is None
    reopened = open_run(Stage(out=tmp_path / "run", minutes=3))
    assert not second.exists()
    assert reopened.newest_checkpoint() == first


def test_an_unsealed_checkpoint_is_ignored(tmp_path: Path):
    folder = open_run(Stage(out=tmp_path))
    (tmp_path / "checkpoint-3").mkdir()
    (tmp_path / "checkpoint-3" / "weights").write_bytes(b"x")
    assert folder.newest_checkpoint() is None


def test_another_run_is_refused(tmp_path: Path):
    open_run(Stage(out=tmp_path))
    with pytest.raises(ConfigRefused, match="rate"):
        open_run(Stage(out=tmp_path, rate=2))
    with pytest.raises(ConfigRefused, match="another stage"):
        open_run(Other(out=tmp_path, teacher="a"))


def test_the_log_survives_a_torn_line_and_is_cut_at_the_resumed_step(tmp_path: Path):
    log = RunLog(tmp_path / "log.csv")
    log.append(1, 0.5, {"loss": 3.0, "perplexity/finance": 20.0})
    log.append(2, 1.0, {"loss": 2.0})
    with log.file.open("a") as opened:
        opened.write("3,1.5,lo")
    assert [(each.step, each.value) for each in log.figures()] == [(1, 3), (1, 20), (2, 2)]
    log.cut_after(1)
    log.append(2, 1.0, {"loss": 2.5})
    assert log.last() == {"loss": 2.5, "perplexity/finance": 20.0}
    assert grouped(log)["perplexity"] == {"finance": [(1, 20.0)]}


def test_plot_and_card_come_from_the_log(tmp_path: Path):
    folder = open_run(Stage(out=tmp_path / "run", seed=7))
    draw(RunLog(folder.log), folder.plot, "nothing yet")
    assert not folder.plot.exists()
    RunLog(folder.log).append(12, 90.0, {"loss": 1.5, "perplexity/a": 2.0, "perplexity/b": 3.0})
    draw(RunLog(folder.log), folder.plot, "run")
    assert folder.plot.read_bytes().startswith(b"\x89PNG")
    data = DataUsed("filings", "https://example.org", "public domain", "3 tokens")
    write_card(folder, Card("Name", "What it is.", [data], ["Small."], {"loss": (2.0, 1.5)}))
    card = folder.card.read_text()
    for said in ("license: apache-2.0", "| filings |", "| loss | 2 | 1.5 |", "12 steps in 2 min"):
        assert said in card
    assert "| seed | 7 |" in card
