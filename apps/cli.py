"""The command `consilium`: starts the suite, and does from a terminal what the desks do.

Exit codes: 0 done, 1 something was wrong and is named, 2 nothing answers the question or the
command was not understood, 130 interrupted.
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from apps.commands.education import education_app
from apps.commands.failure import Failure, complain
from apps.commands.finance import ask as ask_finance
from apps.commands.finance import finance_app
from apps.commands.finetune import finetune_app
from apps.commands.index import index_app
from apps.commands.medical import medical_app
from apps.commands.model import model_app
from apps.commands.up import up
from apps.medical.service.master_key import UnusableKey
from apps.medical.service.vault import WrongKey
from apps.shared.database import UnusableDatabase
from apps.shared.sources import DamagedSource
from apps.shared.supervisor import ServerFailed
from rag.readers.errors import UnreadableFile

NAMED = (
    Failure,
    UnreadableFile,
    ServerFailed,
    DamagedSource,
    UnusableDatabase,
    UnusableKey,
    WrongKey,
)
"""Errors whose message already names the culprit and the remedy."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Verified answers over filings, records and classes. Settings are environment variables "
    "CONSILIUM_*.",
)
app.command()(up)
app.add_typer(finance_app, name="finance")
app.add_typer(medical_app, name="medical")
app.add_typer(education_app, name="education")
app.add_typer(index_app, name="index")
app.add_typer(model_app, name="model")
app.add_typer(finetune_app, name="finetune")


@app.command()
def ask(question: Annotated[str, typer.Argument(help="In English or Chinese.")]) -> None:
    """Answer a question over everything in the library, with citations."""
    ask_finance(question)


def main() -> None:
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    try:
        app()
    except NAMED as problem:
        complain(problem)
        sys.exit(1)
    except ValidationError as problem:
        complain(_settings_problem(problem))
        sys.exit(1)
    except SQLAlchemyError as problem:
        complain(
            f"the database does not answer ({type(problem).__name__}: "
            f"{str(problem).splitlines()[0]}); check CONSILIUM_DATABASE_URL and CONSILIUM_HOME"
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _settings_problem(problem: ValidationError) -> str:
    """Which setting is wrong and why, one a line."""
    lines = [
        f"CONSILIUM_{'_'.join(map(str, error['loc'])).upper()}={error['input']!r}: {error['msg']}"
        for error in problem.errors()
    ]
    return "; ".join(lines) + "; correct the environment variable, or unset it"


if __name__ == "__main__":
    main()
