"""`consilium index`: what is in the library, what goes in, what goes out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from apps.commands.desk import add_files, open_desk
from apps.commands.failure import Failure
from apps.finance.service.library import FilingCard

_PLAIN_WIDTH = 200
index_app = typer.Typer(no_args_is_help=True, help="The library of filings.")


@index_app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="PDF, HTML, XLSX, CSV or text.")],
) -> None:
    """Read files into the library and make their text searchable."""
    with open_desk(working=True) as desk:
        added, lost = add_files(desk, files)
        for id in added:
            card = desk.library.card(id)
            typer.echo(f"{id}  {card.company or card.name}  {card.form}  {card.facts} facts")
    if lost:
        raise typer.Exit(1)


@index_app.command("list")
def list_filings() -> None:
    """Show the filings of the library, the last added first."""
    with open_desk() as desk:
        cards = desk.library.cards()
    if not cards:
        typer.echo("The library is empty.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("Id", no_wrap=True)
    for head in ("Company", "Form", "Period", "Facts", "Failing", "Questions", "Added", "File"):
        table.add_column(head, overflow="fold")
    for card in cards:
        table.add_row(*map(Text, _row(card)))
    Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH).print(table)


@index_app.command()
def remove(
    ids: Annotated[list[str], typer.Argument(help="Ids as `index list` shows them.")],
) -> None:
    """Forget filings: their figures, their text and their bytes."""
    with open_desk() as desk:
        for id in ids:
            if id not in desk.library:
                raise Failure(f"no filing {id!r} in the library; see `consilium index list`")
            desk.intake.remove(id)
            typer.echo(f"removed {id}")


def _row(card: FilingCard) -> tuple[str, ...]:
    added = datetime.fromtimestamp(card.added_at, UTC).strftime("%Y-%m-%d")
    year = "" if card.fiscal_year is None else f"{card.fiscal_period} {card.fiscal_year}"
    name = f"{card.name} (synthetic)" if card.synthetic else card.name
    return (
        card.id,
        card.company,
        card.form,
        year,
        str(card.facts),
        str(card.failing_checks),
        card.index_state,
        added,
        name,
    )
