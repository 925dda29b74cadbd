"""`consilium finance`: figures out of files, and answers over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from apps.commands.desk import add_files, open_desk
from apps.commands.failure import Failure
from apps.commands.reading import read_files
from apps.finance.domain.facts import Fact, Filing, Statement
from apps.finance.domain.identities import checks
from apps.finance.service.export import to_csv, to_json, to_xlsx

finance_app = typer.Typer(no_args_is_help=True, help="The analyst's desk.")
_OUT = "A file, or - for the output."


@finance_app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(help="PDF, HTML, XLSX, CSV or text.")],
    json: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    csv: Annotated[Path | None, typer.Option(help=_OUT)] = None,
    xlsx: Annotated[Path | None, typer.Option(help="A file.")] = None,
) -> None:
    """Read the statements of files and print them, or write them as JSON, CSV or XLSX."""
    filings, lost = read_files(files)
    if filings:
        wanted = [(json, to_json), (csv, to_csv), (xlsx, to_xlsx)]
        for path, export in wanted:
            if path is not None:
                _write(path, filings, export)
        if not any(path for path, _ in wanted):
            for filing in filings:
                show(filing)
    if lost:
        raise typer.Exit(1)


@finance_app.command()
def ask(
    question: Annotated[str, typer.Argument(help="In English or Chinese.")],
    file: Annotated[
        list[Path] | None, typer.Option(help="Ask these files only; they join the library.")
    ] = None,
) -> None:
    """Answer a question over the library, with citations; exit code 2 where nothing answers it."""
    from apps.commands.answering import print_answer

    with open_desk(working=bool(file)) as desk:
        ids: list[str] | None = None
        if file:
            ids, lost = add_files(desk, file)
            if lost:
                raise typer.Exit(1)
        names = {card.id: card.name for card in desk.library.cards()}
        answered = print_answer(desk.ask(question, filing_ids=ids), lambda id: names.get(id, id))
    if not answered:
        raise typer.Exit(2)


def _write(
    path: Path, filings: Sequence[Filing], export: Callable[[Sequence[Filing]], bytes | str]
) -> None:
    made = export(filings)
    data = made.encode() if isinstance(made, str) else made
    if str(path) == "-":
        typer.echo(data, nl=False)
        return
    try:
        path.write_bytes(data)
    except OSError as problem:
        raise Failure(
            f"{str(path)!r} cannot be written ({problem.strerror}); choose another place"
        ) from problem


def show(filing: Filing) -> None:
    """Print a filing: what it is, what fails or was noticed, its statements as declared."""
    out = Console(highlight=False)
    synthetic = " (synthetic)" if filing.synthetic else ""
    year = "" if filing.fiscal_year is None else f" {filing.fiscal_year}"
    head = f"{filing.company}{synthetic}: {filing.form} {filing.fiscal_period}{year}"
    out.print(Text(f"{head}, {len(filing.facts)} facts", style="bold"))
    for check in checks(filing):
        if check.holds is False:
            out.print(Text(f"  fails: {check.name_en}, {check.period.end}: {check.difference}"))
    for notice in filing.notices:
        out.print(Text(f"  {notice.level}: {notice.message}"))
    for statement in filing.statements:
        out.print(_table(statement))


def _table(statement: Statement) -> Table:
    unit = f"{statement.unit} ×10^{statement.scale}" if statement.scale else statement.unit
    table = Table(title=Text(f"{statement.title} ({unit})"), title_justify="left")
    table.add_column("")
    for column in statement.columns:
        table.add_column(Text(column.label or str(column.period.end)), justify="right")
    for row in statement.rows:
        cells = [Text(_printed(fact, statement.scale)) for fact in row.facts]
        table.add_row(Text("  " * row.level + row.label), *cells)
    return table


def _printed(fact: Fact | None, scale: int) -> str:
    """The value in the statement's scale; per-share figures and shares in their own."""
    if fact is None:
        return ""
    value = fact.value.scaleb(-scale) if fact.scale == scale else fact.value
    return f"{_plain(value):,f}"


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros beyond the cent, and never in powers of ten."""
    short = value.normalize()
    exponent = short.as_tuple().exponent
    return short if isinstance(exponent, int) and exponent < 0 else short.quantize(Decimal(1))
