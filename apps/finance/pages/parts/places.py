"""Where the pages are, for links and for navigation."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

PageName = Literal["filing", "compare", "ask", "library", "about"]
_PAGES = Path(__file__).parents[1]


def page_path(name: PageName) -> Path:
    return _PAGES / f"{name}.py"
