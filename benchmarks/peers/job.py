"""What every peer is given, and how it reports: one JSON object in, one JSON line for each repeat.

Imported by scripts that run in foreign environments: the standard library only.

A job: `model` (a path), `prompts` (lists of token ids, all answered at once), `texts` (the same as
text), `new_tokens` for each, `threads`, `repeats`, `options` of one engine. A report: seconds to
the first token and from there to the end, seconds of the processor, tokens of the first answer.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MARK = "REPORT "


@dataclass(frozen=True)
class Job:
    """See the module."""

    model: str
    prompts: list[list[int]]
    texts: list[str]
    new_tokens: int
    threads: int
    repeats: int
    options: dict[str, Any]

    def shifted(self, by: int) -> list[list[int]]:
        """The prompts with another first token, so that no repeat finds a cached prefix."""
        return [[100 + (prompt[0] + by) % 1000, *prompt[1:]] for prompt in self.prompts]


def given() -> Job:
    return Job(**json.loads(sys.argv[1]))


def report(job: Job, answer: Callable[[list[list[int]]], tuple[float, list[int]]]) -> None:
    """Warms up once, then times `answer`: (seconds to the first token, the first one's tokens)."""
    answer(job.shifted(-1))
    for repeat in range(job.repeats):
        began, cpu = time.perf_counter(), time.process_time()
        first_s, tokens = answer(job.shifted(repeat))
        whole_s = time.perf_counter() - began
        figures = {
            "first_s": first_s,
            "rest_s": whole_s - first_s,
            "whole_s": whole_s,
            "cpu_s": time.process_time() - cpu,
            "tokens": [int(token) for token in tokens],
        }
        print(MARK + json.dumps(figures), flush=True)
