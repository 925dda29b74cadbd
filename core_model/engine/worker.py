"""The engine's work, one step after the other: plan, compute, choose tokens, deliver text.

Driven by one thread. A fault in one request ends that request alone. Knows nothing of queues
between threads.

Shapes: V size of the vocabulary.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

from core_model.engine.isolate import step_isolated
from core_model.engine.job import Job
from core_model.engine.request import GenerationFailed, Piece
from core_model.engine.retention import choose
from core_model.engine.runner import Outcome, Runner
from core_model.engine.sampling import NotNumbers, greatest
from core_model.engine.scheduler import Plan, Scheduler
from core_model.engine.sequence import Sequence

Row = tuple[Job, torch.Tensor]
"""A job whose next token is due, and its logits: (V,), or (T, V) after T - 1 guessed tokens."""

log = logging.getLogger(__name__)


class Worker:
    """The jobs in progress, over a runner and a scheduler."""

    def __init__(self, runner: Runner, scheduler: Scheduler, clock: Callable[[], float]):
        self.scheduler = scheduler
        self.jobs: dict[Sequence, Job] = {}
        self.finished: Counter[str] = Counter()
        self.prompt_tokens = 0
        self.generation_tokens = 0
        self.dropped_tokens = 0
        self.draft_tokens = 0
        self.draft_accepted = 0
        self._runner = runner
        self._clock = clock

    def add(self, job: Job) -> None:
        self.jobs[job.sequence] = job
        self.scheduler.add(job.sequence)

    def tick(self) -> None:
        """One step for all jobs, after those that were cancelled or are late have been ended."""
        self._sweep()
        if not self.jobs:
            return
        plan = self.scheduler.plan()
        assert plan, "sequences wait, and none can run"
        rows = self._compute(plan)
        for job, logits_TV in [row for row in rows if row[0].sequence.draft]:
            with self._guard(job):
                self._follow(job, logits_TV)
        single = [row for row in rows if row[1].dim() == 1]
        self._write([row for row in single if row[0].transcript.plain], _choose_greatest)
        self._write([row for row in single if not row[0].transcript.plain], _choose_each)

    def abandon(self, error: Exception) -> None:
        """Fails all jobs."""
        for job in list(self.jobs.values()):
            self._fail(job, error)

    def _sweep(self) -> None:
        now = self._clock()
        for job in list(self.jobs.values()):
            if job.ticket.cancelled:
                self._finish(job, job.transcript.end("cancelled", job.hits))
            elif job.deadline is not None and now >= job.deadline:
                self._finish(job, job.transcript.end("deadline", job.hits))

    def _compute(self, plan: Plan) -> list[Row]:
        """Runs the plan; the rows of those whose tokens are all computed."""
        work = [sequence.work(count) for sequence, count in plan.items()]
        self._note_starts(plan)
        rows = []
        outcomes = step_isolated(self._runner, work)
        for (sequence, count), outcome in zip(plan.items(), outcomes, strict=True):
            job = self.jobs[sequence]
            if isinstance(outcome, Exception):
                self._fail(job, _model_failed(outcome))
                continue
            with self._guard(job):
                self._advance(sequence, count, outcome)
                if outcome.logits is not None:
                    rows.append((job, outcome.logits))
        return rows

    def _note_starts(self, plan: Plan) -> None:
        now = time.perf_counter()
        for ticket in (self.jobs[sequence].ticket for sequence in plan):
            if ticket.started is None:
                ticket.started = now

    def _advance(self, sequence: Sequence, count: int, outcome: Outcome) -> None:
        self.prompt_tokens += max(0, min(sequence.prompt - sequence.computed, count))
        self.scheduler.done(sequence, count)
        retention = sequence.retention
        if retention is None or sequence.computed != sequence.prompt:
            return
        if retention.kept is None:
            assert outcome.attention is not None
            retention.kept = choose(outcome.attention, retention)
        source, target = self.scheduler.compact(sequence, retention.kept)
        if source:
            self._runner.move(source, target)
        self.dropped_tokens += sequence.dropped

    def _write(self, rows: list[Row], choose_tokens: Callable[[list[Row]], Iterator]) -> None:
        """Lets each job choose and write its next token."""
        chosen = choose_tokens(rows)
        for job, _ in rows:
            with self._guard(job):
                self._accept(job, _token(next(chosen)))

    def _accept(self, job: Job, token: int) -> bool:
        """Writes one token; whether the answer goes on after it."""
        piece = job.accept(token)
        self.generation_tokens += 1
        if piece.finish is not None:
            self._finish(job, piece)
        elif piece.text:
            job.deliver(piece)
        return piece.finish is None

    def _follow(self, job: Job, logits_TV: torch.Tensor) -> None:
        """Writes the greatest token, and those after guessed tokens as long as these are right."""
        sequence = job.sequence
        draft, sequence.draft = sequence.draft, []
        best = [_token(token) for token in _greatest(list(logits_TV))]
        right = next((at for at, token in enumerate(draft) if token != best[at]), len(draft))
        self.draft_tokens += len(draft)
        self.draft_accepted += right
        assert sequence.lookup is not None
        sequence.lookup.judge(right)
        for at, token in enumerate(best[: right + 1]):
            if at:
                self.scheduler.done(sequence, 1)
            if not self._accept(job, token):
                return

    def _finish(self, job: Job, last: Piece) -> None:
        """Frees what the job held, then delivers its last piece."""
        assert last.finish is not None
        self._remove(job, last.finish)
        _deliver(job, last)

    def _fail(self, job: Job, error: Exception) -> None:
        self._remove(job, "failed")
        _deliver(job, error)

    def _remove(self, job: Job, reason: str) -> None:
        del self.jobs[job.sequence]
        self.scheduler.remove(job.sequence)
        self.finished[reason] += 1

    @contextmanager
    def _guard(self, job: Job) -> Iterator[None]:
        """Ends the job where what is done for it raises."""
        try:
            yield
        except Exception as error:
            log.exception("a request failed")
            if job.sequence in self.jobs:
                self._fail(job, _model_failed(error))


def _choose_greatest(rows: list[Row]) -> Iterator[int | Exception]:
    return iter(_greatest([logits_V for _, logits_V in rows]) if rows else ())


def _greatest(logits: list[torch.Tensor]) -> list[int | Exception]:
    wrong = NotNumbers("the greatest logit is not finite")
    return [wrong if token is None else token for token in greatest(logits)]


def _choose_each(rows: list[Row]) -> Iterator[int | Exception]:
    for job, logits_V in rows:
        try:
            yield job.transcript.choose(logits_V)
        except Exception as error:  # noqa: BLE001 - raised where its own request can be ended
            yield error


def _token(chosen: int | Exception) -> int:
    if isinstance(chosen, Exception):
        raise chosen
    return chosen


def _model_failed(error: Exception) -> GenerationFailed:
    return GenerationFailed(f"the model failed: {type(error).__name__}")


def _deliver(job: Job, last: Piece | Exception) -> None:
    """A listener that raises must not stop the others' answers."""
    try:
        job.deliver(last)
    except Exception:
        log.exception("a listener failed")
