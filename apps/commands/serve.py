"""`consilium model serve`: the embedded model behind OpenAI's interface, embeddings included."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from apps.commands.failure import Failure
from apps.shared.settings import Settings, settings


def serve(
    drain: Annotated[
        float, typer.Option(min=0, help="Seconds that running answers have once it is to end.")
    ] = 20.0,
) -> None:
    """Serve the embedded model until Ctrl-C. Keys, limits and adapters are in the settings."""
    from apps.shared.model_server import embedders, server_config
    from core_model.server.config import ConfigRefused
    from core_model.server.keys import KeysUnusable
    from core_model.server.run import load_embedded
    from core_model.server.run import serve as run

    logging.basicConfig(
        level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True
    )
    of = settings()
    try:
        config = server_config(of, drain)
        load = load_embedded(of.home / "models", of.base_model, of.model_bits)
        run(load, config, embedders=embedders())
    except (ConfigRefused, KeysUnusable) as problem:
        raise Failure(_in_settings(problem)) from problem
    except OSError as problem:
        raise Failure(
            f"{problem}; check CONSILIUM_MODEL_KEYS and CONSILIUM_MODEL_PORT"
        ) from problem


def check_config(of: Settings) -> None:
    """Raises Failure where the server would refuse to start, before anything is started."""
    from apps.shared.model_server import server_config
    from core_model.server.config import ConfigRefused
    from core_model.server.keys import KeysUnusable

    try:
        server_config(of, drain_s=0)
    except (ConfigRefused, KeysUnusable) as problem:
        raise Failure(_in_settings(problem)) from problem


def _in_settings(problem: Exception) -> str:
    """The message with the names of settings in place of options."""
    message = str(problem)
    for option, setting in (
        ("--keys FILE", "CONSILIUM_MODEL_KEYS=FILE"),
        ("--open-to-all", "CONSILIUM_MODEL_OPEN=true"),
        ("--adapters-root", "CONSILIUM_ADAPTERS_ROOT"),
    ):
        message = message.replace(option, setting)
    return message
