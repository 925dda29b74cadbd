"""How a command ends badly: one line that names the culprit and the remedy, and an exit code."""

from __future__ import annotations

from rich.console import Console

ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)


class Failure(Exception):
    """A command cannot do what was asked; the message names the culprit and the remedy."""


def complain(problem: object) -> None:
    """Print an error as it is, without reading markup out of file names."""
    ERRORS.print("Error:", style="bold red", end=" ")
    ERRORS.print(str(problem), markup=False)
