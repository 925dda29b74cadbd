"""Imports, behind the first page, what later pages would make the reader wait for."""

from __future__ import annotations

import importlib
import threading
from functools import lru_cache

_HEAVY = (
    "apps.education.pages.parts.curve_chart",
    "apps.education.domain.paths.plan",
    "apps.education.service.material.hints",
)
_SECONDS = 4.0
"""Until the first class has been drawn."""


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Start once in a process, when the first page has been drawn; does not wait."""
    timer = threading.Timer(_SECONDS, _load)
    timer.daemon = True
    timer.start()


def _load() -> None:
    for name in _HEAVY:
        importlib.import_module(name)
