"""A desk is built once, without heavy libraries, and holds the samples at its first start."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.finance.samples import SAMPLES
from apps.shared.jobs import Jobs
from apps.shared.model_health import ModelHealth
from apps.shared.settings import Settings
from apps.shared.wiring import finance as wiring
from apps.shared.wiring.endpoint import chat_model
from apps.shared.wiring.finance import FinanceDesk
from rag.evidence import Rung


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[FinanceDesk]:
    made = FinanceDesk(Settings(home=tmp_path / "home", model_url="http://127.0.0.1:9/v1"))
    yield made
    made.close()


def test_opening_a_desk_imports_no_heavy_library() -> None:
    program = (
        "import sys, apps.shared.wiring.finance, apps.commands.up\n"
        "print([m for m in ('torch', 'transformers', 'openai', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_an_empty_library_gets_the_samples_once(desk: FinanceDesk) -> None:
    desk._add_samples()
    desk._add_samples()
    assert sorted(job.title for job in desk.jobs.recent()) == sorted(p.name for p in SAMPLES)


def test_jobs_of_another_desk_keep_no_sample_away(desk: FinanceDesk) -> None:
    Jobs(desk.engine, "medical").submit("medical-import", {}, title="a patient")
    desk._add_samples()
    assert sorted(job.title for job in desk.jobs.recent()) == sorted(p.name for p in SAMPLES)


def test_removed_samples_stay_away(desk: FinanceDesk) -> None:
    desk._add_samples()
    for job in desk.jobs.recent():
        desk.jobs.cancel(job.id)
    desk._add_samples()
    assert len(desk.jobs.recent()) == len(SAMPLES)


def test_many_sessions_share_one_desk(desk: FinanceDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[FinanceDesk] = []
    monkeypatch.setattr(wiring, "FinanceDesk", lambda of: desk)
    monkeypatch.setattr(FinanceDesk, "start", lambda self: started.append(self))
    wiring._started_desk.cache_clear()
    threads = [threading.Thread(target=wiring.finance_desk) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wiring._started_desk.cache_clear()
    assert started == [desk]


def test_without_a_model_answers_are_quotations(desk: FinanceDesk) -> None:
    assert desk.ladder.rung("en") is Rung.EXTRACTIVE


def test_the_rung_follows_the_endpoint(tmp_path: Path) -> None:
    for url, expected in (("", Rung.EMBEDDED), ("http://example.com/v1", Rung.REMOTE)):
        of = Settings(home=tmp_path, model_url=url)
        made = FinanceDesk(of)
        made.health = ModelHealth(of, check=lambda _: True)
        assert made.ladder.rung("en") is expected
        chinese = Rung.EXTRACTIVE if expected is Rung.EMBEDDED else Rung.REMOTE
        assert made.ladder.rung("zh") is chinese
        made.close()


def test_health_is_asked_at_most_every_few_seconds() -> None:
    clock, asked = [0.0], []

    def check(of: Settings) -> bool:
        asked.append(clock[0])
        return True

    health = ModelHealth(Settings(), now=lambda: clock[0], check=check)
    for second in (0.0, 1.0, 2.9, 3.1, 4.0):
        clock[0] = second
        assert health.answers()
    assert asked == [0.0, 3.1]


def test_the_chat_model_keeps_its_key_to_itself(tmp_path: Path) -> None:
    of = Settings(home=tmp_path, model_url="http://example.com/v1", model_key="secret")
    assert "secret" not in repr(chat_model(of))
