"""What an inline CSS style means for reading: hidden, page breaks, indentation.

Knows only `style` attributes; style sheets and classes are not consulted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "em": 10.0, "cm": 28.35, "mm": 2.835, "": 0.75}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?|-?\.\d+)\s*(pt|px|in|em|cm|mm|%)?")


class Style(NamedTuple):
    """`indent` is the left offset of the text in points, a hanging first line counted."""

    hidden: bool = False
    break_before: bool = False
    break_after: bool = False
    stand_in: bool = False
    """Marks the visible place of a hidden XBRL fact (`-sec-ix-hidden: id`)."""
    block: bool = False
    white: bool = False
    """White letters: invisible unless something behind them is coloured."""
    background: bool = False
    indent: float = 0.0


PLAIN = Style()
_WHITE = ("#ffffff", "#fff", "white", "rgb(255,255,255)")


@lru_cache(maxsize=20_000)
def read_style(css: str) -> Style:
    """The style that the text of a `style` attribute states."""
    lowered = css.lower()
    rules = {
        name.strip(): value.strip()
        for name, _, value in (rule.partition(":") for rule in lowered.split(";"))
    }
    display = rules.get("display", "")
    return Style(
        hidden=display.startswith("none"),
        break_before=_breaks(rules, "before"),
        break_after=_breaks(rules, "after"),
        stand_in="ix-hidden" in lowered,
        block=display.startswith("block"),
        white=rules.get("color", "").replace(" ", "") in _WHITE,
        background=_coloured(rules.get("background-color") or rules.get("background", "")),
        indent=_indent(rules),
    )


def _breaks(rules: dict[str, str], side: str) -> bool:
    value = rules.get(f"page-break-{side}") or rules.get(f"break-{side}", "")
    return value.split(" ")[0].rstrip("!") in ("always", "page", "left", "right")


def _coloured(value: str) -> bool:
    bare = value.replace(" ", "").split("!")[0]
    return bool(bare) and bare not in (*_WHITE, "none", "transparent", "inherit", "auto")


def _indent(rules: dict[str, str]) -> float:
    total = _points(rules.get("text-indent", ""))
    for box in ("padding", "margin"):
        total += _left(rules.get(box, ""), rules.get(f"{box}-left"))
    return total


def _left(shorthand: str, left: str | None) -> float:
    if left is not None:
        return _points(left)
    parts = shorthand.split()
    return _points(parts[{4: 3, 3: 1, 2: 1, 1: 0}[len(parts)]]) if 1 <= len(parts) <= 4 else 0.0


def _points(length: str) -> float:
    match = _LENGTH.match(length)
    if match is None or match[2] == "%":
        return 0.0
    return float(match[1]) * _POINTS[match[2] or ""]
