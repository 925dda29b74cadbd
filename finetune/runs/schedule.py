"""The learning rate over a run: up, steady, and down to nothing at the end.

The last part is spent going down, so that a run cut by time or by steps still ends well
(warm-up, stable, decay: Hu et al. 2024, MiniCPM).
"""

from __future__ import annotations

from collections.abc import Callable

from finetune.runs.clock import Clock


def factor(step: int, fraction: float, *, warmup_steps: int, decay: float) -> float:
    """The share of the full rate at `step`, when `fraction` of the run is done.

    `decay` is the share of the run, at its end, in which the rate goes down to a fiftieth.
    """
    up = min(1.0, (step + 1) / (warmup_steps + 1))
    down = 1.0 if decay <= 0 else min(1.0, (1 - fraction) / decay)
    return up * max(0.02, down)


def timed(clock: Clock, *, warmup_steps: int, decay: float = 0.3) -> Callable[[int], float]:
    """For torch's LambdaLR."""
    return lambda step: factor(step, clock.fraction(step), warmup_steps=warmup_steps, decay=decay)
