from __future__ import annotations

import gzip
import io
import os
import signal
from pathlib import Path

import pytest
from rich.console import Console
from transformers import TrainerControl, TrainerState, TrainingArguments

from finetune.runs.arguments import arguments
from finetune.runs.callbacks import callbacks
from finetune.runs.clock import Clock
from finetune.runs.config import StageConfig
from finetune.runs.folder import open_run
from finetune.runs.interrupt import Interrupt
from finetune.runs.log import RunLog
from finetune.runs.rows import BrokenRow, read_rows, write_rows
from finetune.runs.schedule import factor


def test_whichever_limit_comes_first_ends_a_run():
    clock = Clock(max_steps=10, max_seconds=100.0, earlier=50.0)
    assert clock.fraction(2) == pytest.approx(0.5, abs=0.01)
    assert clock.fraction(8) == 0.8
    assert clock.over(10)
    assert Clock(None, None).remaining(5) is None
    assert Clock(None, 100.0, earlier=75.0).remaining(1) == pytest.approx(25, abs=0.5)


def test_rates_go_up_stay_and_go_down():
    rates = [factor(step, step / 100, warmup_steps=9, decay=0.5) for step in range(101)]
    assert rates[0] == pytest.approx(0.1)
    assert rates[9:50] == [1.0] * 41
    assert rates[75] == pytest.approx(0.5)
    assert rates[100] == 0.02
    assert sorted(rates[50:], reverse=True) == rates[50:]


def test_the_first_interrupt_asks_and_the_second_stops():
    before = signal.getsignal(signal.SIGINT)
    interrupt = Interrupt()
    interrupt.listen()
    try:
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupt.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        interrupt.leave()
    assert signal.getsignal(signal.SIGINT) is before


def test_callbacks_save_seal_log_and_stop(tmp_path: Path):
    folder = open_run(StageConfig(out=tmp_path / "run", max_steps=2, checkpoint_minutes=1000))
    args = TrainingArguments(**arguments(folder))
    state, control = TrainerState(max_steps=2), TrainerControl()
    screen = io.StringIO()
    told = callbacks(
        folder,
        Clock.of(folder.config),
        per_step=7,
        unit="rows",
        console=Console(file=screen, force_terminal=True),
    )
    for each in told:
        each.on_train_begin(args, state, control)
    for step in (1, 2):
        state.global_step = step
        for each in told:
            each.on_step_end(args, state, control)
            each.on_log(args, state, control, logs={"loss": 1.0 / step, "note": "text"})
        assert control.should_save == (step == 2)
    made = folder.path / "checkpoint-2"
    made.mkdir()
    (made / "weights").write_text("w")
    for each in told:
        each.on_save(args, state, control)
        each.on_train_end(args, state, control)
    assert control.should_training_stop
    assert folder.newest_checkpoint() == made
    assert RunLog(folder.log).last() == {"loss": 0.5}
    assert folder.plot.exists()


def test_rows_are_read_back_and_a_broken_one_is_named(tmp_path: Path):
    rows = [{"text": "a b", "n": 1}, {"text": "资产"}]
    for name in ("rows.jsonl", "rows.jsonl.gz"):
        assert write_rows(tmp_path / name, rows) == 2
        assert list(read_rows(tmp_path / name)) == rows
    assert gzip.decompress((tmp_path / "rows.jsonl.gz").read_bytes()).startswith(b'{"text"')
    (tmp_path / "bad.jsonl").write_text('{"a": 1}\n[2]\n')
    with pytest.raises(BrokenRow, match="line 2"):
        list(read_rows(tmp_path / "bad.jsonl"))
