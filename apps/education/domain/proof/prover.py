"""Turns drafts into exercises: the key is proved in a process of its own, or the draft refused.

The process has limits on memory and processor time and is ended where a proof takes too long;
the next draft gets a new one. One question at a time; threads wait for one another.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import apps
from apps.education.domain.exercise import Draft, Exercise, Problem, Proof
from apps.education.domain.proof.printed import check_printed
from apps.education.domain.proof.verdict import Wrong

_CODE_ROOT = Path(apps.__file__).parents[1]
_START_SECONDS = 60.0
_MOST_QUESTIONS = 5_000
"""A process is replaced after so many, as sympy's caches only grow."""


class Unproved(Exception):
    """The key could not be shown to be right: `kind` is wrong, unclear, undecided or timeout."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason


class Prover:
    """Use as a context manager. `seconds` is for one draft, wall and processor time."""

    def __init__(self, *, seconds: float = 20.0, memory_mb: int = 1_500) -> None:
        if seconds <= 0 or memory_mb <= 0:
            raise ValueError(f"seconds {seconds!r} and memory_mb {memory_mb!r} must be above 0")
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def __enter__(self) -> Prover:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def prove(self, draft: Draft) -> Exercise:
        """The exercise with its proof. Raises Unproved."""
        try:
            check_printed(draft)
        except Wrong as refusal:
            raise Unproved("wrong", f"{draft.point}: {refusal}") from refusal
        proof = self.check(draft.problem, draft.key, [d.text for d in draft.distractors])
        return Exercise(identity(draft), draft, proof)

    def check(self, problem: Problem, key: str, distractors: Sequence[str] = ()) -> Proof:
        """Prove one key, and refute each distractor. Raises Unproved."""
        question = {
            "ask": str(problem.ask),
            "given": problem.given,
            "unknowns": problem.unknowns,
            "form": problem.form,
            "key": key,
            "distractors": list(distractors),
        }
        with self._lock:
            told = self._ask(json.dumps(question).encode() + b"\n")
        if "refused" in told:
            raise Unproved(_KINDS.get(told["kind"], "undecided"), f"{key!r}: {told['refused']}")
        return Proof(tuple(told["methods"]), told["detail"])

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()

    def _ask(self, line: bytes) -> dict[str, Any]:
        is_new = self._process is None or self._asked >= _MOST_QUESTIONS
        if is_new:
            self.close()
            self._process, self._asked = self._start(), 0
        self._asked += 1
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except BrokenPipeError:
            self.close()
            raise Unproved("undecided", "the checking process ended; try again") from None
        return self._listen(process, self._seconds + (_START_SECONDS if is_new else 0.0))

    def _listen(self, process: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            ready = selector.select(seconds)
        line = process.stdout.readline() if ready else b""
        if not line.endswith(b"\n"):
            self.close()
            told = "ended: too much time or memory" if ready else "did not answer in time"
            raise Unproved("timeout", f"the checking process {told} ({self._seconds:g} s)")
        return json.loads(line)

    def _start(self) -> subprocess.Popen[bytes]:
        seconds = str(max(1, int(self._seconds)))
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", _WORKER, str(self._memory_mb), seconds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env=_environment(),
            start_new_session=True,
        )


_WORKER = "apps.education.domain.proof.worker"
_KINDS = {"NotInGrammar": "unclear", "Wrong": "wrong", "Undecided": "undecided"}


def _environment() -> dict[str, str]:
    """Nothing of the parent's: keys and passwords stay out of reach."""
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_CODE_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
    }


def identity(draft: Draft) -> str:
    """A hash of everything but the seed: the same exercise drawn twice has one id."""
    content = dataclasses.asdict(dataclasses.replace(draft, seed=0))
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
