"""The core where training from scratch begins: the base with specialists that say nothing yet."""

from __future__ import annotations

from pathlib import Path

from apps.commands.failure import Failure


def newborn_core() -> Path:
    """Its folder, built where it is not there. Raises Failure."""
    from apps.shared.settings import settings
    from core_model.base import BaseNotFound
    from core_model.build import build_with
    from core_model.recipe import Recipe

    of = settings()
    try:
        return build_with(Recipe(), of.home / "models", of.base_model)
    except BaseNotFound as problem:
        raise Failure(problem) from problem
