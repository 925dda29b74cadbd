"""`consilium model`: build the embedded model, talk to whatever model is set."""

from __future__ import annotations

from typing import Annotated

import typer

from apps.commands.failure import Failure
from apps.commands.model_export import export
from apps.commands.reading import progress_bar
from apps.commands.serve import serve
from apps.shared.settings import settings

model_app = typer.Typer(no_args_is_help=True, help="The language model.")
model_app.command()(export)
model_app.command()(serve)


@model_app.command()
def build() -> None:
    """Build the embedded model from its base weights and keep it; quick where it is built."""
    from core_model.base import BaseNotFound
    from core_model.build import build as build_model
    from core_model.native.library import NativeUnavailable, load_library

    of = settings()
    with progress_bar() as bar:
        task = bar.add_task("model", total=1.0)
        try:
            folder = build_model(
                of.home / "models",
                of.base_model,
                lambda stage, done: bar.update(task, completed=done, description=stage),
            )
        except BaseNotFound as problem:
            raise Failure(problem) from problem
    typer.echo(f"The embedded model is in {folder}")
    try:
        typer.echo(f"Its step is compiled for this CPU ({load_library().variant})")
    except NativeUnavailable as problem:
        typer.echo(f"It will run in torch, more slowly: {problem}", err=True)


@model_app.command()
def chat(
    message: Annotated[
        str | None, typer.Argument(help="One question; without it, a conversation.")
    ] = None,
) -> None:
    """Talk to the model of the settings. Nothing it says here is checked against documents."""
    from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
    from openai import OpenAIError

    from apps.shared.wiring.endpoint import chat_model

    of = settings()
    model = chat_model(of)
    said: list[BaseMessage] = []
    asked = message if message is not None else _next()
    while asked:
        said.append(HumanMessage(asked))
        answer = ""
        try:
            for piece in model.stream(said):
                answer += piece.text
                typer.echo(piece.text, nl=False)
        except OpenAIError as problem:
            raise Failure(
                f"the model at {of.model_url} did not answer ({problem}); start it with "
                "`consilium up`, or set CONSILIUM_MODEL_URL"
            ) from problem
        typer.echo()
        said.append(AIMessage(answer))
        asked = _next() if message is None else ""


def _next() -> str:
    """The next line of the user; empty at the end of the input."""
    try:
        return input("> ").strip()
    except EOFError:
        return ""
