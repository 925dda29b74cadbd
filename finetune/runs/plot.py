"""Draws the log of a run: one panel for each group of names (`ppl/finance` is of group `ppl`)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from finetune.runs.log import RunLog

COLUMNS = 3


def draw(log: RunLog, png: Path, title: str) -> None:
    """Writes the picture; a log without figures gives none."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    groups = grouped(log)
    if not groups:
        return
    rows = -(-len(groups) // COLUMNS)
    figure = Figure(figsize=(5 * COLUMNS, 3.2 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title)
    for place, (group, curves) in enumerate(sorted(groups.items()), 1):
        axes = figure.add_subplot(rows, COLUMNS, place)
        for name, points in sorted(curves.items()):
            steps, values = zip(*points, strict=True)
            axes.plot(steps, values, marker="." if len(points) < 40 else "", label=name, lw=1)
        axes.set_title(group)
        axes.set_xlabel("step")
        if len(curves) > 1:
            axes.legend(fontsize="small")
    beside = png.with_suffix(".new.png")
    figure.savefig(beside, dpi=90)
    beside.replace(png)


def grouped(log: RunLog) -> dict[str, dict[str, list[tuple[int, float]]]]:
    """Group to curve to its points."""
    groups: dict[str, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    for figure in log.figures():
        group, _, name = figure.name.partition("/")
        groups[group][name or group].append((figure.step, figure.value))
    return groups
