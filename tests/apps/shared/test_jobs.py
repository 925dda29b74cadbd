"""Jobs keep their state through reloads and restarts, end once, and never run twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from apps.shared.database import open_database
from apps.shared.jobs import INTERRUPTED, Job, JobError, Jobs, State
from apps.shared.workers import Control, Handler, Lane, Stopped, Workers, _identity, is_dead
from rag.readers.errors import UnreadableFile


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path}/jobs.db")
    yield opened
    opened.dispose()


@pytest.fixture
def jobs(engine: Engine) -> Jobs:
    return Jobs(engine, "desk")


def wait_for(jobs: Jobs, id: str, seconds: float = 10) -> Job:
    deadline = time.monotonic() + seconds
    while (job := jobs.status(id)).active:
        assert time.monotonic() < deadline, f"still {job.state} at {job.stage!r}"
        time.sleep(0.02)
    return job


def run_one(jobs: Jobs, handler: Handler) -> Workers:
    workers = Workers(jobs, [Lane("desk-read", handler)])
    workers.start()
    return workers


def test_a_job_runs_and_is_seen_by_a_second_reader(engine: Engine, jobs: Jobs) -> None:
    def handler(job: Job, control: Control) -> dict:
        control.stage("reading", 0.4)
        return {"echo": job.payload["word"]}

    workers = run_one(jobs, handler)
    id = jobs.submit("desk-read", {"word": "年报"}, owner="a", title="年报.pdf")
    job = wait_for(Jobs(engine, "desk"), id)
    workers.close()
    assert (job.state, job.progress, job.result) == (State.DONE, 1.0, {"echo": "年报"})
    assert (job.title, job.stage, job.error) == ("年报.pdf", "reading", None)


def test_a_desk_lists_its_own_jobs_alone(engine: Engine, jobs: Jobs) -> None:
    mine = jobs.submit("desk-read", {})
    other = Jobs(engine, "other")
    theirs = other.submit("other-read", {}, title="a patient's file")
    assert [job.id for job in jobs.recent()] == [mine]
    assert [job.id for job in other.recent()] == [theirs]
    with pytest.raises(ValueError, match="'other-read' is not of this desk"):
        jobs.submit("other-read", {})


def test_recent_keeps_owners_apart(jobs: Jobs) -> None:
    mine = jobs.submit("desk-read", {}, owner="a")
    jobs.submit("desk-read", {}, owner="b")
    assert [job.id for job in jobs.recent(owner="a")] == [mine]
    assert len(jobs.recent()) == 2
    assert jobs.recent(kind="desk-index") == []


def test_errors_of_a_handler_are_told(jobs: Jobs, caplog: pytest.LogCaptureFixture) -> None:
    def handler(job: Job, control: Control) -> dict:
        if job.payload["bug"]:
            raise KeyError("a bug")
        raise UnreadableFile("it.pdf", "encrypted", "it is locked", "unlock it")

    workers = run_one(jobs, handler)
    refused = wait_for(jobs, jobs.submit("desk-read", {"bug": False}))
    broken = wait_for(jobs, jobs.submit("desk-read", {"bug": True}))
    workers.close()
    assert refused.error == JobError("encrypted", "it is locked", "unlock it")
    assert broken.state is State.FAILED
    assert broken.error is not None
    assert "a bug" not in broken.error.problem
    assert "a bug" in caplog.text


def test_cancelling_stops_a_running_job(jobs: Jobs) -> None:
    started = threading.Event()

    def handler(job: Job, control: Control) -> dict:
        while True:
            control.stage("reading", 0.5)
            started.set()
            time.sleep(0.05)

    workers = run_one(jobs, handler)
    id = jobs.submit("desk-read", {})
    assert started.wait(5)
    jobs.cancel(id)
    assert wait_for(jobs, id).state is State.CANCELLED
    workers.close()


def test_cancelling_a_waiting_job_and_trying_again(jobs: Jobs) -> None:
    id = jobs.submit("desk-read", {})
    with pytest.raises(ValueError, match="only an ended one"):
        jobs.retry(id)
    jobs.cancel(id)
    assert jobs.status(id).state is State.CANCELLED
    jobs.retry(id)
    assert jobs.claim("w", ["desk-read"]).id == id


def test_unknown_jobs_are_named(jobs: Jobs) -> None:
    with pytest.raises(KeyError, match="no job 'x'"):
        jobs.status("x")
    with pytest.raises(KeyError, match="no job 'x'"):
        jobs.cancel("x")


def test_a_job_of_a_dead_process_fails_and_can_be_retried(engine: Engine, jobs: Jobs) -> None:
    host, _, _, rest = _identity().split("|")
    id = jobs.submit("desk-read", {})
    jobs.claim(f"{host}|{2**22 + 1}|1.00|{rest}", ["desk-read"])
    workers = run_one(Jobs(engine, "desk"), lambda job, control: {})
    job = jobs.status(id)
    assert (job.state, job.error) == (State.FAILED, INTERRUPTED)
    jobs.retry(id)
    assert wait_for(jobs, id).state is State.DONE
    workers.close()


def test_who_is_dead() -> None:
    assert not is_dead(_identity(), 0)
    assert is_dead(_identity(), 3600)
    host, pid, _, rest = _identity().split("|")
    assert is_dead(f"{host}|{pid}|1.00|{rest}", 0), "the number of an ended process, used again"
    assert not is_dead(f"another-{host}|{pid}|1.00|{rest}", 0)


def test_a_buried_job_takes_no_late_result(jobs: Jobs) -> None:
    id = jobs.submit("desk-read", {})
    jobs.claim("w", ["desk-read"])
    jobs.bury(lambda worker, silence: True)
    jobs.finish(id, "w", {"late": True})
    assert jobs.status(id).state is State.FAILED
    control = Control(jobs, id, "w")
    with pytest.raises(Stopped):
        control.stage("reading", 0.1)


def test_no_job_is_claimed_twice(jobs: Jobs) -> None:
    ids = {jobs.submit("desk-read", {"n": n}) for n in range(30)}
    taken: list[str] = []

    def take(worker: str) -> None:
        while (job := jobs.claim(worker, ["desk-read"])) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(ids)


def test_one_kind_does_not_starve_another(jobs: Jobs) -> None:
    hold = threading.Event()
    lanes = [
        Lane("desk-index", lambda job, control: {"held": hold.wait(10)}),
        Lane("desk-read", lambda job, control: {}),
    ]
    workers = Workers(jobs, lanes)
    workers.start()
    slow = [jobs.submit("desk-index", {}) for _ in range(2)]
    assert wait_for(jobs, jobs.submit("desk-read", {})).state is State.DONE
    hold.set()
    assert wait_for(jobs, slow[1]).state is State.DONE
    workers.close()


@given(
    st.lists(
        st.sampled_from(
            ["claim", "report", "finish", "fail", "cancel", "stopped", "bury", "retry"]
        ),
        max_size=12,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_states_only_move_along_known_ways(jobs: Jobs, steps: list[str]) -> None:
    ways = {
        (State.QUEUED, State.RUNNING),
        (State.QUEUED, State.CANCELLED),
        (State.RUNNING, State.DONE),
        (State.RUNNING, State.FAILED),
        (State.RUNNING, State.CANCELLED),
        (State.FAILED, State.QUEUED),
        (State.CANCELLED, State.QUEUED),
    }
    for job in jobs.active("desk-walk"):
        jobs.cancel(job.id)
        jobs.stopped(job.id, "w")
    id = jobs.submit("desk-walk", {})
    for step in steps:
        before = jobs.status(id).state
        match step:
            case "claim":
                jobs.claim("w", ["desk-walk"])
            case "report":
                jobs.report(id, "w", "reading", 0.5)
            case "finish":
                jobs.finish(id, "w", {})
            case "fail":
                jobs.fail(id, "w", INTERRUPTED)
            case "cancel":
                jobs.cancel(id)
            case "stopped":
                jobs.stopped(id, "w")
            case "bury":
                jobs.bury(lambda worker, silence: True)
            case "retry" if before in (State.FAILED, State.CANCELLED):
                jobs.retry(id)
        job = jobs.status(id)
        assert before is job.state or (before, job.state) in ways
        assert (job.state is State.FAILED) == (job.error is not None)
        assert (job.state is State.DONE) == (job.result is not None)


def test_outcomes_known_at_once(jobs: Jobs) -> None:
    refused = jobs.status(jobs.settled("desk-read", {}, JobError("empty", "no bytes", "another")))
    known = jobs.status(jobs.settled("desk-read", {}, {"filing": "1"}))
    assert (refused.state, refused.error) == (
        State.FAILED,
        JobError("empty", "no bytes", "another"),
    )
    assert (known.state, known.result, known.progress) == (State.DONE, {"filing": "1"}, 1.0)
