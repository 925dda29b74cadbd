"""`consilium finetune new-domain`, `ask` and `forget`: a domain of one's own, served by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from apps.commands.failure import ERRORS, Failure
from apps.commands.finetune.stage import Words, model_folder, refusals, stage_config
from apps.shared.settings import Settings, settings

if TYPE_CHECKING:
    from finetune.new_domain.making import Made

Name = Annotated[str, typer.Argument(help="Lower-case letters, digits and hyphens.")]


def new_domain(
    name: Name,
    data: Annotated[
        Path,
        typer.Option(
            help="JSON lines: passages (id, document, title, text) and questions (id, question, "
            "answer, cites).",
            exists=True,
            dir_okay=False,
        ),
    ],
    words: Words = None,
) -> None:
    """Make a domain from passages and questions: clean, train an adapter, measure, register.

    For instance: consilium finetune new-domain legal --data legal.jsonl minutes=5
    """
    from apps.shared.new_domain.lessons import lessons
    from finetune.new_domain.making import FOLDER, NewDomainConfig, make_domain
    from finetune.new_domain.training import trainer

    of = settings()
    given = {"name": name, "data": data}
    fields = {word.partition("=")[0] for word in words or ()}
    if "out" not in fields:
        given["out"] = of.home / FOLDER / name
    config = stage_config(NewDomainConfig, None, words, **given)
    model = model_folder(config.model)
    with refusals(), _refused():
        made = make_domain(
            config,
            model,
            of.home,
            teach=lessons,
            train=trainer(config, model),
            tell=lambda said: ERRORS.print(said, markup=False, style="dim"),
        )
    _report(made, of)


def ask(
    name: Name, question: Annotated[str, typer.Argument(help="In English, in quotation marks.")]
) -> None:
    """Ask a domain of one's own; every sentence is checked against its passages."""
    from apps.commands.answering import print_checked
    from apps.shared.new_domain.asking import ask_domain

    with _refused():
        asked = ask_domain(name, question, settings())
    if not print_checked(asked.events, asked.name_of):
        raise typer.Exit(2)


def forget(name: Name) -> None:
    """Take a domain's adapter away from the server; what it was made from stays."""
    from finetune.new_domain.registration import unregister

    of = settings()
    with _refused():
        unregister(of.home, name)
    typer.echo(f"{name} is no longer registered; a running server lets go of it when it restarts")


def _report(made: Made, of: Settings) -> None:
    """What was measured, and how to ask."""
    from rich.console import Console
    from rich.table import Table

    table = Table("on unseen documents", "base", made.name, box=None, pad_edge=False)
    for figure, (before, after) in made.measures.pairs().items():
        table.add_row(figure, _said(before), _said(after))
    out = Console(highlight=False, soft_wrap=True)
    out.print(table)
    out.print(f"{made.measures.lessons} test lessons; {sum(made.seconds.values()):.0f} s in all.")
    out.print(f"Registered: {made.adapter}", markup=False)
    out.print("The model's server offers it from its next start. Ask it so:\n")
    out.print("  consilium up", markup=False)
    out.print(f'  consilium finetune ask {made.name} "..."', markup=False)
    asked = {"model": made.name, "messages": [{"role": "user", "content": "..."}]}
    out.print(_curl(f"{of.model_url}/chat/completions", asked), markup=False)
    out.print("\nA server that runs takes it at once from an administrator's key:\n")
    loaded = {"lora_name": made.name, "lora_path": made.name}
    out.print(_curl(f"{of.model_url}/load_lora_adapter", loaded, "$KEY"), markup=False)


def _curl(url: str, body: dict[str, Any], key: str | None = None) -> str:
    header = "" if key is None else f' -H "authorization: Bearer {key}"'
    kind = "-H 'content-type: application/json'"
    return f"  curl {url} {kind}{header} \\\n       -d '{json.dumps(body)}'"


def _said(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"


@contextmanager
def _refused() -> Iterator[None]:
    from finetune.new_domain.registration import DomainRefused

    try:
        yield
    except DomainRefused as refusal:
        raise Failure(refusal) from refusal
