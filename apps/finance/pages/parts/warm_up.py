"""Imports, behind the first page, what later pages would make the reader wait for."""

from __future__ import annotations

import importlib
import threading
from functools import lru_cache

_HEAVY = ("apps.finance.pages.parts.filing_charts", "apps.finance.pages.parts.talk")
"""What takes seconds to import: charts, and the retrieval behind answers."""


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Start once in a process; does not wait."""
    threading.Thread(target=_load, name="warm-up", daemon=True).start()


def _load() -> None:
    for name in _HEAVY:
        importlib.import_module(name)
