"""The record of long work: jobs in the database, with their stage, progress, end and error.

Outlives page reloads and restarts. Every change of state is one guarded UPDATE, so several
processes may work on one database. Runs nothing itself: `workers` does.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Double,
    Engine,
    Index,
    MetaData,
    Row,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

Clock = Callable[[], float]
"""Seconds since 1970, UTC."""


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed. `kind` is a stable word that the apps translate."""

    kind: str
    problem: str
    remedy: str


INTERRUPTED = JobError(
    "interrupted", "the process that worked on it ended before it was done", "start it again"
)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work as it stood when it was looked at. `progress` is 0..1 of all of it."""

    id: str
    kind: str
    owner: str
    title: str
    payload: Mapping[str, Any]
    state: State
    stage: str
    progress: float
    error: JobError | None
    result: Mapping[str, Any] | None
    created_at: float
    updated_at: float

    @property
    def active(self) -> bool:
        return self.state in ACTIVE


_METADATA = MetaData()
_JOBS = Table(
    "jobs",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("owner", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("stage", String(60), nullable=False),
    Column("progress", Double, nullable=False),
    Column("error", JSON(none_as_null=True)),
    Column("result", JSON(none_as_null=True)),
    Column("cancel_requested", Boolean, nullable=False),
    Column("worker", String(200), nullable=False),
    Column("heartbeat", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Index("jobs_by_state", "state", "created_at"),
    Index("jobs_by_owner", "owner", "created_at"),
)


class Jobs:
    """The jobs of one desk in the database of all. Safe to share among threads.

    The kinds of a desk's jobs begin with its name and a dash: `recent` lists no other's.
    """

    def __init__(self, engine: Engine, desk: str, *, now: Clock = time.time) -> None:
        self._engine = engine
        self._desk = f"{desk}-"
        self._now = now
        self._listeners: list[Callable[[], None]] = []
        _METADATA.create_all(engine)

    def submit(
        self, kind: str, payload: Mapping[str, Any], *, owner: str = "", title: str = ""
    ) -> str:
        """Queue a job and return its id. `payload` must be JSON."""
        id = self._insert(kind, payload, owner, title, State.QUEUED)
        for wake in self._listeners:
            wake()
        return id

    def settled(
        self,
        kind: str,
        payload: Mapping[str, Any],
        outcome: JobError | Mapping[str, Any],
        *,
        owner: str = "",
        title: str = "",
    ) -> str:
        """Record a job whose outcome was known at once: refused, or nothing left to do."""
        failed = isinstance(outcome, JobError)
        state = State.FAILED if failed else State.DONE
        error = _error_json(outcome) if failed else None
        result = None if failed else dict(outcome)
        return self._insert(kind, payload, owner, title, state, error=error, result=result)

    def status(self, id: str) -> Job:
        """Raises KeyError where there is no such job."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_JOBS).where(_JOBS.c.id == id)).one_or_none()
        if row is None:
            raise KeyError(f"no job {id!r}; it may have been cleared away")
        return _job(row)

    def recent(
        self, *, owner: str | None = None, kind: str | None = None, limit: int = 50
    ) -> list[Job]:
        """The desk's, the newest first; those of one owner or kind where asked."""
        mine = _JOBS.c.kind.startswith(self._desk, autoescape=True)
        query = select(_JOBS).where(mine).order_by(_JOBS.c.created_at.desc()).limit(limit)
        if owner is not None:
            query = query.where(_JOBS.c.owner == owner)
        if kind is not None:
            query = query.where(_JOBS.c.kind == kind)
        with self._engine.connect() as connection:
            return [_job(row) for row in connection.execute(query)]

    def active(self, kind: str) -> list[Job]:
        """Those of a kind that wait or run, the oldest first."""
        query = select(_JOBS).where(_JOBS.c.kind == kind, _JOBS.c.state.in_(ACTIVE))
        with self._engine.connect() as connection:
            return [_job(row) for row in connection.execute(query.order_by(_JOBS.c.created_at))]

    def cancel(self, id: str) -> None:
        """Stop a waiting job at once, and ask a running one to stop; ended ones stay as they are.

        Raises KeyError where there is no such job.
        """
        self.status(id)
        if not self._move(id, State.QUEUED, State.CANCELLED):
            with self._engine.begin() as connection:
                connection.execute(
                    update(_JOBS)
                    .where(_JOBS.c.id == id, _JOBS.c.state == State.RUNNING)
                    .values(cancel_requested=True)
                )

    def retry(self, id: str) -> None:
        """Queue a failed or cancelled job again, from its beginning.

        Raises KeyError where there is no such job, ValueError where it has not failed.
        """
        fresh = {"error": None, "result": None, "cancel_requested": False, "worker": ""}
        for ended in (State.FAILED, State.CANCELLED):
            if self._move(id, ended, State.QUEUED, stage="", progress=0.0, **fresh):
                for wake in self._listeners:
                    wake()
                return
        raise ValueError(f"job {id!r} is {self.status(id).state}; only an ended one is retried")

    def on_submit(self, wake: Callable[[], None]) -> None:
        """Call `wake` whenever this process queues a job."""
        self._listeners.append(wake)

    def claim(self, worker: str, kinds: Collection[str]) -> Job | None:
        """Take the oldest waiting job of these kinds, or None. No two workers get the same."""
        waiting = (
            select(_JOBS.c.id)
            .where(_JOBS.c.state == State.QUEUED, _JOBS.c.kind.in_(kinds))
            .order_by(_JOBS.c.created_at)
            .limit(1)
        )
        while True:
            with self._engine.connect() as connection:
                id = connection.execute(waiting).scalar_one_or_none()
            if id is None:
                return None
            taken = {"worker": worker, "heartbeat": self._now(), "cancel_requested": False}
            if self._move(id, State.QUEUED, State.RUNNING, **taken):
                return self.status(id)

    def report(self, id: str, worker: str, stage: str, progress: float) -> bool:
        """Note how far it is. True where it should go on: still this worker's, and wanted."""
        statement = (
            update(_JOBS)
            .where(_JOBS.c.id == id, _JOBS.c.state == State.RUNNING, _JOBS.c.worker == worker)
            .values(stage=stage, progress=progress, updated_at=self._now())
            .returning(_JOBS.c.cancel_requested)
        )
        with self._engine.begin() as connection:
            cancel_requested = connection.execute(statement).scalar_one_or_none()
        return cancel_requested is False

    def wanted(self, id: str, worker: str) -> bool:
        """True while it runs under this worker and nobody asked to stop it."""
        query = select(_JOBS.c.cancel_requested).where(
            _JOBS.c.id == id, _JOBS.c.state == State.RUNNING, _JOBS.c.worker == worker
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none() is False

    def finish(self, id: str, worker: str, result: Mapping[str, Any]) -> None:
        self._end(id, worker, State.DONE, result=dict(result), progress=1.0)

    def fail(self, id: str, worker: str, error: JobError) -> None:
        self._end(id, worker, State.FAILED, error=_error_json(error))

    def stopped(self, id: str, worker: str) -> None:
        self._end(id, worker, State.CANCELLED)

    def beat(self, worker: str) -> None:
        """Say that this worker lives."""
        mine = (_JOBS.c.worker == worker, _JOBS.c.state == State.RUNNING)
        with self._engine.begin() as connection:
            connection.execute(update(_JOBS).where(*mine).values(heartbeat=self._now()))

    def bury(self, is_dead: Callable[[str, float], bool]) -> list[str]:
        """Fail the running jobs whose worker `is_dead(worker, seconds of silence)`; their ids."""
        running = select(_JOBS.c.id, _JOBS.c.worker, _JOBS.c.heartbeat).where(
            _JOBS.c.state == State.RUNNING
        )
        with self._engine.connect() as connection:
            rows = connection.execute(running).all()
        dead = [row for row in rows if is_dead(row.worker, self._now() - row.heartbeat)]
        for row in dead:
            self.fail(row.id, row.worker, INTERRUPTED)
        return [row.id for row in dead]

    def _insert(
        self,
        kind: str,
        payload: Mapping[str, Any],
        owner: str,
        title: str,
        state: State,
        **more: Any,
    ) -> str:
        if not kind.startswith(self._desk):
            raise ValueError(f"job kind {kind!r} is not of this desk; begin it with {self._desk!r}")
        id, now = uuid.uuid4().hex, self._now()
        row = {
            "id": id,
            "kind": kind,
            "owner": owner,
            "title": title,
            "payload": dict(payload),
            "state": state,
            "stage": "",
            "progress": 1.0 if state is State.DONE else 0.0,
            "cancel_requested": False,
            "worker": "",
            "heartbeat": now,
            "created_at": now,
            "updated_at": now,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(_JOBS).values(row | more))
        return id

    def _move(self, id: str, before: State, after: State, **more: Any) -> bool:
        """Change the state if it still is `before`; True where this call did it."""
        statement = (
            update(_JOBS)
            .where(_JOBS.c.id == id, _JOBS.c.state == before)
            .values(state=after, updated_at=self._now(), **more)
        )
        with self._engine.begin() as connection:
            return connection.execute(statement).rowcount == 1

    def _end(self, id: str, worker: str, state: State, **more: Any) -> None:
        statement = (
            update(_JOBS)
            .where(_JOBS.c.id == id, _JOBS.c.state == State.RUNNING, _JOBS.c.worker == worker)
            .values(state=state, updated_at=self._now(), **more)
        )
        with self._engine.begin() as connection:
            connection.execute(statement)


def _error_json(error: JobError) -> dict[str, str]:
    return {"kind": error.kind, "problem": error.problem, "remedy": error.remedy}


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        owner=row.owner,
        title=row.title,
        payload=row.payload,
        state=State(row.state),
        stage=row.stage,
        progress=row.progress,
        error=None if row.error is None else JobError(**row.error),
        result=row.result,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
