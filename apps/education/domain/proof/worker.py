"""The process that checks keys: reads one question a line, answers one line, under limits.

Run as `python -m apps.education.domain.proof.worker MEMORY_MB SECONDS`. Texts come in, and reach
only our own reader; sympy sees trees. A question that needs more than its seconds of processor
time, or more memory, ends the process, and its owner starts another.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from apps.education.domain.exercise import Ask, Problem
from apps.education.domain.proof.answers import repeated
from apps.education.domain.proof.check import check, is_refuted
from apps.education.domain.proof.tokens import NotInGrammar
from apps.education.domain.proof.verdict import Undecided, Wrong

_FAULTS = (
    ArithmeticError,
    AttributeError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What sympy raises where it is out of its depth."""


def main(memory_mb: int, seconds: int) -> None:
    """Answer until the input ends, as it does when the owner does."""
    confine(memory_mb)
    for line in sys.stdin:
        allow(seconds)
        print(json.dumps(answer(json.loads(line))), flush=True)


def confine(memory_mb: int) -> None:
    """Limits that hold for the whole life of the process: it may write no file at all."""
    for limit, value in (
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))


def allow(seconds: int) -> None:
    """Grant this question its processor time on top of what was used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard)
    )


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The proof, or why there is none."""
    problem = Problem(
        Ask(question["ask"]),
        tuple(question["given"]),
        tuple(question["unknowns"]),
        question["form"],
    )
    key, distractors = question["key"], question["distractors"]
    try:
        proof = check(problem, key)
        _check_distractors(problem, key, distractors)
    except (NotInGrammar, Wrong, Undecided) as refusal:
        return {"kind": type(refusal).__name__, "refused": str(refusal)}
    except _FAULTS as fault:
        return {"kind": "Undecided", "refused": f"{type(fault).__name__}: {fault}"[:300]}
    return {"methods": list(proof.methods), "detail": proof.detail}


def _check_distractors(problem: Problem, key: str, texts: list[str]) -> None:
    for text in texts:
        if not is_refuted(problem, text):
            raise Wrong(f"the distractor {text!r} is right")
    if twice := repeated(problem, texts):
        raise Wrong(f"the distractor {twice!r} stands twice")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
