"""`consilium finetune lessons`: instruction data in the desks' own prompt formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apps.commands.finetune.stage import refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from apps.shared.lessons.desk import Plan
    from apps.shared.lessons.lesson import Desk

_DESKS: tuple[Desk, ...] = ("finance", "medical", "education")


def lessons(
    data: Annotated[Path, typer.Option(help="Folder of the public data, by area and set.")],
    out: Annotated[Path, typer.Option(help="Folder for DESK.jsonl and DESK.pairs.jsonl.")],
    desk: Annotated[str, typer.Option(help="finance, medical, education, or all.")] = "all",
    most: Annotated[int, typer.Option(min=100, help="Lessons of a desk at most.")] = 12_000,
    seed: Annotated[int, typer.Option(help="Another seed gives other lessons.")] = 0,
) -> None:
    """Make lessons for the desks' adapters; each right answer passes the desk's own check.

    For instance: consilium finetune lessons --data DIR --out lessons
    """
    from rich.console import Console

    from apps.shared.lessons.desk import lessons as made
    from apps.shared.lessons.writing import written

    if desk != "all" and desk not in _DESKS:
        raise typer.BadParameter(f"{desk!r} is no desk; choose one of {', '.join(_DESKS)} or all")
    chosen: list[Desk] = [name for name in _DESKS if desk in (name, "all")]
    console = Console(stderr=True)
    for name in chosen:
        with refusals(), console.status(name) as status:
            plan = _plan(name)(data, most)

            def show(what: str, count: int, status=status, name: str = name) -> None:
                status.update(f"{name}: {what}, {count:,} lessons")

            told = written(made(plan, seed, show), out, name)
        typer.echo(f"{out / name}.jsonl  {told}")


def _plan(desk: Desk) -> Callable[[Path, int], Plan]:
    from importlib import import_module

    return import_module(f"apps.{desk}.service.lessons.plan").plan
