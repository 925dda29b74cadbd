"""Imports, behind the first page, what later pages would make the reader wait for."""

from __future__ import annotations

import importlib
import threading
from functools import lru_cache


@lru_cache(maxsize=8)
def warm_up(modules: tuple[str, ...], seconds: float) -> None:
    """Start once in a process, `seconds` after the first page was drawn; does not wait."""
    timer = threading.Timer(seconds, _load, [modules])
    timer.daemon = True
    timer.start()


def _load(modules: tuple[str, ...]) -> None:
    for name in modules:
        importlib.import_module(name)
