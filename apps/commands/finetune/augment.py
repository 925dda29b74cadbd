"""`consilium finetune augment`: more word problems from worked ones, each with a proved key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.commands.failure import Failure


def augment(
    out: Annotated[Path, typer.Option(help="Lessons to write, .jsonl or .jsonl.gz.")],
    problems: Annotated[
        list[Path] | None,
        typer.Argument(help="GSM8K lines, SVAMP's list, or lines of question, steps and answer."),
    ] = None,
    exercises: Annotated[
        int, typer.Option(help="Exercises of our own per point and difficulty.")
    ] = 0,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Only these kinds; all seven by default.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="Tries of each kind per problem.")] = 1,
    seed: int = 0,
) -> None:
    """Make problems with other names, numbers, units, words and orders; prove every key anew."""
    from finetune.augment.every import KINDS
    from finetune.augment.making import Tally, lessons
    from finetune.augment.reading import read_problems
    from finetune.runs.folder import write_json
    from finetune.runs.rows import BrokenRow, write_rows

    chosen = kinds or list(KINDS)
    unknown = sorted(set(chosen) - set(KINDS))
    if unknown:
        raise Failure(f"no kind {', '.join(unknown)}; there are {', '.join(KINDS)}")
    if not problems and not exercises:
        raise Failure("nothing to make problems of; name a file, or --exercises 5")
    tally = Tally()

    def rows():
        for file in problems or []:
            told = {"source": file.parent.name or file.stem, "seed": seed}
            yield from lessons(read_problems(file), tally, kinds=chosen, rounds=rounds, **told)
        if exercises:
            own = {"source": "exercises", "seed": seed}
            yield from lessons(_own(exercises), tally, kinds=chosen, rounds=rounds, **own)

    try:
        count = write_rows(out, rows())
    except (BrokenRow, OSError) as problem:
        raise Failure(problem) from problem
    write_json(out.with_name(f"{out.name}.report.json"), tally.as_json())
    made = ", ".join(f"{kind} {tally.made[kind]}" for kind in chosen)
    typer.echo(f"{count} lessons in {out}: {tally.provable} of {tally.read} problems, and {made}")


def _own(each: int):
    from apps.education.domain.proof.prover import Prover
    from apps.education.service.worked import worked_exercises
    from finetune.augment.marking import marked
    from finetune.augment.problem import Problem
    from finetune.calculator import value

    with Prover() as prover:
        for found in worked_exercises(each, prover):
            steps = tuple(map(marked, found.steps))
            yield Problem(found.id, found.question, steps, value(found.answer))
