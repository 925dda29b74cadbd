"""How many steps one course of training needs to get as far as another got by its end.

Knows losses by step; knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from finetune.runs.log import RunLog

Course = Mapping[int, Mapping[str, float]]
"""Step to the validation loss of each domain."""


@dataclass(frozen=True, slots=True)
class Convergence:
    """Steps to the other course's final losses; None where it does not get there.

    `mean`: the mean over domains is as low. `every`: each single domain is as low.
    """

    steps: int
    mean: float | None
    every: float | None

    @property
    def mean_ratio(self) -> float | None:
        """How many times faster, by the mean."""
        return None if self.mean is None else self.steps / self.mean

    @property
    def every_ratio(self) -> float | None:
        """How many times faster until no domain is behind."""
        return None if self.every is None else self.steps / self.every


def course(log: RunLog) -> dict[int, dict[str, float]]:
    """The validation losses of a run."""
    found: dict[int, dict[str, float]] = {}
    for figure in log.figures():
        if figure.name.startswith("loss/"):
            found.setdefault(figure.step, {})[figure.name.removeprefix("loss/")] = figure.value
    return found


def converged(other: Course, ours: Course) -> Convergence:
    """Raises ValueError for a course without measurements."""
    if not other or not ours:
        raise ValueError("nothing was measured; give more steps or validate more often")
    last = max(other)
    goal = other[last]
    return Convergence(
        steps=last,
        mean=_reached(ours, lambda at: _mean(ours[at]) - _mean(goal)),
        every=_reached(ours, lambda at: max(ours[at][name] - goal[name] for name in goal)),
    )


def draw(runs: Mapping[str, Path], png: Path) -> None:
    """Mean loss of each run by step, and the shares of each domain in the last of them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4), layout="constrained")
    FigureCanvasAgg(figure)
    losses, shares = figure.subplots(1, 2)
    for name, file in runs.items():
        of = course(RunLog(file))
        losses.plot(sorted(of), [_mean(of[at]) for at in sorted(of)], marker=".", label=name)
        curves: dict[str, list[tuple[int, float]]] = {}
        for each in RunLog(file).figures():
            if each.name.startswith("share/"):
                curves.setdefault(each.name.removeprefix("share/"), []).append(
                    (each.step, each.value)
                )
    for domain, points in curves.items():
        shares.plot(*zip(*points, strict=True), marker=".", label=domain)
    losses.set(title="validation loss, mean of the domains", xlabel="step", ylabel="nats a token")
    shares.set(title=f"shares, {list(runs)[-1]}", xlabel="step", ylim=(0, 1))
    losses.legend()
    shares.legend()
    figure.savefig(png, dpi=90)


def _reached(ours: Course, behind: Callable[[int], float]) -> float | None:
    """The step at which `behind` falls to zero, between two measurements by a straight line."""
    before: int | None = None
    for at in sorted(ours):
        if behind(at) <= 0:
            if before is None:
                return float(at)
            gap = behind(before)
            return before + (at - before) * gap / (gap - behind(at))
        before = at
    return None


def _mean(of: Mapping[str, float]) -> float:
    return sum(of.values()) / len(of)
