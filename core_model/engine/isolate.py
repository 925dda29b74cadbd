"""Runs a step so that work which makes the model fail takes no other work with it.

Knows the runner; knows nothing of requests.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from core_model.engine.runner import Outcome, Runner, Work

log = logging.getLogger(__name__)


def step_isolated(runner: Runner, work: Sequence[Work]) -> list[Outcome | Exception]:
    """The outcomes; where the step raises, each work is run alone, and its own error returned.

    Running work again is safe: it writes the same slots once more.
    """
    try:
        return list(runner.step(work))
    except Exception as error:
        log.exception("a step over %d sequences failed", len(work))
        if len(work) == 1:
            return [error]
    return [step_isolated(runner, [one])[0] for one in work]
