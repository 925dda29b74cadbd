"""The progress of cleaning: the stage at work, its rows and its pace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from apps.commands.failure import ERRORS


@contextmanager
def shown() -> Iterator[Callable[[str, int, int], None]]:
    """What the pipeline calls with a stage, its rows done and its rows in all."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} rows"),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERRORS, transient=True) as bar:
        tasks = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    bar.update(earlier, visible=False)
                tasks[stage] = bar.add_task(stage, total=total or None, pace="")
            speed = next(task.speed for task in bar.tasks if task.id == tasks[stage])
            bar.update(tasks[stage], completed=done, pace=f"{speed:,.0f}/s" if speed else "")

        yield progress
